"""Calls that are made, to choose the limits of the detector of echo with: those of `channels.py` are to test it.

    python -m tests.benchmarks.channels_made CORPUS OUT

CORPUS holds `<set>/<speaker>/<clip>` of single speakers, and meetings as `_conversations/ami-*.flac` with their RTTM.
Written are calls as `channels.py` reads them: `read` (the turns of LibriSpeech and Common Voice, in a dialogue with
overlaps, on lines of their own bandwidth, level and noise) and `meeting` (what one speaker of each meeting says alone
is one side, and what the others do is the other). Words are pieces of the speech; their times err as an engine's do.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt

from whisper_diarize import Diarization, Segment, Transcript, Turn, Word, attribute
from whisper_diarize.audio import open_audio
from whisper_diarize.formats import Json, parse_rttm
from whisper_diarize.records import SAMPLE_RATE, Span

Samples = NDArray[np.float32]

NUM_READ = 4
SECONDS = 200.0
GAP_SECONDS = (-0.8, 0.9)  # of a turn to the end of the other's: overlaps too
LEVEL_DB, NOISE_DB = (-34.0, -22.0), (-78.0, -62.0)  # of a side's speech, and of its line
BANDS = ((200, 3400), (80, 7600))
FADE_SECONDS = 0.02
SPEECH_DB = -35.0  # below the loudest 10 ms of a clip
SILENCE_SECONDS = 0.3
WORD_SECONDS, WORD_ERROR = (0.08, 0.6), 0.08


def main() -> None:
    """Write the calls."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    clips = english_clips(arguments.corpus)
    for number in range(NUM_READ):
        write(arguments.out, f"read{number}", *dialogue(clips, np.random.default_rng([5, number])))
    write(arguments.out, "meeting", *meetings(arguments.corpus / "_conversations"))


def english_clips(corpus: Path) -> list[Path]:
    """Return clips of LibriSpeech and of English Common Voice, in an order that follows from their names."""
    rows = (line.split(",") for line in (corpus / "manifest.csv").read_text(encoding="utf-8").splitlines()[1:])
    chosen = [row[2] for row in rows if row[0] in {"librispeech", "commonvoice"} and row[5] == "en"]
    return [corpus / path for path in sorted(chosen, key=lambda path: hashlib.sha256(path.encode()).hexdigest())]


def dialogue(clips: Sequence[Path], rng: np.random.Generator) -> tuple[Samples, list[Turn]]:
    """Return the sides of a dialogue, (2, num_samples), and its turns."""
    sides = np.zeros((2, round((SECONDS + 30) * SAMPLE_RATE)), np.float32)
    levels, turns, end = rng.uniform(*LEVEL_DB, 2), [], 1.0
    order = iter(rng.permutation(len(clips)))
    side = 0
    while end < SECONDS:
        samples = open_audio(str(clips[next(order)])).array
        spans = speech_of(samples)
        if not spans:
            continue
        first, last = spans[0], spans[rng.integers(len(spans))]  # often a part of the clip alone
        piece = samples[round(first.start * SAMPLE_RATE) : round(last.end * SAMPLE_RATE)]
        begun = max(0.0, end + rng.uniform(*GAP_SECONDS))
        place = round(begun * SAMPLE_RATE)
        loudness = np.sqrt(np.mean(np.square(piece)) + 1e-12)
        sides[side, place : place + len(piece)] += 10 ** (levels[side] / 20) / loudness * piece
        for span in spans[: spans.index(last) + 1]:
            shift = begun - first.start
            turns.append(Turn(span.start + shift, span.end + shift, f"ch{side}"))
        end = begun + len(piece) / SAMPLE_RATE
        side = 1 - side if rng.random() < 0.8 else side
    return on_lines(sides, rng), turns


