"""Turns and scores of our own diarizer for the benchmark's conversations, from audio.

The phrases are spoken again by the voices whose times they have (needs the Debian packages flite and espeak-ng) and
mixed where the conversation has them, each speaker at a level of his own, with the reflections and the noise of a quiet
room. The bundled networks listen in the default mode, and are told how many people there are. Their labels are matched
with the people by the time that they share; the same for all methods.

The bundled networks confuse these voices, which no attribution can mend. So there is a second group, `right people`:
the same networks' windows, but each of a window's voices is the person with whom it shares most time, as a perfect
network for voices would find. What is not heard, or heard at the wrong time, is as it is.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import soxr
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from tests.benchmarks.attribution_disturb import Disturbance, bare_text, in_turn, one_stream, shift_words
from tests.benchmarks.attribution_talk import Spoken, Talk, converse
from tests.benchmarks.attribution_written import as_written
from whisper_diarize import Audio, Diarization, SpeakerCount, SpeakerScores, Turn
from whisper_diarize.diarization import DiarizationOptions, MlxDiarizer, load
from whisper_diarize.diarization.counting import count_speakers
from whisper_diarize.diarization.inference import unpack
from whisper_diarize.diarization.segmentation import Segmentation
from whisper_diarize.diarization.speakers import Speakers
from whisper_diarize.diarization.windows import frame_middle
from whisper_diarize.records import SAMPLE_RATE, Inference

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
FADE_SECONDS = 0.02
TAIL_SECONDS = 1.0
LOUDNESS_DB = (-29.0, -23.0)

AS_IT_IS = DiarizationOptions(model="bundled")
NO_SHORT_TURNS = replace(AS_IT_IS, min_duration_on=0.8, min_duration_off=1.5)


@dataclass(frozen=True)
class Heard:
    """A condition: settings of the diarizer, and a disturbance of the words."""

    options: DiarizationOptions
    words: Disturbance
    right_people: bool


def _conditions() -> dict[str, Heard]:
    shifted = in_turn(as_written, shift_words(0.15), one_stream)
    words = {
        "": in_turn(as_written, one_stream),
        ", bare text, words +-150 ms": in_turn(shifted, bare_text),
    }
    return {
        f"{people}{turns}{text}": Heard(options, disturb, people == "right people")
        for people in ("heard", "right people")
        for turns, options in (("", AS_IT_IS), (", short turns dropped", NO_SHORT_TURNS))
        for text, disturb in words.items()
    }


HEARD_CONDITIONS = _conditions()


def heard_talk(seed: int, condition: str, folder: Path) -> tuple[Talk, Diarization]:
    """Return a conversation whose words are disturbed, and the diarization of its audio.

    The inference is kept in `folder`.
    """
    chosen = HEARD_CONDITIONS[condition]
    words = chosen.words(converse(seed), random.Random(f"{seed} {condition}"))  # noqa: S311  nothing secret
    return words, _found(seed, chosen.options, chosen.right_people, folder)


@cache
def _found(seed: int, options: DiarizationOptions, right_people: bool, folder: Path) -> Diarization:
    talk = converse(seed)
    audio, inference = _inference(seed, folder)
    count = SpeakerCount(num=len({turn.speaker for turn in talk.turns}))
    find = _with_right_people if right_people else _as_found
    return find(_diarizer(options), audio, inference, count, talk)


@cache
def _diarizer(options: DiarizationOptions) -> MlxDiarizer:
    return load("bundled", options)


@cache
def _inference(seed: int, folder: Path) -> tuple[Audio, Inference]:
    """Return the length of a conversation, as audio, and the inference of it."""
    path = folder / f"{seed}.npz"
    if not path.exists():
        audio = render(converse(seed), seed)
        parts = _diarizer(AS_IT_IS).infer(audio, Inference(), lambda _done, _total: None)
        arrays: dict[str, Any] = Inference.join(list(parts)).to_arrays()
        folder.mkdir(parents=True, exist_ok=True)
        np.savez(path, samples=np.array(audio.num_samples), **arrays)
    with np.load(path) as kept:
        arrays: dict[str, Any] = dict(kept)  # type: ignore[no-redef]  # a second one on purpose
    return Audio(np.zeros(int(arrays.pop("samples")), np.float32)), Inference.from_arrays(arrays)


def _as_found(
    diarizer: MlxDiarizer, audio: Audio, inference: Inference, count: SpeakerCount, talk: Talk
) -> Diarization:
    """Let the diarizer find the speakers; name them after whom they share most time with."""
    found = diarizer.finalize(audio, inference, {}, count)
    names, labels = sorted({turn.speaker for turn in talk.turns}), found.speakers
    shared = np.array([[_shared(talk, name, found, label) for label in labels] for name in names])
    rows, columns = linear_sum_assignment(-shared)
    people = {labels[column]: names[row] for row, column in zip(rows, columns, strict=True)}
    return _renamed(found, lambda label: people.get(label, f"nobody ({label})"))


def _shared(talk: Talk, name: str, found: Diarization, label: str) -> float:
    """Return the seconds that a person and a label share."""
    theirs = [turn for turn in found.turns if turn.speaker == label]
    return sum(turn.overlap(other) for turn in talk.turns if turn.speaker == name for other in theirs)


def _with_right_people(
    diarizer: MlxDiarizer, audio: Audio, inference: Inference, count: SpeakerCount, talk: Talk
) -> Diarization:
    """Tell the diarizer who each of a window's voices is."""
    segmentation, _ = unpack(inference, diarizer.grid)
    names = sorted({turn.speaker for turn in talk.turns})
    people = Speakers(_people(segmentation, talk, names), np.zeros((len(names), 1)))
    talking = count_speakers(segmentation)
    # voices are not asked again; the labels are in the order of names
    found = diarizer._diarization(audio, segmentation, talking, people, count)
    present = sorted(set(people.clusters[people.clusters >= 0].tolist()))
    labels = {f"SPEAKER_{place:02d}": names[cluster] for place, cluster in enumerate(present)}
    return _renamed(found, labels.__getitem__)


