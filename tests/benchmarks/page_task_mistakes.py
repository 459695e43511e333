"""Transcripts with random mistakes in words and speakers, for the tasks of `page_task`."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from itertools import cycle, groupby, pairwise
from pathlib import Path

import numpy as np

from tests.benchmarks.page import SAMPLES, made_up, standup
from whisper_diarize.attribution import attribute
from whisper_diarize.records import (
    AttributedSegment,
    AttributedTranscript,
    AttributedWord,
    Diarization,
    Segment,
    Transcript,
    Turn,
    Word,
)
from whisper_diarize.review import correct, reassign

SHARE = 0.05
DOUBTED = 0.5
"""Share of the mistakes that are marked: ATTRIBUTION.md has it for words with the wrong speaker."""
DOUBTED_IN_VAIN = 0.007
"""Share of the right words that are marked, from the same table."""
MAX_STRETCH = 4
"""Words at the end of a turn that the other speaker gets, at most."""
SENTENCES = Path(__file__).parent / "attribution_data" / "sentences.txt"


@dataclass(frozen=True)
class Mistake:
    """A word whose text is wrong, or words from `first` to before `stop` whose speaker is, `label`'s in truth."""

    first: int
    stop: int
    text: str | None
    label: str


@dataclass(frozen=True)
class Task:
    """A transcript with mistakes, the truth, what makes it true, and the words that are marked as doubtful."""

    truth: AttributedTranscript
    wrong: AttributedTranscript
    mistakes: tuple[Mistake, ...]
    doubtful: tuple[int, ...]


def tasks() -> dict[str, Task]:
    """Return the tasks by name."""
    return {"standup": task(standup()), "dialogue": task(made_up(1500, 2)), "sentences": task(written())}


def task(truth: AttributedTranscript) -> Task:
    """Return a transcript with mistakes: texts written backwards after an x, ends of turns given to who talks next."""
    chance = np.random.default_rng(5)
    wrong = replace(truth, segments=tuple(replace(s, words=tuple(map(_sure, s.words))) for s in truth.segments))
    labels = [word.speaker for word in wrong.words]
    mistakes: list[Mistake] = []
    doubtful: dict[int, str] = {}
    for start, stop, label, other in _turns(labels):
        length = min(int(chance.integers(1, MAX_STRETCH + 1)), stop - start - 2)
        if length > 0 and label and other and chance.random() < SHARE * len(labels) / len(_turns(labels)) / 2.5:
            mistakes.append(Mistake(stop - length, stop, None, label))
            wrong = reassign(wrong, range(stop - length, stop), other)
            if chance.random() < DOUBTED:
                ends = sorted(chance.integers(stop - length, stop, 2).tolist())
                doubtful.update(dict.fromkeys(range(ends[0], ends[1] + 1), "speaker"))
    taken = {number for mistake in mistakes for number in range(mistake.first, mistake.stop)}
    free = [number for number in range(len(labels)) if number not in taken]
    chosen = sorted(chance.choice(free, int(SHARE * len(labels)), replace=False).tolist())
    for number in chosen:
        text = truth.words[number].text.strip()
        mistakes.append(Mistake(number, number + 1, text, labels[number] or ""))
        wrong = correct(wrong, number, f"x{text[::-1]}")
        if chance.random() < DOUBTED:
            doubtful[number] = "word"
    for number in set(free) - set(chosen):
        if chance.random() < DOUBTED_IN_VAIN:
            doubtful[number] = "speaker"
    ordered = tuple(sorted(mistakes, key=lambda mistake: mistake.first))
    return Task(truth, _marked(wrong, doubtful), ordered, tuple(sorted(doubtful)))


def written() -> AttributedTranscript:
    """Sentences that people wrote, each once, said by two in turn: two to five sentences a turn."""
    lines = SENTENCES.read_text(encoding="utf-8").replace(" |", "").splitlines()
    for name in ("standup", "interview", "heldout"):
        dialogue = json.loads((SAMPLES / "dialogues" / f"{name}.json").read_text(encoding="utf-8"))
        lines += [part for line in dialogue["lines"] for part in line["says"] if isinstance(part, str)]
    chance = np.random.default_rng(2)
    speakers = cycle(("SPEAKER_00", "SPEAKER_01"))
    time, segments, turns, left, speaker = 0.0, [], [], 0, ""
    for line in lines:
        if left == 0:
            left, speaker = int(chance.integers(2, 6)), next(speakers)
        words = []
        for text in line.split():
            length = 0.1 + 0.05 * len(text)
            words.append(Word(time, time + length, f" {text}", 0.9))
            time += length
        segments.append(Segment(words[0].start, time, f" {line}", tuple(words)))
        turns.append(Turn(words[0].start, time, speaker))
        time += 0.3
        left -= 1
    said = Transcript(tuple(segments), "en", "written")
    return attribute(said, Diarization(tuple(turns)), name="sentences", duration=time)


def _turns(labels: list[str | None]) -> list[tuple[int, int, str | None, str | None]]:
    """Return the first word of each turn but the last, the word after it, its speaker, and the one of the next turn."""
    runs: list[tuple[int, int, str | None]] = []
    first = 0
    for label, run in groupby(labels):
        stop = first + len(list(run))
        runs.append((first, stop, label))
        first = stop
    return [(start, stop, label, other) for (start, stop, label), (_, _, other) in pairwise(runs)]


def _sure(word: AttributedWord) -> AttributedWord:
    """Return the word of which an engine and the attributor are sure."""
    return replace(word, word=replace(word.word, probability=0.9), speaker_confidence=None, reason="overlap")


def _marked(transcript: AttributedTranscript, doubtful: dict[int, str]) -> AttributedTranscript:
    """Return the transcript in which an engine is unsure of some words, the attributor of others, and of no more."""
    segments: list[AttributedSegment] = []
    first = 0
    for segment in transcript.segments:
        words = [_doubted(word, doubtful.get(first + i)) for i, word in enumerate(segment.words)]
        segments.append(replace(segment.with_words(tuple(words)), reason="overlap"))
        first += len(words)
    return replace(transcript, segments=tuple(segments))


def _doubted(word: AttributedWord, kind: str | None) -> AttributedWord:
    sure = _sure(word)
    if kind == "word":
        return replace(sure, word=replace(sure.word, probability=0.2))
    return replace(sure, speaker_confidence=0.6) if kind == "speaker" else sure
