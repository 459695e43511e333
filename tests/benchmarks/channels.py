"""Channels of calls: words given to the wrong side, split and mixed; and the detector of echo, on leaks that are made.

    python -m tests.benchmarks.channels RECORDINGS --model FOLDER [--diarization-model NAME] [--only leaks|sides|cost]

RECORDINGS holds calls as NAME.agent.flac, NAME.caller.flac and NAME.rttm, whose speakers are ch0 and ch1. The words of
each side are those of NAME.agent.json and NAME.caller.json, documents of `transcribe`, or of --model where these are
not there. `channels_made.py` writes such calls to choose limits with.

- Sides: words of each call that are given to the side that is silent, % of those during which one side talks: split,
  with and without --diarize, and mixed with --diarize.
- Leaks: each side is heard in the other, -3 to -30 dB, 0 to 300 ms late, through a room, over noise at -65 dB. Words of
  the clean sides, late by the delay, stand for the engine's words of the echo. `doubled`: words of an echo, where the
  channel's own side is silent, that are not marked; `audible`: of these, as loud as the noise and more; `lost`: own
  words that are marked, of those during which the other side is silent, and of all; `split` is what auto does.
- Cost: seconds of the processor to read an hour: in mono, in stereo of a room, which is not split, and of a call.
"""

from __future__ import annotations

import argparse
import importlib
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

import whisper_diarize
from whisper_diarize import AttributedTranscript, Session, Span, Transcript, Turn
from whisper_diarize.attribution import apart
from whisper_diarize.audio import open_audio
from whisper_diarize.channels import Echoes, Levels, judge
from whisper_diarize.formats import parse_rttm
from whisper_diarize.read_options import ReadOptions, reading_with
from whisper_diarize.records import SAMPLE_RATE, Segment, Word

DECIBELS = (-3, -6, -10, -15, -20, -30)
DELAYS = (0.0, 0.05, 0.1, 0.2, 0.3)
NOISE_DB = -65.0
ROOM_SECONDS, DIRECT_DB = 0.3, 3.0
EDGE_SECONDS = 0.1

Samples = NDArray[np.float32]


@dataclass(frozen=True)
class Call:
    """A call: its sides, (2, num_samples), who talks when, and the words of each side that were heard in it alone."""

    name: str
    sides: Samples
    turns: tuple[Turn, ...]
    documents: tuple[Path, ...] = ()
    words: tuple[tuple[Word, ...], ...] = ()

    def talks(self, side: int, span: Span) -> bool:
        """Tell if a side talks during a span, or next to it."""
        near = Span(max(0.0, span.start - EDGE_SECONDS), span.end + EDGE_SECONDS)
        return any(turn.speaker == f"ch{side}" and turn.overlap(near) > 0 for turn in self.turns)


def main(argv: Sequence[str] | None = None) -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recordings", type=Path)
    parser.add_argument("--model", required=True)
    parser.add_argument("--transcriber", default="mlx-whisper", help="another is that of the plugin of this name")
    parser.add_argument("--diarization-model", default="bundled")
    parser.add_argument("--only", choices=("leaks", "sides", "cost"))
    arguments = parser.parse_args(argv)
    calls = [read(path) for path in sorted(arguments.recordings.glob("*.agent.flac"))]
    if arguments.only in {None, "cost"}:
        print_cost(calls[0])
    plugin = arguments.transcriber.replace("-", "_")
    plugins = [] if plugin == "mlx_whisper" else [importlib.import_module(f"whisper_diarize_{plugin}.plugin")]
    engines = {"transcriber": arguments.transcriber, "model": arguments.model, "plugins": plugins}
    with Session(diarization_model=arguments.diarization_model, cache=True, **engines) as session:
        if arguments.only in {None, "sides"}:
            print_sides(calls, session)
        if arguments.only in {None, "leaks"}:
            print_leaks([with_words(call, session) for call in calls])
    return 0


def read(agent: Path) -> Call:
    """Read a call."""
    name = agent.name.removesuffix(".agent.flac")
    paths = [agent, agent.with_name(f"{name}.caller.flac")]
    with reading_with(ReadOptions(channels="mix")):
        sides = [open_audio(str(path)).array for path in paths]
    shortest = min(map(len, sides))
    rttm = agent.with_name(f"{name}.rttm").read_text(encoding="utf-8")
    documents = tuple(path.with_suffix(".json") for path in paths)
    return Call(name, np.stack([side[:shortest] for side in sides]), parse_rttm(rttm), documents)


