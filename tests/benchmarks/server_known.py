"""Known speakers of requests: who gets a name, from references of 2 to 10 s as OpenAI's clients send them.

    python -m tests.benchmarks.server_known --data train-data --model campplus

`--data` is what `whisper-diarize train prepare` wrote. Dialogues of two to five people whom the networks never heard,
of clips and channels other than those of their references; the two splits of unseen people apart. In each dialogue a
request names up to four people who talk, or two of them and two who do not, or four who do not. The code is that of the
server.

Printed, by seconds of the reference: names of people who talk that are given to them, to another, or not at all; and
names of people who do not talk that are given.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from whisper_diarize_server.known import person_in

from tests.benchmarks.voices_dialogues import Found, clips_of_half, found_in
from tests.benchmarks.voices_recordings import join_speech
from whisper_diarize.diarization import MlxDiarizer
from whisper_diarize.identification import Person, match
from whisper_diarize.models import load_model
from whisper_diarize.records import SAMPLE_RATE, Audio, SpeakerCount, VoiceFigures, VoiceModel

if TYPE_CHECKING:
    from whisper_diarize_train.corpus import Corpus

SECONDS = (2.0, 3.0, 5.0, 10.0)
CONDITIONS = ("clean", "ordinary")
DIALOGUE_SECONDS = (60.0, 90.0)
SPLITS: tuple[Literal["validation", "test"], ...] = ("validation", "test")
MAX_NAMES = 4
SEED = 11

Key = tuple[str, float]
References = Mapping[Key, Person]
"""People by name and seconds of their reference."""


@dataclass(frozen=True, slots=True)
class Request:
    """The people whom a request names: those who talk in the dialogue, and those who do not."""

    here: tuple[str, ...]
    absent: tuple[str, ...]


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", default="bundled")
    parser.add_argument("--count", type=int, default=12, help="dialogues of each split and condition")
    arguments = parser.parse_args()
    from whisper_diarize_train import corpus

    model = load_model(arguments.model)
    network = model.voice_model
    if network is None or network.figures is None:
        raise SystemExit(f"{arguments.model} has no figures: nothing is named without a cut-off")
    diarizer = MlxDiarizer(model)
    clips = corpus.load(arguments.data)
    print(f"{arguments.model}, cut-off {network.figures.cutoff}\n\n{HEAD}")
    for condition in CONDITIONS:
        for split in SPLITS:
            trial = Trial(clips, diarizer, network, condition, split)
            for seconds, counts in trial.counts(arguments.count).items():
                print(row(condition, split, seconds, counts), flush=True)
    return 0


HEAD = (
    "| sound | people | reference | names of people who talk | right | another's | none | of people who do not | given "
    "|\n|---|---|--:|--:|--:|--:|--:|--:|--:|"
)


def row(condition: str, split: str, seconds: float, counts: Counter[str]) -> str:
    """Return a row of the table."""
    here = counts["right"] + counts["another's"] + counts["none"]
    shares = " | ".join(f"{100 * counts[kind] / max(1, here):.1f} %" for kind in ("right", "another's", "none"))
    absent = counts["absent, given"] + counts["absent, none"]
    return f"| {condition} | {split} | {seconds:.0f} s | {here} | {shares} | {absent} | {counts['absent, given']} |"


@dataclass(frozen=True, slots=True)
class Trial:
    """Dialogues of one split and condition, and the references of their people."""

    corpus: Corpus
    diarizer: MlxDiarizer
    network: VoiceModel
    condition: str
    split: Literal["validation", "test"]

    def counts(self, count: int) -> dict[float, Counter[str]]:
        """Count the fates of names, by seconds of the references."""
        dialogues = list(self._dialogues(count))
        people = {person: of for of, dialogue in dialogues for person in sorted(dialogue.people)}
        references = dict(self._references(people))
        figures = self.network.figures or VoiceFigures(1.0, 1.0)
        found: dict[float, Counter[str]] = {seconds: Counter() for seconds in SECONDS}
        for number, (of, dialogue) in enumerate(dialogues):
            others = [person for person, set_of in people.items() if set_of == of and person not in dialogue.people]
            for request in requests(dialogue.people, others, np.random.default_rng([SEED, number])):
                for seconds, counts in found.items():
                    counts.update(outcomes(dialogue, request, references, seconds, self.network.fingerprint, figures))
        return found

    def _dialogues(self, count: int) -> Iterator[tuple[str, Found]]:
        """Yield dialogues, each with the set of its people."""
        from whisper_diarize_train import corpus, held_out

        half = replace(self.corpus, clips=tuple(clips_of_half(self.corpus, "second")))
        for dialogue in held_out.draw_dialogues(half, self.split, count, SEED, self.condition, DIALOGUE_SECONDS):
            heard = self.diarizer.diarize(Audio(dialogue.samples), SpeakerCount(), lambda _done, _total: None)
            sets = {
                clip.set
                for clip in half.clips
                if clip.speaker == dialogue.voices[0] and corpus.split_of(clip.set, clip.speaker) == self.split
            }
            yield min(sets), found_in(dialogue, heard)

    def _references(self, people: Mapping[str, str]) -> Iterator[tuple[Key, Person]]:
        """Yield the people with references of each length that they talk enough for."""
        from whisper_diarize_train.held_out_channel import CONDITIONS as CHANNELS
        from whisper_diarize_train.held_out_channel import Channel

        channel = Channel(self.corpus, CHANNELS[self.condition])
        clips = list(clips_of_half(self.corpus, "first"))
        for number, (person, set_of) in enumerate(people.items()):
            rng = np.random.default_rng([SEED, 1, number])
            spoken = join_speech(self.corpus, [one for one in clips if (one.set, one.speaker) == (set_of, person)], rng)
            for seconds in (one for one in SECONDS if len(spoken) >= one * SAMPLE_RATE):
                cut = spoken[: round(seconds * SAMPLE_RATE)]
                heard = channel.play(cut[None], np.ones((len(cut) // 160, 1), dtype=bool), rng)
                reference = self.diarizer.diarize(Audio(heard), SpeakerCount(num=1), lambda _done, _total: None)
                found = person_in(reference, person, self.network)
                if found is not None:
                    yield (person, seconds), found


def requests(here: frozenset[str], others: Sequence[str], rng: np.random.Generator) -> Iterator[Request]:
    """Yield requests for a dialogue: all people, half of them and half others, others alone; four names at most."""
    people = [str(person) for person in rng.permutation(sorted(here))]
    absent = [str(person) for person in rng.permutation(sorted(others))][:MAX_NAMES]
    yield Request(tuple(people[:MAX_NAMES]), ())
    yield Request(tuple(people[: MAX_NAMES // 2]), tuple(absent[: MAX_NAMES // 2]))
    yield Request((), tuple(absent))


def outcomes(  # noqa: PLR0913, PLR0917  what a request meets
    dialogue: Found, request: Request, references: References, seconds: float, network: str, figures: VoiceFigures
) -> Iterator[str]:
    """Yield the fate of each name of a request; people without a reference of this length are not named."""
    wanted = [references[name, seconds] for name in (*request.here, *request.absent) if (name, seconds) in references]
    identity = {voice.label: person for voice, person in dialogue.voices}
    found = match([voice for voice, _ in dialogue.voices], wanted, network, figures)
    given = {one.name: identity[label] for label, one in found.items() if one.name is not None}
    for person in wanted:
        if person.name in request.absent:
            yield "absent, given" if person.name in given else "absent, none"
        elif person.name not in given:
            yield "none"
        else:
            yield "right" if given[person.name] == person.name else "another's"


if __name__ == "__main__":
    sys.exit(main())
