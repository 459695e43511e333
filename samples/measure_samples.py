"""Measure recordings against their references: levels, noise, overlaps, and whether the word times are true.

    python samples/measure_samples.py samples/standup.wav samples/interview.wav

The word times come from the synthesiser; the sound is an independent witness. Room tone alone must be heard in the
gaps between words, and speech in the words.
"""

from __future__ import annotations

import json
import sys
import wave
from collections import defaultdict
from pathlib import Path

import numpy as np
import numpy.typing as npt

FRAME_SECONDS = 0.01
GUARD_SECONDS = 0.06  # the sound of a word dies away in the room: not a gap yet
SPEECH_ABOVE_NOISE_DB = 10.0
MIN_GAP_SECONDS = 0.1
EDGE_SECONDS = 0.08  # long enough to reach past the silent closure of a stop

Span = tuple[float, float]
Mask = npt.NDArray[np.bool_]


def main(paths: list[str]) -> None:
    """Print one block of figures for each recording."""
    for path in map(Path, paths):
        print(path.name)
        for name, value in measure(path).items():
            print(f"  {name:<36}{value}")


def measure(path: Path) -> dict[str, str]:
    """Return the figures of a recording whose references lie beside it."""
    samples, sample_rate = read_wav(path)
    turns = read_rttm(path.with_suffix(".rttm"))
    words = json.loads(path.with_suffix(".words.json").read_text(encoding="utf-8"))
    duration = len(samples) / sample_rate
    word_spans = [(word["start"], word["end"]) for word in words]
    gaps = gaps_between(word_spans, duration)
    levels = frame_levels(samples, sample_rate)
    noise_db = mean_level(levels[frames_inside(gaps, len(levels))])
    speech = levels > noise_db + SPEECH_ABOVE_NOISE_DB
    all_turns = [span for spans in turns.values() for span in spans]
    return {
        "duration": f"{duration:.2f} s",
        "turns, words": f"{len(all_turns)}, {len(words)}",
        "speech, overlap": f"{seconds_at_least(all_turns, 1):.2f} s, {seconds_at_least(all_turns, 2):.2f} s",
        "peak": f"{20 * np.log10(np.abs(samples).max()):.1f} dB full scale",
        "room tone": f"{noise_db:.1f} dB full scale, {np.mean(samples == 0):.2%} of samples are zero",
        **{f"level of {name}": f"{level:.1f} dB" for name, level in speaker_levels(levels, turns).items()},
        "frames of words that hold speech": f"{np.mean(speech[frames_inside(word_spans, len(levels))]):.1%}",
        "frames of gaps that hold speech": f"{np.mean(speech[frames_inside(gaps, len(levels))]):.1%}",
        "words with speech at both ends": f"{np.mean([at_both_ends(speech, span) for span in word_spans]):.1%}",
    }


def read_wav(path: Path) -> tuple[npt.NDArray[np.float64], int]:
    """Read 16-bit mono PCM as float64 in [-1, 1]."""
    with wave.open(str(path), "rb") as file:
        content = file.readframes(file.getnframes())
        return np.frombuffer(content, dtype="<i2") / 32768.0, file.getframerate()


def read_rttm(path: Path) -> dict[str, list[Span]]:
    """Read the turns of every speaker."""
    turns: dict[str, list[Span]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        _, _, _, onset, duration, _, _, speaker, _, _ = line.split()
        turns[speaker].append((float(onset), float(onset) + float(duration)))
    return turns


def gaps_between(spans: list[Span], duration: float) -> list[Span]:
    """Return the stretches with no span near, as the complement of the spans widened by GUARD_SECONDS."""
    gaps = []
    end = 0.0
    for start, stop in [*sorted(spans), (duration, duration)]:
        if start - end >= MIN_GAP_SECONDS + 2 * GUARD_SECONDS:
            gaps.append((end + GUARD_SECONDS, start - GUARD_SECONDS))
        end = max(end, stop)
    return gaps


def frame_levels(samples: npt.NDArray[np.float64], sample_rate: int) -> npt.NDArray[np.float64]:
    """Return the level of every frame of FRAME_SECONDS in dB full scale."""
    size = round(FRAME_SECONDS * sample_rate)
    frames = samples[: len(samples) // size * size].reshape(-1, size)
    power: npt.NDArray[np.float64] = np.mean(frames**2, axis=1)
    return 10 * np.log10(power + 1e-12)


def frames_inside(spans: list[Span], num_frames: int) -> Mask:
    """Return a mask of the frames whose centre lies in a span."""
    inside = np.zeros(num_frames, dtype=bool)
    for start, end in spans:
        inside[round(start / FRAME_SECONDS) : round(end / FRAME_SECONDS)] = True
    return inside


def mean_level(levels: npt.NDArray[np.float64]) -> float:
    """Return the mean power of some frames in dB."""
    return float(10 * np.log10(np.mean(10 ** (levels / 10))))


def seconds_at_least(spans: list[Span], count: int) -> float:
    """Return for how long at least `count` spans are open at once."""
    edges = sorted([(start, 1) for start, _ in spans] + [(end, -1) for _, end in spans])
    total, open_spans, since = 0.0, 0, 0.0
    for time, change in edges:
        total += time - since if open_spans >= count else 0.0
        open_spans, since = open_spans + change, time
    return total


def speaker_levels(levels: npt.NDArray[np.float64], turns: dict[str, list[Span]]) -> dict[str, float]:
    """Return the mean level of every speaker's turns in dB full scale."""
    return {name: mean_level(levels[frames_inside(spans, len(levels))]) for name, spans in sorted(turns.items())}


def at_both_ends(speech: Mask, span: Span) -> bool:
    """Tell whether speech is heard within EDGE_SECONDS of the start and of the end of a word."""
    edge, first, last = (round(seconds / FRAME_SECONDS) for seconds in (EDGE_SECONDS, *span))
    return bool(speech[first : first + edge].any() and speech[max(first, last - edge) : last].any())


if __name__ == "__main__":
    main(sys.argv[1:])
