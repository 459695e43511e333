"""Errors of each estimate of a run's quality, and the rate at which each hint is right.

    python -m tests.benchmarks.quality --data train-data --split validation --dialogues 32
    python -m tests.benchmarks.quality --data train-data --split validation --dialogues 16 --snr -2 16

`--data` is what `whisper-diarize train prepare` wrote: dialogues are simulated from its held-out speakers. (Thresholds
of `whisper_diarize/quality/hints.py` were chosen on `validation`.) `--snr` draws the noise from another range than the
simulator's, in dB below the speech. The number of speakers is not given.

True SNR is the power of the clean dialogue where somebody talks over that of the noise; the clean one is the same draw
without noise. Missed and false alarm are shares of the speech, as pyannote.metrics has them.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from whisper_diarize_train.conditions import dialogue_conditions
from whisper_diarize_train.corpus import load
from whisper_diarize_train.dialogues import score, true_turns
from whisper_diarize_train.held_out import MIN_SECONDS_OF_SPEECH, NUM_SPEAKERS, SECONDS
from whisper_diarize_train.simulator import FRAME_SAMPLES, Mixture, Simulator

import whisper_diarize
from whisper_diarize.attribution import attribute
from whisper_diarize.quality import hints
from whisper_diarize.records import Quality, SpeakerCount, Transcript


@dataclass(frozen=True, slots=True)
class Case:
    """The truth about a dialogue, and the estimates. `wrong_speech`: missed and false alarm."""

    snr: float
    overlap: float
    speakers: int
    found: int
    quality: Quality
    hints: frozenset[str]
    wrong_speech: float
    error: float


def main() -> None:
    """Simulate, diarize, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--split", choices=("validation", "test"), default="validation")
    parser.add_argument("--dialogues", type=int, default=32)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--snr", type=float, nargs=2, metavar=("LOW", "HIGH"))
    parser.add_argument("--model", default="bundled")
    given = parser.parse_args()
    simulator = Simulator.of_split(load(given.data), given.split, 1).with_speech(MIN_SECONDS_OF_SPEECH)
    cases = []
    for number in range(given.dialogues):
        mixture, snr = simulate(simulator, [given.seed, number], NUM_SPEAKERS[number % len(NUM_SPEAKERS)], given.snr)
        cases.append(case := compare(mixture, snr, given.model))
        print(f"{number + 1}/{given.dialogues}: {case}", flush=True)
    print("\n".join(report(cases)))


def simulate(
    simulator: Simulator, seed: Sequence[int], num_speakers: int, snr_range: Sequence[float] | None
) -> tuple[Mixture, float]:
    """Return a dialogue in which everybody talks, and its true SNR in dB."""
    for attempt in range(100):
        rng = np.random.default_rng([*seed, attempt])
        conditions, seconds = dialogue_conditions(rng, num_speakers), rng.uniform(*SECONDS)
        if snr_range is not None:
            conditions = replace(conditions, snr_db=rng.uniform(*snr_range))  # type: ignore[call-overload]  # of a kind that its stub lacks
        place = rng.bit_generator.state
        noisy = simulator.draw(conditions, seconds, rng)
        if noisy.activity.any(axis=0).all():
            rng.bit_generator.state = place
            return noisy, true_snr(noisy, simulator.draw(replace(conditions, snr_db=None), seconds, rng))
    raise RuntimeError("no dialogue in which everybody talks")


def true_snr(noisy: Mixture, clean: Mixture) -> float:
    """Return by how many dB the talk is louder than the noise: the residue beside the clean dialogue at any level."""
    samples, talk = noisy.samples.astype(np.float64), clean.samples.astype(np.float64)
    talk *= (samples @ talk) / (talk @ talk)
    speaking = np.repeat(noisy.activity.any(axis=1), FRAME_SAMPLES)
    return float(10 * np.log10(np.square(talk[speaking]).mean() / np.square(samples - talk).mean()))


def compare(mixture: Mixture, snr: float, model: str) -> Case:
    """Diarize a dialogue."""
    found = whisper_diarize.diarize(whisper_diarize.Audio(mixture.samples), model=model)
    parts = score(true_turns(mixture), found.turns)
    transcript = attribute(Transcript(), found, duration=len(mixture.samples) / whisper_diarize.SAMPLE_RATE)
    at_once = mixture.activity.sum(axis=1)
    return Case(
        snr,
        float((at_once > 1).sum() / (at_once > 0).sum()),
        mixture.activity.shape[1],
        len(found.speakers),
        found.quality,
        frozenset(hint.name for hint in hints(transcript, SpeakerCount())),
        (parts.missed + parts.false_alarm) / parts.speech,
        parts.rate,
    )


def report(cases: Sequence[Case]) -> Iterator[str]:
    """Yield a line for each estimate and for each hint."""
    off = np.abs([case.quality.snr - case.snr for case in cases if case.quality.snr is not None])
    known = f"known in {len(off)} of {len(cases)}"
    yield f"SNR: {known}; off by {np.median(off):.1f} dB (median), {np.quantile(off, 0.9):.1f} (nine in ten)"
    overlap = np.array([(case.overlap, case.quality.overlap or 0.0) for case in cases])
    far, like = 100 * np.diff(overlap).mean(), np.corrcoef(overlap.T)[0, 1]
    yield f"overlap: {far:+.1f} points on average, correlation {like:.2f}"
    for name in ("noisy", "ghost", "unsure"):
        shown = [case for case in cases if name in case.hints]
        yield f"{name}: {_told(shown)}"
        yield f"  not shown: {_told([case for case in cases if name not in case.hints])}"


def _told(cases: Sequence[Case]) -> str:
    if not cases:
        return "0"
    either = sum(case.speakers in (case.found, case.quality.rival_speakers) for case in cases)
    more = sum(case.found > case.speakers for case in cases)
    wrong = sum(case.found != case.speakers for case in cases)
    return (
        f"{len(cases)}; missed and false alarm {np.mean([case.wrong_speech for case in cases]):.1%}, DER "
        f"{np.mean([case.error for case in cases]):.1%}; number wrong {wrong}, too high {more}; it or its rival right "
        f"{either}"
    )


if __name__ == "__main__":
    main()
