"""Kinds of recordings that are seldom measured, simulated from held-out speakers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from whisper_diarize_train.corpus import Corpus
from whisper_diarize_train.dialogues import true_turns
from whisper_diarize_train.held_out import (
    FRAMES_PER_SECOND,
    Planner,
    Utterance,
    draw_talk,
    draw_voices,
    plan_talk,
    talkative_voices,
)
from whisper_diarize_train.held_out_channel import CONDITIONS, Channel, Condition
from whisper_diarize_train.simulator import Mixture
from whisper_diarize_train.voices import Voice

from tests.benchmarks.accuracy_cases import Case
from whisper_diarize.errors import OptionError
from whisper_diarize.records import Audio

SECONDS_OF_SPEECH = 20.0  # between two silences, on average
MUSIC = Condition("music 5 to 15 dB below the speech", (5, 15), music=True)

# Test speakers of the set speechocean762, half of which are children: those whose pitch has a median above 234 Hz.
CHILDREN = ("so_0005", "so_0049", "so_0075", "so_0104", "so_0111", "so_1076", "so_3023", "so_3088", "so_9118")


@dataclass(frozen=True, slots=True)
class Kind:
    """Recordings of so many speakers, in turn; a share of each is silence between stretches of talk.

    `voices`: the only ones, of one set; all test speakers if there are none.
    """

    title: str
    count: int
    num_speakers: tuple[int, ...]
    seconds: tuple[float, float] = (60.0, 100.0)
    condition: Condition = CONDITIONS["ordinary"]
    silence_share: float = 0.0
    voices: tuple[str, ...] = ()
    min_seconds: float = 2.0  # of talk, of everybody


KINDS = {
    "one": Kind("one speaker", 4, (1,)),
    "eight": Kind("eight speakers", 2, (8,), (140.0, 180.0)),
    "twelve": Kind("twelve speakers", 2, (12,), (180.0, 220.0)),
    "silent": Kind("80 % silence", 3, (1, 2, 3), (160.0, 200.0), silence_share=0.75),
    "music": Kind("music under all of it", 3, (1, 2, 3), condition=MUSIC),
    "interludes": Kind("music, half of it alone", 3, (1, 2, 3), (110.0, 130.0), MUSIC, silence_share=0.5),
    "children": Kind("high voices, mostly of children", 4, (2, 3), voices=CHILDREN),
    "telephone": Kind("telephone, 8 kHz mu-law", 4, (2, 3), condition=CONDITIONS["telephone"]),
    "short": Kind("5 s", 10, (1, 2), (5.0, 5.0), min_seconds=1.0),
    "long": Kind("30 minutes", 1, (4,), (1800.0, 1800.0)),
}


def draw_kind(corpus: Corpus, name: str, count: int, seed: int) -> Iterator[Case]:
    """Draw the first `count` recordings of a kind, one at a time.

    Raises:
        OptionError: the corpus has not enough voices.
    """
    kind = KINDS[name]
    pools = talkative_voices(corpus, "test")
    if kind.voices:
        pools = {
            set_name: [voice for voice in pool if voice.speaker in kind.voices] for set_name, pool in pools.items()
        }
    channel = Channel(corpus, kind.condition)
    plan = spread(kind.silence_share) if kind.silence_share else plan_talk
    for number in range(count):
        rng = np.random.default_rng([seed, *name.encode(), number])
        voices = draw_voices(pools, kind.num_speakers[number % len(kind.num_speakers)], rng)
        yield _draw(corpus, f"{name} {number}", kind, voices, channel, plan, rng)


def _draw(  # noqa: PLR0913, PLR0917  each argument is one part of a recording
    corpus: Corpus,
    title: str,
    kind: Kind,
    voices: list[Voice],
    channel: Channel,
    plan: Planner,
    rng: np.random.Generator,
) -> Case:
    num_frames = round(FRAMES_PER_SECOND * rng.uniform(*kind.seconds))
    tracks, activity = draw_talk(corpus, voices, num_frames, rng, plan, kind.min_seconds)
    mixture = Mixture(channel.play(tracks, activity, rng), activity, tuple(voice.speaker for voice in voices))
    return Case(title, Audio(mixture.samples), true_turns(mixture))


def spread(silence_share: float) -> Planner:
    """Return a planner of talk with long silences between stretches of it."""

    def plan(num_speakers: int, num_frames: int, rng: np.random.Generator) -> list[Utterance]:
        silent_frames = round(num_frames * silence_share)
        turns = sorted(plan_talk(num_speakers, num_frames - silent_frames, rng), key=lambda turn: turn.start)
        ends = np.maximum.accumulate([turn.start + turn.num_frames for turn in turns])
        apart = [place for place in range(1, len(turns)) if turns[place].start >= ends[place - 1]]
        wanted = round((num_frames - silent_frames) / (SECONDS_OF_SPEECH * FRAMES_PER_SECOND))
        cuts = rng.choice(apart, min(wanted, len(apart)), replace=False) if apart else np.zeros(0, dtype=np.int64)
        before = np.zeros(len(turns))  # silence, in frames
        before[[0, *cuts]] = rng.dirichlet(np.ones(len(cuts) + 1)) * silent_frames
        shifts = np.cumsum(before).round().astype(int).tolist()
        return [
            Utterance(turn.speaker, turn.start + shift, turn.num_frames)
            for turn, shift in zip(turns, shifts, strict=True)
        ]

    return plan


def kinds_named(names: list[str]) -> dict[str, Kind]:
    """Return the named kinds, or all.

    Raises:
        OptionError: there is no such kind.
    """
    for name in names:
        if name not in KINDS:
            raise OptionError.unknown("kind of recording", name, tuple(KINDS))
    return {name: KINDS[name] for name in names or KINDS}
