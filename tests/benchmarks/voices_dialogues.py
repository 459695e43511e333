"""Names in dialogues: from the first recording of people to the second, through the whole product.

Dialogues of held-out speakers, the clips of each parted in two: in the first dialogues a person confirms who is who
(the truth does), and all with enough speech are learnt; in the second they are to be recognised. Each speaker of those
is tried twice: with the library, and with the library without the people of the dialogue, who are absent then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from whisper_diarize.diarization import MlxDiarizer
from whisper_diarize.identification import (
    ENROL_SECONDS,
    ENROL_TURNS,
    Person,
    Voice,
    exemplar,
    match,
    voices_of,
)
from whisper_diarize.identification.speech import alone, common
from whisper_diarize.models import load_model
from whisper_diarize.records import Audio, Diarization, Span, SpeakerCount, VoiceFigures

if TYPE_CHECKING:
    from whisper_diarize_train.corpus import Clip, Corpus
    from whisper_diarize_train.simulator import Mixture

MIN_SHARE = 0.5  # of a found speaker's talk that one person must have, to be that person
SPLITS: tuple[Literal["train", "validation", "test"], ...] = ("test", "validation")
SEED = 7  # of both parts: a second dialogue has mostly the people of its first
SECONDS = {"first": (80.0, 110.0), "second": (45.0, 70.0)}


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The voices that were found in a dialogue, and the person of each; None: of several."""

    people: frozenset[str]
    voices: tuple[tuple[Voice, str | None], ...]


def find_voices(data: Path, model: str, condition: str, part: str, count: int) -> Iterator[Found]:
    """Diarize so many dialogues of each held-out split; `part` is `first` or `second`."""
    from whisper_diarize_train import corpus, held_out

    clips = corpus.load(data)
    diarizer = MlxDiarizer(load_model(model))
    half = replace(clips, clips=tuple(clips_of_half(clips, part)))
    for split in SPLITS:
        for dialogue in held_out.draw_dialogues(half, split, count, SEED, condition, SECONDS[part]):
            found = diarizer.diarize(Audio(dialogue.samples), SpeakerCount(), lambda _done, _total: None)
            yield found_in(dialogue, found)


def found_in(dialogue: Mixture, found: Diarization) -> Found:
    """Return the voices that were found in a dialogue."""
    return Found(frozenset(dialogue.voices), tuple(_identities(dialogue, found)))


def learn(found: Sequence[Found], network: str) -> list[Person]:
    """Return the people who talk enough in a dialogue, each by the longest voice."""
    best: dict[str, Voice] = {}
    for voice, person in (one for dialogue in found for one in dialogue.voices):
        if person is None or voice.seconds < ENROL_SECONDS or voice.turns < ENROL_TURNS:
            continue
        if person not in best or voice.seconds > best[person].seconds:
            best[person] = voice
    return [
        Person(name, (exemplar(voice, recording=name, model=network, added="", consent=""),))
        for name, voice in sorted(best.items())
    ]


def count_names(found: Sequence[Found], people: Sequence[Person], network: str, figures: VoiceFigures) -> Counter[str]:
    """Count names of known people that are right, wrong and missing, and of absent people wrong names and none."""
    counts: Counter[str] = Counter()
    for dialogue in found:
        voices = [voice for voice, _ in dialogue.voices]
        identity = {voice.label: person for voice, person in dialogue.voices}
        for label, one in match(voices, people, network, figures).items():
            if one.score is None or identity[label] not in {person.name for person in people}:
                continue
            kind = "missing" if one.name is None else "right" if one.name == identity[label] else "wrong"
            counts[f"known, {kind}"] += 1
        others = [person for person in people if person.name not in dialogue.people]
        for one in match(voices, others, network, figures).values():
            if one.score is not None:
                counts["absent, none" if one.name is None else "absent, wrong"] += 1
    return counts


def clips_of_half(corpus: Corpus, part: str) -> Iterator[Clip]:
    """Yield the clips of one half: of each speaker every other one."""
    seen: Counter[tuple[str, str]] = Counter()
    for clip in corpus.clips:
        key = (clip.set, clip.speaker)
        if seen[key] % 2 == (part == "second"):
            yield clip
        seen[key] += 1


def _identities(dialogue: Mixture, found: Diarization) -> Iterator[tuple[Voice, str | None]]:
    """Yield each voice that was found, with the person who talks most of the time that it is heard alone."""
    spans = alone(found.turns)
    truth = {name: _spans(dialogue.activity[:, place]) for place, name in enumerate(dialogue.voices)}
    for voice in voices_of(found):
        shares = {name: sum(one.duration for one in common(spans[voice.label], turns)) for name, turns in truth.items()}
        person = max(shares, key=lambda name: shares[name])
        yield voice, person if shares[person] >= MIN_SHARE * voice.seconds else None


def _spans(active: Any) -> list[Span]:
    """Return the spans of a mask of 10 ms frames."""
    import numpy as np

    edges = np.flatnonzero(np.diff(np.concatenate([[0], active.astype(np.int8), [0]])))
    return [Span(start / 100, end / 100) for start, end in edges.reshape(-1, 2).tolist()]