def with_words(call: Call, session: Session) -> Call:
    """Return a call with the words of each side."""
    said = [
        whisper_diarize.read(path) if path.exists() else session.transcribe(side, sample_rate=SAMPLE_RATE)
        for side, path in zip(call.sides, call.documents, strict=True)
    ]
    return replace(call, words=tuple(tuple(word.word for word in one.words) for one in said))


def print_sides(calls: Sequence[Call], session: Session) -> None:
    """Print the share of words that are given to the wrong side."""
    print("| call | words | split, --diarize | split | mix, --diarize |\n|---|--:|--:|--:|--:|")
    for call in calls:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, f"{call.name}.wav")
            soundfile.write(path, call.sides.T, SAMPLE_RATE, subtype="FLOAT")
            results = [
                session.transcribe(path, diarize=True, num_speakers=2),
                session.transcribe(path, channels="split"),
                session.transcribe(path, channels="mix", diarize=True, num_speakers=2),
            ]
        shares = [f"{100 * wrong_share(call, result):.2f}" for result in results]
        print(f"| {call.name} | {len(results[0].words)} | {' | '.join(shares)} |", flush=True)


def wrong_share(call: Call, result: AttributedTranscript) -> float:
    """Return the share of words whose speaker is silent, of those during which one side talks, and only one.

    Speakers are matched with sides so that most words are right.
    """
    heard = [(word.speaker, tuple(call.talks(side, word.word) for side in range(2))) for word in result.words]
    alone = [(speaker, talks.index(True)) for speaker, talks in heard if sum(talks) == 1]
    labels = [speaker.label for speaker in result.speakers]
    pairs = [(one, other) for one in labels for other in labels if one != other or len(labels) == 1]
    right = max((sum(pair[side] == speaker for speaker, side in alone) for pair in pairs), default=0)
    return 1 - right / len(alone) if alone else 0.0


def print_leaks(calls: Sequence[Call]) -> None:
    """Print what the detector makes of leaks."""
    print(
        "| leak | late | auto splits | leaks found | doubled | audible | lost, alone | lost, all |\n"
        "|--:|--:|--:|--:|--:|--:|--:|--:|"
    )
    lines = [Lines.of(call.sides) for call in calls]
    for decibels, delay in conditions():
        counts = np.zeros(9, int)
        for call, heard in zip(calls, lines, strict=True):
            counts += measured(call, heard, decibels, delay)
        split, leaks, doubled, echoes, lost_alone, alone, lost, own, audible = counts
        leak = "none" if decibels is None else f"{decibels} dB"
        print(
            f"| {leak} | {1000 * delay:.0f} ms | {split} of {len(calls)} | {leaks} of {2 * len(calls)} | "
            f"{doubled} of {echoes} | {audible} | {lost_alone} of {alone} | {lost} of {own} |",
            flush=True,
        )


def conditions() -> Iterator[tuple[float | None, float]]:
    """Yield level and delay of the leaks; None: there is none."""
    yield None, 0.0
    yield from ((decibels, delay) for decibels in DECIBELS for delay in DELAYS)


@dataclass(frozen=True)
class Lines:
    """The sides of a call with noise, and what is heard of each in the other's room, both (2, num_samples)."""

    noisy: Samples
    heard: Samples

    @classmethod
    def of(cls, sides: Samples, seed: int = 0) -> Lines:
        """Make the noise, and a room for each side."""
        rng = np.random.default_rng(seed)
        noisy = sides + 10 ** (NOISE_DB / 20) * rng.standard_normal(sides.shape)
        heard = [through(room(rng), sides[other]) for other in (1, 0)]
        return cls(np.asarray(noisy, np.float32), np.stack(heard))

    def leaking(self, decibels: float, delay: float) -> Samples:
        """Return the sides, each with the other in it."""
        late = round(delay * SAMPLE_RATE)
        return (
            self.noisy
            + np.float32(10 ** (decibels / 20)) * np.pad(self.heard, ((0, 0), (late, 0)))[:, : self.noisy.shape[1]]
        )