def _people(segmentation: Segmentation, talk: Talk, names: list[str]) -> NDArray[np.intp]:
    """Return the number of the person whom each voice of a window is, -1 for those who are silent."""
    decisions, grid = segmentation.decisions, segmentation.grid
    times = frame_middle(np.arange(grid.num_frames(len(decisions)) + decisions.shape[1]))
    truth = np.zeros((len(times), len(names)), dtype=np.intp)
    for turn in talk.turns:
        truth[(times >= turn.start) & (times < turn.end), names.index(turn.speaker)] = 1
    starts = [grid.first_frame(window) for window in range(len(decisions))]
    shared = np.stack(
        [
            chunk.T.astype(np.intp) @ truth[start : start + len(chunk)]
            for chunk, start in zip(decisions, starts, strict=True)
        ]
    )
    return np.where(segmentation.active, shared.argmax(axis=2), -1)


def _renamed(found: Diarization, name: Callable[[str], str]) -> Diarization:
    scores = found.scores or SpeakerScores(1.0, 0.0)
    return replace(
        found,
        turns=tuple(Turn(turn.start, turn.end, name(turn.speaker)) for turn in found.turns),
        exclusive_turns=tuple(Turn(turn.start, turn.end, name(turn.speaker)) for turn in found.exclusive()),
        scores=replace(scores, stretches={name(label): some for label, some in scores.stretches.items()}),
    )


def render(talk: Talk, seed: int) -> Audio:
    """Return the audio of an undisturbed conversation."""
    mixing = _of_samples("mixing")
    mixed = np.zeros(round((max(word.end for word in talk.words) + TAIL_SECONDS) * SAMPLE_RATE))
    draw = random.Random(f"{seed} levels")  # noqa: S311  nothing secret
    for voice in sorted({part.voice for part in talk.spoken}):
        alone = np.zeros_like(mixed)
        for part in talk.spoken:
            if part.voice == voice:
                _add(alone, part)
        mixed += alone * 10 ** (draw.uniform(*LOUDNESS_DB) / 20) / mixing.root_mean_square(alone[alone != 0])
    heard = mixing.reflect(mixed) + mixing.room_tone(len(mixed), seed)
    return Audio(heard.astype(np.float32), SAMPLE_RATE, f"conversation {seed}", f"{seed}")


def _add(samples: NDArray[np.float64], part: Spoken) -> None:
    """Add the speech of a voice at its time, to the last word that it had time for."""
    sound, first = _sound(part.voice, part.key)
    seconds = part.words[-1].end - part.words[0].start + FADE_SECONDS
    begin = round(first * SAMPLE_RATE)
    sound = sound[begin : begin + round(seconds * SAMPLE_RATE)].copy()
    fade = min(len(sound), round(FADE_SECONDS * SAMPLE_RATE))
    sound[len(sound) - fade :] *= np.linspace(1.0, 0.0, fade)
    place = round(part.words[0].start * SAMPLE_RATE)
    samples[place : place + len(sound)] += sound


@cache
def _sound(voice: str, key: tuple[str, int, int]) -> tuple[NDArray[np.float64], float]:
    """Return the samples of a part of a phrase, and when its first word begins, in seconds."""
    phrases = _of_samples("make_phrases")
    kind, index, number = key
    speaker, _, stretch = phrases.VOICES[voice]
    line = (phrases.DATA / f"{kind}.txt").read_text(encoding="ascii").splitlines()[index]
    phrase = _voice(voice).say(line.split("|")[number].strip(), stretch)
    rate = sys.modules[speaker.__module__].SAMPLE_RATE
    return soxr.resample(phrase.samples, rate, SAMPLE_RATE), phrase.words[0].start


@cache
def _voice(name: str) -> Any:  # a class of samples/
    speaker, voice, _ = _of_samples("make_phrases").VOICES[name]
    return speaker(voice)


def _of_samples(name: str) -> Any:  # a module of samples/, whose libraries need not be installed
    if str(SAMPLES) not in sys.path:
        sys.path.append(str(SAMPLES))
    return __import__(name)
