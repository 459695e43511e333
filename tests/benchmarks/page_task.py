"""Keystrokes of a correction task on the review page, in headless Chromium, against those of the pages before.

    python -m tests.benchmarks.page_task

The sample `standup`, a made-up dialogue of ten minutes (of fifteen words) and one of sentences that people wrote. 5 %
of the words are wrong and 5 % have the wrong speaker, in stretches at the ends of turns; half of the mistakes are
marked as doubtful, and 0.7 % of what is right. On the page of now a driver presses keys and uses what a person sees
(`page_task_driver`); in the end the page must say the truth. The keys of the pages before are counted by a planner
(`page_task_before`). A key with Shift, Ctrl or Alt counts as one.

Seconds are those of the keystroke-level model (Card, Moran and Newell, 1983): 0.2 s a key and 1.35 s to think of each
mistake; and 0.4 s (to look, to perceive, to decide) for each label that is read and each offer that is taken. Listening
is not counted.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.benchmarks.page import ARGUMENTS
from tests.benchmarks.page_task_before import plan
from tests.benchmarks.page_task_driver import Person
from tests.benchmarks.page_task_mistakes import Task, tasks
from whisper_diarize.review import Html

KINDS = ("go", "select", "open", "type", "take", "speaker", "confirm")
KEY_SECONDS = 0.2
THOUGHT_SECONDS = 1.35
GLANCE_SECONDS = 0.4
SAID = "[...document.querySelectorAll('.w')].map((word) => word.textContent)"
SAYING = "[...document.querySelectorAll('.w')].map((word) => word.closest('.turn').ariaLabel.split(', at ')[0])"


def main() -> None:
    print(f"| task | mistakes | page | {' | '.join(KINDS)} | keys | of before | seconds | of before |")
    print("|---" * (len(KINDS) + 7) + "|")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        for name, task in tasks().items():
            report(name, task, browser, Path(folder) / "page.html")
        browser.close()


def report(name: str, task: Task, browser: Browser, path: Path) -> None:
    """Print a row for each page."""
    count = len(task.mistakes)
    letters = sum(len(mistake.text or "") for mistake in task.mistakes)
    before = Counter(kind for kind, _ in plan(task, dialog=True))
    in_place = Counter(kind for kind, _ in plan(task, dialog=False))
    person = driven(task, browser, path)
    rows = [
        ("a dialog", before, count, 0),
        ("in place", in_place, count, 0),
        ("now", person.keys, person.mistakes, person.glances),
        ("letters alone", Counter(type=letters), count, 0),
    ]
    for page, keys, thoughts, glances in rows:
        seconds = KEY_SECONDS * keys.total() + THOUGHT_SECONDS * thoughts + GLANCE_SECONDS * glances
        of_before = KEY_SECONDS * before.total() + THOUGHT_SECONDS * count
        kinds = " | ".join(str(keys[kind]) for kind in KINDS)
        print(
            f"| {name} | {count} | {page} | {kinds} | {keys.total()} | {keys.total() / before.total():.2f} "
            f"| {seconds:.0f} | {seconds / of_before:.2f} |",
            flush=True,
        )


def driven(task: Task, browser: Browser, path: Path) -> Person:
    """Let a person do the task; the page must say the truth in the end."""
    path.write_text(Html().render(task.wrong), encoding="utf-8")
    page: Page = browser.new_page(viewport={"width": 1280, "height": 860})
    page.goto(path.as_uri())
    person = Person(page, task)
    person.work()
    assert page.evaluate(SAID) == [word.text.strip() for word in task.truth.words], "the page does not say the truth"
    names = pairs(page.evaluate(SAYING), (word.speaker for word in task.truth.words))
    assert len(names) == len({label for _, label in names}), f"words have the wrong speaker: {names}"
    page.close()
    return person


def pairs(names: Iterable[str], labels: Iterable[str | None]) -> set[tuple[str, str | None]]:
    """Return which name stands for which label."""
    return set(zip(names, labels, strict=True))


if __name__ == "__main__":
    main()