def measured(call: Call, lines: Lines, decibels: float | None, delay: float) -> NDArray[np.int_]:
    """Count splits, leaks, doubled, echoes, lost and words alone, lost, words, and doubled words that are audible."""
    sides = call.sides if decibels is None else lines.leaking(decibels, delay)
    levels = Levels()
    levels.add(sides, SAMPLE_RATE)
    echoes = Echoes(levels)
    counts = [int(judge(levels).separate), len(echoes.leaks), 0, 0, 0, 0, 0, 0, 0]
    for side, other in ((0, 1), (1, 0)):
        own, marked = sorted_out(call.words[side], echoes, side)
        alone = [word for word in call.words[side] if not call.talks(other, word)]
        counts[4] += sum(word in marked for word in alone)
        counts[5] += len(alone)
        counts[6] += len(marked)
        counts[7] += len(own) + len(marked)
        if decibels is None:
            continue
        late = [Word(word.start + delay, word.end + delay, word.text) for word in call.words[other]]
        kept, _ = sorted_out(late, echoes, side)
        silent = [word for word in late if not call.talks(side, word)]
        doubled = [word for word in silent if word in kept]
        counts[2] += len(doubled)
        counts[3] += len(silent)
        counts[8] += sum(energy(sides[side], word) >= 2 * energy(lines.noisy[side], word) for word in doubled)
    return np.array(counts)


def sorted_out(words: Sequence[Word], echoes: Echoes, side: int) -> tuple[set[Word], set[Word]]:
    """Return the words of a channel that are its own, and those that are marked as echo; in segments of ten."""
    segments = tuple(
        Segment(part[0].start, max(word.end for word in part), "".join(word.text for word in part), part)
        for part in (tuple(words[first : first + 10]) for first in range(0, len(words), 10))
    )
    own, marked = apart(Transcript(segments), lambda span: echoes.own_share(side, span.start, span.end))
    return set(own.words), {word for segment in marked for word in segment.words}


def energy(samples: Samples, word: Word) -> float:
    """Return the energy of a word, of 30 ms at least."""
    first, stop = round(word.start * SAMPLE_RATE), round(max(word.end, word.start + 0.03) * SAMPLE_RATE)
    return float(np.square(samples[first:stop]).sum())


def room(rng: np.random.Generator) -> Samples:
    """Return the response of a room: the direct sound, then reverberation that is DIRECT_DB quieter, power 1."""
    length = round(ROOM_SECONDS * SAMPLE_RATE)
    response = rng.standard_normal(length) * 10 ** (-3 * np.arange(length) / length)
    response *= 10 ** (-DIRECT_DB / 20) / np.sqrt(np.square(response).sum())
    response[0] = 1.0
    return np.asarray(response / np.sqrt(np.square(response).sum()), np.float32)


def through(response: Samples, sound: Samples) -> Samples:
    """Convolve a sound with a response."""
    length = 1 << (len(sound) + len(response) - 1).bit_length()
    spectrum = np.fft.rfft(sound, length) * np.fft.rfft(response, length)
    return np.asarray(np.fft.irfft(spectrum, length)[: len(sound)], np.float32)


def print_cost(call: Call) -> None:
    """Print the cost of auto."""
    repeats = max(1, round(3600 * SAMPLE_RATE / call.sides.shape[1]))
    with tempfile.TemporaryDirectory() as folder:
        room_sides = Lines.of(call.sides).leaking(-3, 0.0)
        for name, sides in (("call", call.sides), ("mono", call.sides[:1]), ("room", room_sides)):
            soundfile.write(Path(folder, f"{name}.wav"), np.tile(sides, repeats).T * 0.5, SAMPLE_RATE)
        for name, channels in product(("mono", "room", "call"), ("mix", "auto")):
            began = time.process_time()
            with reading_with(ReadOptions(channels=channels)):  # type: ignore[arg-type]
                audio = open_audio(str(Path(folder, f"{name}.wav")))
            spent = time.process_time() - began
            print(f"{name}, --channels {channels}: {spent:.2f} s of the processor for {audio.duration / 60:.0f} min")


if __name__ == "__main__":
    raise SystemExit(main())
