"""The answers to score: of a model and its variants, whose networks run once a recording, and of guesses."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from whisper_diarize_train.dialogues import (
    DialogueScore,
    bridge_pauses,
    one_speaker_everywhere,
    one_speaker_in_speech,
    score,
)

from tests.benchmarks.accuracy_cases import Case
from whisper_diarize.diarization import DiarizationOptions, MlxDiarizer
from whisper_diarize.models import Model, ModelFiles, load_files, load_model
from whisper_diarize.models.accuracy import EVERYWHERE, FOUND, GIVEN, ONE, PAUSE, REAL, REAL_GIVEN
from whisper_diarize.records import Audio, Diarization, Inference, SpeakerCount

AGAINST, AGAINST_GIVEN = "other model", "other model, given"
Both = Callable[[Audio, int], tuple[Diarization, Diarization]]  # with the number of speakers found, and with it given
OF_A_SEGMENTATION = ("duration", "step", "max_speakers_per_chunk", "max_speakers_per_frame", "threshold")


@dataclass(frozen=True)
class Systems:
    """The diarizers, by the names of their two answers."""

    model: Model
    files: ModelFiles
    options: DiarizationOptions
    diarizers: dict[tuple[str, str], Both]

    @classmethod
    def of(cls, model: Model, files: ModelFiles, options: DiarizationOptions) -> Systems:
        """Start with the model itself."""
        return cls(model, files, options, {(FOUND, GIVEN): by_mlx(MlxDiarizer(model, options))})

    def with_segmentation(self, path: Path) -> Systems:
        """Add the model with another segmentation, used as its file says; windows as far apart as the model's."""
        explicit_fields = self.files.explicit_fields.difference(OF_A_SEGMENTATION)
        mixed = load_files(replace(self.files, segmentation=path, explicit_fields=explicit_fields))
        options = replace(self.options, step=self.model.config.step)
        return self._with((REAL, REAL_GIVEN), MlxDiarizer(mixed, options))

    def with_other(self, name: str) -> Systems:
        """Add another model."""
        return self._with((AGAINST, AGAINST_GIVEN), MlxDiarizer(load_model(name), self.options))

    def _with(self, names: tuple[str, str], diarizer: MlxDiarizer) -> Systems:
        return replace(self, diarizers=self.diarizers | {names: by_mlx(diarizer)})


def by_mlx(diarizer: MlxDiarizer) -> Both:
    """Return both answers of ours; the networks run once."""

    def both(audio: Audio, number: int) -> tuple[Diarization, Diarization]:
        inference = Inference.join(list(diarizer.infer(audio, Inference(), lambda _done, _total: None)))
        found = diarizer.finalize(audio, inference, {}, SpeakerCount())
        return found, diarizer.finalize(audio, inference, {}, SpeakerCount(number))

    return both


@dataclass(frozen=True)
class Scored:
    """The scores of all answers to one recording; of diarizers also with pauses filled on both sides."""

    title: str
    seconds: float
    num_speakers: int
    answers: dict[str, DialogueScore]
    bridged: dict[str, DialogueScore]


@dataclass
class Answering:
    """Scores cases, reports each, and keeps the scores; `found` is the model's last answer.

    `diarizers` are by the names of their two answers, as in `Systems`.
    """

    diarizers: Mapping[tuple[str, str], Both]
    report: Callable[[str], None]
    scores: list[Scored] = field(default_factory=list)
    found: Diarization = field(default_factory=Diarization)

    def score(self, case: Case) -> Scored:
        """Have everybody answer."""
        started = time.perf_counter()
        answers, bridged = dict[str, DialogueScore](), dict[str, DialogueScore]()
        for name, found in self._diarized(case):
            answers[name] = score(case.turns, found.turns)
            bridged[name] = score(bridge_pauses(case.turns, PAUSE), bridge_pauses(found.turns, PAUSE))
        answers[ONE] = score(case.turns, one_speaker_in_speech(case.turns))
        answers[EVERYWHERE] = score(case.turns, one_speaker_everywhere(case.audio.duration))
        scored = Scored(case.title, case.audio.duration, case.num_speakers, answers, bridged)
        self.scores.append(scored)
        rates = ", ".join(f"{name} {100 * answers[name].rate:.1f}" for name in answers if name not in (ONE, EVERYWHERE))
        self.report(f"{case.title}: DER {rates} ({time.perf_counter() - started:.0f} s)")
        return scored

    def _diarized(self, case: Case) -> Iterator[tuple[str, Diarization]]:
        for names, both in self.diarizers.items():
            found, given = both(case.audio, case.num_speakers)
            if names[0] == FOUND:
                self.found = found
            yield from zip(names, (found, given), strict=True)