def meetings(folder: Path) -> tuple[Samples, list[Turn]]:
    """Return the stretches of meetings in which one speaker talks alone: one's on one side, others' on another."""
    sides, turns, begun = [], [], 0.0
    for path in sorted(folder.glob("ami-*.flac")):
        samples, said = open_audio(str(path)).array, parse_rttm(path.with_suffix(".rttm").read_text(encoding="utf-8"))
        seconds: dict[str, float] = {}
        for turn in said:
            seconds[turn.speaker] = seconds.get(turn.speaker, 0.0) + turn.duration
        first = max(seconds, key=lambda speaker: seconds[speaker])
        both = np.zeros((2, len(samples)), np.float32)
        for turn in said:
            if any(other.speaker != turn.speaker and other.overlap(turn) > 0 for other in said):
                continue
            side = int(turn.speaker != first)
            place = slice(round(turn.start * SAMPLE_RATE), round(turn.end * SAMPLE_RATE))
            both[side, place] = faded(samples[place])
            turns.append(Turn(turn.start + begun, turn.end + begun, f"ch{side}"))
        sides.append(both)
        begun += len(samples) / SAMPLE_RATE
    return on_lines(np.concatenate(sides, axis=1), np.random.default_rng(6)), turns


def speech_of(samples: Samples) -> list[Span]:
    """Return the stretches of a clip that are not silent."""
    size = SAMPLE_RATE // 100
    powers = np.square(samples[: len(samples) // size * size].reshape(-1, size)).mean(axis=1)
    loud = np.flatnonzero(powers > powers.max(initial=0.0) * 10 ** (SPEECH_DB / 10))
    if not len(loud):
        return []
    cuts = np.flatnonzero(np.diff(loud) > SILENCE_SECONDS * 100) + 1
    return [Span(float(run[0]) / 100, float(run[-1] + 1) / 100) for run in np.split(loud, cuts)]


def words_of(turns: Sequence[Turn], rng: np.random.Generator) -> tuple[Word, ...]:
    """Return the speech cut in words."""
    found: list[Word] = []
    for turn in sorted(turns, key=lambda turn: turn.start):
        edges = [turn.start]
        while turn.end - edges[-1] > WORD_SECONDS[0]:
            edges.append(min(turn.end, edges[-1] + rng.uniform(*WORD_SECONDS)))
        for start, end in pairwise(edges):
            begun = max(0.0, start + rng.normal(0, WORD_ERROR))
            found.append(Word(begun, max(begun + 0.02, end + rng.normal(0, WORD_ERROR)), f" w{len(found)}"))
    return tuple(sorted(found, key=lambda word: word.start))


def faded(samples: Samples) -> Samples:
    """Return a stretch that begins and ends softly."""
    length = min(round(FADE_SECONDS * SAMPLE_RATE), len(samples) // 2)
    ramp = np.ones(len(samples), np.float32)
    ramp[:length] = np.linspace(0, 1, length)
    return samples * np.minimum(ramp, ramp[::-1])


def on_lines(sides: Samples, rng: np.random.Generator) -> Samples:
    """Return the sides after lines of their own: a band, and noise."""
    heard = []
    for side in sides:
        low, high = BANDS[rng.integers(len(BANDS))]
        filtered = sosfilt(butter(4, (low, high), "bandpass", fs=SAMPLE_RATE, output="sos"), side)
        noise = 10 ** (rng.uniform(*NOISE_DB) / 20) * rng.standard_normal(len(side))
        heard.append(filtered + noise)
    return np.asarray(np.clip(heard, -1, 1), np.float32)


def write(folder: Path, name: str, sides: Samples, turns: Sequence[Turn]) -> None:
    """Write the sides and the turns of a call."""
    rng = np.random.default_rng(8)
    for number, (side, samples) in enumerate(zip(("agent", "caller"), sides, strict=True)):
        soundfile.write(folder / f"{name}.{side}.flac", samples, SAMPLE_RATE)
        words = words_of([turn for turn in turns if turn.speaker == f"ch{number}"], rng)
        segment = Segment(words[0].start, max(word.end for word in words), "".join(w.text for w in words), words)
        transcript = attribute(Transcript((segment,)), Diarization(), name=name)
        (folder / f"{name}.{side}.json").write_text(Json().render(transcript), encoding="utf-8")
    lines = [f"SPEAKER {name} 1 {t.start:.3f} {t.duration:.3f} <NA> <NA> {t.speaker} <NA> <NA>\n" for t in turns]
    (folder / f"{name}.rttm").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
