"""Keystrokes of a correction task on the review page, in headless Chromium, against those of the page before.

    python -m tests.benchmarks.page_task

The sample `standup` and a made-up dialogue of ten minutes, of which 5 % of the words are wrong (half of them marked as
doubtful) and 5 % have the wrong speaker, in stretches at the ends of turns. For each mistake a planner presses the keys
of the page that lead to it soonest, and the page must say the truth in the end. The keys of the page before typing
in place, which had a dialog for a word, are counted by the same planner. Most keys are letters of the words.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, sync_playwright

from tests.benchmarks.page import ARGUMENTS, made_up, standup
from whisper_diarize.records import AttributedSegment, AttributedTranscript, AttributedWord
from whisper_diarize.review import Html, correct, reassign

SHARE = 0.05
MAX_STRETCH = 4  # words at the end of a turn that the other speaker gets


@dataclass(frozen=True)
class Mistake:
    """A word whose text is wrong, or words from `first` to before `stop` whose speaker is."""

    first: int
    stop: int
    text: str | None
    label: str
    doubtful: bool = False


def main() -> None:
    print("| task | words | mistakes | keys before | keys now | ratio | seconds now |")
    print("|---|---|---|---|---|---|---|")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        for name, truth in (("standup", standup()), ("dialogue", made_up(1500, 2))):
            wrong, mistakes = disturbed(truth)
            (Path(folder) / "page.html").write_text(Html().render(wrong), encoding="utf-8")
            page = browser.new_page(viewport={"width": 1280, "height": 860})
            page.goto((Path(folder) / "page.html").as_uri())
            started = time.perf_counter()
            now = drive(page, wrong, mistakes)
            seconds = time.perf_counter() - started
            said = page.evaluate("[...document.querySelectorAll('.w')].map((word) => word.textContent)")
            assert said == [word.text.strip() for word in truth.words], "the page does not say the truth"
            before = sum(len(keys) for keys in plans(wrong, mistakes, before=True))
            count = f"| {name} | {len(truth.words)} | {len(mistakes)} | {before} | {now} "
            print(f"{count}| {now / before:.2f} | {seconds:.1f} s |")
            page.close()
        browser.close()


def disturbed(truth: AttributedTranscript) -> tuple[AttributedTranscript, list[Mistake]]:
    """Return the transcript with mistakes, and what makes each right, in order."""
    chance = np.random.default_rng(5)
    sure = replace(truth, segments=tuple(replace(s, words=tuple(_sure(w) for w in s.words)) for s in truth.segments))
    runs: list[tuple[int, int, str | None]] = []
    first = 0
    for label, run in groupby(word.speaker for word in sure.words):
        length = len(list(run))
        runs.append((first, first + length, label))
        first += length
    wrong = sure
    mistakes: list[Mistake] = []
    for (start, stop, label), (_, _, other) in pairwise(runs):
        length = min(int(chance.integers(1, MAX_STRETCH + 1)), stop - start - 2)
        if length > 0 and label and other and chance.random() < SHARE * len(sure.words) / len(runs) / 2.5:
            mistakes.append(Mistake(stop - length, stop, None, label))
            wrong = reassign(wrong, range(stop - length, stop), other)
    taken = {number for mistake in mistakes for number in range(mistake.first, mistake.stop)}
    free = [number for number in range(len(sure.words)) if number not in taken]
    for number in sorted(chance.choice(free, int(SHARE * len(sure.words)), replace=False).tolist()):
        word = sure.words[number]
        doubtful = bool(chance.random() < 0.5)
        mistakes.append(Mistake(number, number + 1, word.text.strip(), word.speaker or "", doubtful))
        wrong = _marked(correct(wrong, number, f"x{word.text.strip()[::-1]}"), number, doubtful=doubtful)
    return wrong, sorted(mistakes, key=lambda mistake: mistake.first)


def drive(page: Page, wrong: AttributedTranscript, mistakes: list[Mistake]) -> int:
    """Press the keys of all plans; return how many there are."""
    count = 0
    for keys in plans(wrong, mistakes, before=False):
        count += len(keys)
        for key in keys:
            page.keyboard.press(key)
    return count


def plans(wrong: AttributedTranscript, mistakes: list[Mistake], *, before: bool) -> Iterator[list[str]]:
    """Yield the keys that make each mistake right, and those that end typing."""
    people = [speaker.label for speaker in wrong.speakers]
    labels = [word.speaker for word in wrong.words]
    doubtful = [mistake.first for mistake in mistakes if mistake.doubtful]
    cursor, typing = 0, False
    for mistake in mistakes:
        leave = ["Escape"] if typing else []
        steps = sum(cursor < number <= mistake.first for number in doubtful) if mistake.doubtful else 0
        way = leave + _way(labels, cursor, mistake.first)
        if steps and len(leave) + steps < len(way):
            way = leave + ["n"] * steps
        if mistake.text is None:
            several = ["Shift+ArrowRight"] * (mistake.stop - mistake.first - 1)
            chosen = several or ["Shift+ArrowRight", "Shift+ArrowLeft"]
            yield [*way, *chosen, str(people.index(mistake.label) + 1)]
            labels[mistake.first : mistake.stop] = [mistake.label] * (mistake.stop - mistake.first)
            typing = False
        else:
            by_tab = typing and steps > 0 and steps < len(way) + 1
            typed = [*(["Tab"] * steps if by_tab else [*way, "e"]), *mistake.text]
            yield [*typed, "Enter"] if before else typed
            typing = not before
            doubtful = [number for number in doubtful if number != mistake.first]
        cursor = mistake.first
    if typing:
        yield ["Escape"]


def _way(labels: list[str | None], cursor: int, target: int) -> list[str]:
    """Return the fewest keys from one word to another: by words, or by turns and then by words."""
    direct = ["ArrowRight" if target > cursor else "ArrowLeft"] * abs(target - cursor)
    starts = [i for i in range(len(labels)) if i == 0 or labels[i] != labels[i - 1]]
    turn = sum(start <= target for start in starts)
    here = sum(start <= cursor for start in starts)
    ways = [direct]
    for extra in (0, 1):
        if turn + extra > here and turn + extra <= len(starts):
            start = starts[turn + extra - 1]
            steps = ["ArrowRight"] * (target - start) or ["ArrowLeft"] * (start - target)
            ways.append(["j"] * (turn + extra - here) + steps)
    return min(ways, key=len)


def _sure(word: AttributedWord) -> AttributedWord:
    """Return the word of which an engine and the attributor are sure."""
    return replace(word, word=replace(word.word, probability=0.9), speaker_confidence=None, reason="overlap")


def _marked(transcript: AttributedTranscript, number: int, *, doubtful: bool) -> AttributedTranscript:
    """Return the transcript in which an engine is unsure of a word, or is not."""
    segments: list[AttributedSegment] = []
    first = 0
    for segment in transcript.segments:
        place = number - first
        first += len(segment.words)
        if 0 <= place < len(segment.words):
            word = replace(segment.words[place].word, probability=0.2 if doubtful else 0.9)
            words = list(segment.words)
            words[place] = replace(words[place], word=word, reason="overlap")
            segments.append(segment.with_words(tuple(words)))
        else:
            segments.append(segment)
    return replace(transcript, segments=tuple(segments))


if __name__ == "__main__":
    main()
