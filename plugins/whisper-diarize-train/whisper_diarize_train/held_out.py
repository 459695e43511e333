"""Dialogues of held-out speakers, to score models on: the same for a seed, independent of the training's mixtures.

Turns, rooms and telephones are made by other means than those of training (`conversation.py`, `channel.py`), so that a
network gains nothing from knowing the simulator. A dialogue has the voices of one set and one channel. Dialogue
`number` of a seed has the same talk in every condition, and is the same however many are drawn.

The gaps between speakers are about those of telephone talk: near 0.2 s, and overlaps in two of five (Heldner and
Edlund 2010, "Pauses, gaps and overlaps in conversations"). Never do more than two talk at once.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.errors import OptionError
from whisper_diarize_train.corpus import Corpus, Split
from whisper_diarize_train.held_out_channel import CONDITIONS, Channel
from whisper_diarize_train.simulator import Mixture
from whisper_diarize_train.voices import Voice, draw_turn, voices_of

FRAMES_PER_SECOND = 100
FRAME_SAMPLES = 160
NUM_SPEAKERS = (2, 3, 4, 5)
SECONDS = (90.0, 150.0)
MIN_SECONDS_OF_SPEECH = 10.0  # of a voice, so that its clips are not repeated all the time
MIN_SECONDS_OF_TALK = 2.0  # of everybody in a dialogue: less is no speaker to be found
TURN_SPREAD_DB = 1.0
BACKCHANNEL_SHARE = 0.12
SAME_SPEAKER_SHARE = 0.1
LONG_PAUSE_SHARE = 0.05

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Utterance:
    """A stretch of one speaker, in 10 ms frames."""

    speaker: int
    start: int
    num_frames: int


Planner = Callable[[int, int, np.random.Generator], list[Utterance]]
"""Fills so many frames with talk of so many speakers."""


def draw_dialogues(  # noqa: PLR0913, PLR0917  each argument is one thing that makes a set of dialogues
    corpus: Corpus,
    split: Split,
    count: int,
    seed: int,
    condition: str = "ordinary",
    seconds: tuple[float, float] = SECONDS,
) -> Iterator[Mixture]:
    """Draw dialogues of 2, 3, 4 and 5 speakers in turn.

    Raises:
        OptionError: the split has not enough voices.
    """
    place = ("train", "validation", "test").index(split)
    talkative = talkative_voices(corpus, split)
    channel = Channel(corpus, CONDITIONS[condition])
    for number in range(count):
        rng = np.random.default_rng([seed, place, number])
        voices = draw_voices(talkative, NUM_SPEAKERS[number % len(NUM_SPEAKERS)], rng)
        tracks, activity = draw_talk(corpus, voices, round(FRAMES_PER_SECOND * rng.uniform(*seconds)), rng)
        through = np.random.default_rng([seed, place, number, 1 + list(CONDITIONS).index(condition)])
        yield Mixture(channel.play(tracks, activity, through), activity, tuple(voice.speaker for voice in voices))


def talkative_voices(corpus: Corpus, split: Split) -> dict[str, list[Voice]]:
    """Return set -> its voices with enough speech for a dialogue."""
    return {
        name: [voice for voice in voices if voice.num_frames >= FRAMES_PER_SECOND * MIN_SECONDS_OF_SPEECH]
        for name, voices in voices_of(corpus, split).items()
    }


def plan_talk(num_speakers: int, num_frames: int, rng: np.random.Generator) -> list[Utterance]:
    """Fill so many frames with talk. The last one may go on beyond them."""
    turn_seconds, gap_seconds = rng.uniform(1.5, 3.5), rng.uniform(0.05, 0.35)
    shares = rng.dirichlet(np.full(num_speakers, 4.0))
    said: list[Utterance] = []
    ends = np.zeros(max(num_speakers, 2), dtype=np.int64)  # of what each has said so far; there is a second latest
    speaker, start = int(rng.choice(num_speakers, p=shares)), 0
    while start < num_frames:
        length = _frames(np.clip(turn_seconds * np.exp(0.65 * rng.standard_normal()), 0.5, 12.0))
        others = np.delete(ends, speaker)
        said.append(Utterance(speaker, start, length))
        ends[speaker] = start + length
        if num_speakers > 1 and rng.random() < BACKCHANNEL_SHARE:
            listener = _follower(speaker, shares, rng)
            at = start + round(rng.uniform(0.2, 0.7) * length)
            short = _frames(rng.uniform(0.3, 0.9))
            if others.max() <= at and at + short < start + length:
                said.append(Utterance(listener, at, short))
                ends[listener] = at + short
        goes_on = num_speakers == 1 or rng.random() < SAME_SPEAKER_SHARE
        following = speaker if goes_on else _follower(speaker, shares, rng)
        wanted = ends[speaker] + _gap(gap_seconds, rng, overlaps=following != speaker)
        start = int(max(wanted, start + length // 3, ends[following], np.sort(ends)[-2]))
        speaker = following
    return [turn for turn in said if turn.start < num_frames]


def _follower(speaker: int, shares: NDArray[np.float64], rng: np.random.Generator) -> int:
    """Choose who talks next, of the others: some talk more than others do."""
    weights = np.where(np.arange(len(shares)) == speaker, 0.0, shares)
    return int(rng.choice(len(shares), p=weights / weights.sum()))


def _gap(gap_seconds: float, rng: np.random.Generator, *, overlaps: bool) -> int:
    """Return the frames from one turn's end to the next one's start; below 0 they overlap."""
    if rng.random() < LONG_PAUSE_SHARE:
        return _frames(rng.uniform(1.0, 4.0))
    gap = float(np.clip(rng.normal(gap_seconds, 0.45), -1.5, 2.0))
    return _frames(gap if overlaps else abs(gap) + 0.2)


def draw_voices(talkative: Mapping[str, list[Voice]], num_speakers: int, rng: np.random.Generator) -> list[Voice]:
    """Choose a set by how many voices it has, then voices of it."""
    names = sorted(name for name, voices in talkative.items() if len(voices) >= num_speakers)
    if not names:
        raise OptionError(
            f"no set of the corpus has {num_speakers} held-out speakers with {MIN_SECONDS_OF_SPEECH:g} s of speech; "
            "prepare a larger corpus"
        )
    sizes = np.array([len(talkative[name]) for name in names])
    pool = talkative[str(rng.choice(names, p=sizes / sizes.sum()))]
    return [pool[place] for place in rng.choice(len(pool), num_speakers, replace=False)]


def draw_talk(  # noqa: PLR0913, PLR0917  each argument is one thing that makes a talk
    corpus: Corpus,
    voices: list[Voice],
    num_frames: int,
    rng: np.random.Generator,
    plan: Planner = plan_talk,
    min_seconds: float = MIN_SECONDS_OF_TALK,
) -> tuple[Floats, Mask]:
    """Have the voices talk until everybody has said enough: tracks (speakers, samples), activity (frames, speakers)."""
    activity = np.zeros((num_frames, len(voices)), dtype=bool)
    while activity.sum(axis=0).min() < FRAMES_PER_SECOND * min_seconds:
        tracks = np.zeros((len(voices), num_frames * FRAME_SAMPLES), dtype=np.float32)
        activity[:] = False
        for turn in plan(len(voices), num_frames, rng):
            samples, speech = draw_turn(corpus, voices[turn.speaker], turn.num_frames, rng)
            gain = np.float32(10 ** (rng.normal(0, TURN_SPREAD_DB) / 20))
            stop = min(turn.start + turn.num_frames, num_frames)
            activity[turn.start : stop, turn.speaker] = speech[: stop - turn.start]
            sound = slice(turn.start * FRAME_SAMPLES, stop * FRAME_SAMPLES)
            tracks[turn.speaker, sound] = gain * samples[: sound.stop - sound.start]
    return tracks, activity


def _frames(seconds: float) -> int:
    return round(seconds * FRAMES_PER_SECOND)
