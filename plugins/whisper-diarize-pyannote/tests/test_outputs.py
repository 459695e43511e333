from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pytest
from whisper_diarize_pyannote.outputs import Hook, as_diarization

from whisper_diarize import Span, Turn
from whisper_diarize.testing import ProgressRecorder


@dataclass
class FakeAnnotation:
    tracks: list[tuple[float, float, str]]

    def itertracks(self, *, yield_label: bool) -> Iterator[tuple[Span, int, str]]:
        return ((Span(start, end), index, speaker) for index, (start, end, speaker) in enumerate(self.tracks))

    def labels(self) -> list[str]:
        return sorted({speaker for _, _, speaker in self.tracks})


@dataclass
class FakeOutput:
    speaker_diarization: FakeAnnotation
    exclusive_speaker_diarization: FakeAnnotation = field(default_factory=lambda: FakeAnnotation([]))
    speaker_embeddings: np.ndarray | None = None


def test_turns_are_kept_and_exclusive_ones_too() -> None:
    output = FakeOutput(FakeAnnotation([(0, 2, "A"), (1, 3, "B")]), FakeAnnotation([(0, 2, "A"), (2, 3, "B")]))
    found = as_diarization(output, 10.0, "pyannote.audio 4.0.7, bundled")  # type: ignore[arg-type]  # a fake, or what is to be refused
    assert found.turns == (Turn(0, 2, "A"), Turn(1, 3, "B"))
    assert found.exclusive() == (Turn(0, 2, "A"), Turn(2, 3, "B"))
    assert found.model == "pyannote.audio 4.0.7, bundled"


def test_turns_end_with_the_recording() -> None:
    output = FakeOutput(FakeAnnotation([(8, 12, "A"), (10, 11, "B"), (11, 12, "B")]))
    assert as_diarization(output, 10.0, "").turns == (Turn(8, 10, "A"),)  # type: ignore[arg-type]  # a fake, or what is to be refused


def test_each_speaker_has_the_voice_at_its_place() -> None:
    tracks = FakeAnnotation([(0, 1, "B"), (1, 2, "A")])
    voices = as_diarization(FakeOutput(tracks, speaker_embeddings=np.array([[1.0, 2], [3, 4]])), 10.0, "").embeddings  # type: ignore[arg-type]  # a fake, or what is to be refused
    assert {speaker: voice.tolist() for speaker, voice in voices.items()} == {"A": [1, 2], "B": [3, 4]}
    assert voices["A"].dtype == np.float32


@pytest.mark.parametrize("nothing", [[0.0, 0.0], [np.nan, 1.0]], ids=["filled up", "not a number"])
def test_a_speaker_without_a_voice_has_none(nothing: list[float]) -> None:
    tracks = FakeAnnotation([(0, 1, "A"), (1, 2, "B")])
    found = as_diarization(FakeOutput(tracks, speaker_embeddings=np.array([[1.0, 2], nothing])), 10.0, "")  # type: ignore[arg-type]  # a fake, or what is to be refused
    assert list(found.embeddings) == ["A"]


def test_no_voices_at_all_are_fine() -> None:
    assert as_diarization(FakeOutput(FakeAnnotation([(0, 1, "A")])), 10.0, "").embeddings == {}  # type: ignore[arg-type]  # a fake, or what is to be refused


def test_progress_follows_both_stages_and_never_goes_back_or_too_far() -> None:
    progress = ProgressRecorder()
    hook = Hook(progress)
    hook("segmentation", None, total=10, completed=0)
    hook("segmentation", None, total=10, completed=32)  # pyannote counts whole batches
    hook("speaker_counting", object())
    hook("embeddings", None, total=4, completed=0)
    hook("embeddings", None, total=4, completed=2)
    hook("embeddings", object())
    assert [done for done, _ in progress.steps] == pytest.approx([0, 0.2, 0.2, 0.6])
