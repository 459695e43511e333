"""Times of the review page for opening, scrolling and editing in headless Chromium; and its picture.

    python -m tests.benchmarks.page
    python -m tests.benchmarks.page --screenshot samples/review.png

Transcripts are made up: 10,000 words (an hour), 20,000 (two) and 100,000 (nine), five speakers, with a waveform.
Opening is from asking for the file to the second frame; scrolling is 60 turns of the wheel and ten jumps; an edit is a
turn given to another speaker; typing is a word that is typed over and committed; memory is what the page's process
holds then.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

from whisper_diarize.attribution import attribute
from whisper_diarize.audio import open_audio
from whisper_diarize.files import recording_beside
from whisper_diarize.formats import parse_rttm
from whisper_diarize.records import (
    SAMPLE_RATE,
    AttributedTranscript,
    Diarization,
    Recording,
    Segment,
    Transcript,
    Turn,
    Word,
)
from whisper_diarize.review import Html

SAMPLES = Path(__file__).parents[2] / "samples"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
VOCABULARY = (
    "the",
    "of",
    "and",
    "people",
    "in",
    "that",
    "it",
    "was",
    "for",
    "you",
    "on",
    "are",
    "council",
    "as",
    "they",
)
REPEATS = 5

WATCH_FRAMES = """() => {
    window.gaps = [];
    let last = performance.now();
    const tick = (now) => { gaps.push(now - last); last = now; requestAnimationFrame(tick); };
    requestAnimationFrame(tick);
}"""
TWO_FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
EDIT = """() => {
    const start = performance.now();
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "2" }));
    document.body.offsetHeight;
    return performance.now() - start;
}"""

LEAVE = """() => {
    const start = performance.now();
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    document.body.offsetHeight;
    return performance.now() - start;
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--screenshot", type=Path, metavar="FILE")
    wanted = parser.parse_args()
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        if wanted.screenshot:
            photograph(browser, Path(folder), wanted.screenshot)
        else:
            measure(browser, Path(folder))
        browser.close()


def measure(browser: Browser, folder: Path) -> None:
    print("| words | length | page | rendered in | opens in | longest frame | an edit | typing | memory |")
    print("|---|---|---|---|---|---|---|---|---|")
    for num_words in (10_000, 20_000, 100_000):
        transcript = made_up(num_words)
        started = time.perf_counter()
        page_text = Html().render_with(transcript, recording())
        rendered = time.perf_counter() - started
        path = folder / "page.html"
        path.write_text(page_text, encoding="utf-8")
        runs = [measure_once(browser, path) for _ in range(REPEATS)]
        opens, frames, edits, typing, memory = (sorted(column) for column in zip(*runs, strict=True))
        print(
            f"| {len(transcript.words)} | {transcript.duration / 60:.0f} min | {len(page_text) / 1e6:.1f} MB "
            f"| {rendered:.2f} s | {spread(opens, '.2f')} s | {spread(frames, '.0f')} ms | {spread(edits, '.0f')} ms "
            f"| {spread(typing, '.0f')} ms | {spread(memory, '.0f')} MB |"
        )


def recording() -> Recording:
    """A file that is not there, too large to be in the page, with a waveform of noise."""
    noise = np.random.default_rng(3)
    return Recording(
        "meeting.wav",
        "meeting.wav",
        10**9,
        lambda: b"",
        lambda count: noise.integers(5, 128, count, np.uint8).tobytes(),
    )


def measure_once(browser: Browser, path: Path) -> tuple[float, float, float, float, float]:
    """Return seconds to open, milliseconds of the longest frame, of an edit and of typing, and megabytes."""
    page = browser.new_page(viewport={"width": 1280, "height": 860})
    started = time.perf_counter()
    page.goto(path.as_uri())
    page.evaluate(TWO_FRAMES)
    opened = time.perf_counter() - started
    page.evaluate(WATCH_FRAMES)
    scroll(page)
    longest = page.evaluate("Math.max(...gaps)")
    edit = page.evaluate(EDIT)
    assert "1 correction" in str(page.locator("#facts").text_content())
    page.keyboard.press("e")
    page.keyboard.type("typed")
    typed = page.evaluate(LEAVE)
    megabytes = resident_megabytes(browser)
    page.close()
    return opened, longest, edit, typed, megabytes


def resident_megabytes(browser: Browser) -> float:
    """Return the memory of the largest page that is open."""
    session = browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    status = [Path(f"/proc/{one['id']}/status").read_text() for one in processes if one["type"] == "renderer"]
    return max(int(text.partition("VmRSS:")[2].split()[0]) for text in status) / 1024


def scroll(page: Page) -> None:
    page.mouse.move(500, 500)
    for _ in range(60):
        page.mouse.wheel(0, 900)
        page.wait_for_timeout(16)
    for tenth in (3, 9, 1, 7, 5, 0, 8, 2, 6, 4):
        page.evaluate(f"scrollTo(0, document.documentElement.scrollHeight * {tenth / 10})")
        page.wait_for_timeout(60)


def spread(values: list[float], form: str) -> str:
    return f"{values[len(values) // 2]:{form}} ({values[0]:{form}} to {values[-1]:{form}})"


def made_up(num_words: int, num_speakers: int = 5) -> AttributedTranscript:
    """Sentences of random words, one after the other, by random speakers."""
    chance = np.random.default_rng(num_words)
    time_now, speaker, total = 0.0, 0, 0
    segments: list[Segment] = []
    turns: list[Turn] = []
    while total < num_words:
        words = []
        for _ in range(chance.integers(3, 15)):
            length = chance.uniform(0.12, 0.45)
            text = f" {chance.choice(VOCABULARY)}"
            words.append(Word(time_now, time_now + length, text, round(chance.beta(8, 1.2), 3)))
            time_now += length
        segments.append(Segment(words[0].start, time_now, "".join(word.text for word in words), tuple(words)))
        turns.append(Turn(words[0].start, time_now, f"SPEAKER_{speaker:02d}"))
        time_now += chance.uniform(0.05, 0.5)
        total += len(words)
        speaker = int(chance.integers(num_speakers)) if chance.random() < 0.35 else speaker
    said = Transcript(tuple(segments), "en", "made up")
    return attribute(said, Diarization(tuple(turns)), name="meeting", duration=time_now)


def photograph(browser: Browser, folder: Path, target: Path) -> None:
    """Take the picture of the sample's page, two speakers named and some words selected."""
    path = folder / "page.html"
    sound = SAMPLES / "standup.wav"
    beside = recording_beside(sound, folder, partial(open_audio, str(sound), SAMPLE_RATE))
    assert beside is not None
    path.write_text(Html().render_with(standup(), beside), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1080, "height": 640})
    page.goto(path.as_uri())
    page.evaluate("document.querySelector('#sound').remove()")
    for key in ("j", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight"):
        page.keyboard.press(key)
    page.screenshot(path=target)


def standup() -> AttributedTranscript:
    """The sample with its true words and turns; a few probabilities are made up."""
    rows = json.loads((SAMPLES / "standup.words.json").read_text(encoding="utf-8"))
    chance = np.random.default_rng(1)
    words = [Word(row["start"], row["end"], f" {row['word']}", 0.3 if chance.random() < 0.06 else 0.98) for row in rows]
    segments: list[Segment] = []
    start = 0
    for index, word in enumerate(words):
        if word.text.endswith((".", "?", "!")) or index == len(words) - 1:
            said = tuple(words[start : index + 1])
            segments.append(Segment(said[0].start, word.end, "".join(one.text for one in said), said))
            start = index + 1
    turns = parse_rttm((SAMPLES / "standup.rttm").read_text(encoding="utf-8"))
    names = tuple(dict.fromkeys(turn.speaker for turn in turns))
    labelled = tuple(replace(turn, speaker=f"SPEAKER_{names.index(turn.speaker):02d}") for turn in turns)
    transcript = attribute(Transcript(tuple(segments), "en"), Diarization(labelled), name="standup", duration=79.4)
    return transcript.with_names(names[:2])


if __name__ == "__main__":
    main()
