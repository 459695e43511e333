"""A long recording is shared out among helpers: each window once, in order, even if they fail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from whisper_diarize_ray.dividing import Section, divided, section_of

from whisper_diarize.protocols import Diarizer, Progress, ResumableDiarizer
from whisper_diarize.records import Audio, Diarization, Inference, SpeakerCount
from whisper_diarize.testing import FakeDiarizer, ProgressRecorder

RATE = 16_000
AUDIO = Audio(np.arange(20 * RATE, dtype=np.float32))


class Engine:
    """A window a second; its inference is the sample at its beginning, taken for a number of frames."""

    def __init__(self) -> None:
        self.done: list[range] = []

    def num_windows(self, num_samples: int) -> int:
        return num_samples // RATE

    def samples_of(self, audio: Audio, windows: range) -> range:
        return range(windows.start * RATE - 10, windows.stop * RATE)

    def infer_windows(self, audio: Audio, windows: range, progress: Progress) -> Iterator[Inference]:
        self.done.append(windows)
        for window in windows:
            frames = audio.read(window * RATE, window * RATE + 1).astype(np.int32)
            yield Inference(np.zeros((1, 1, 1), np.uint8), frames)

    def infer(self, audio: Audio, known: Inference, progress: Progress) -> Iterator[Inference]:
        yield from self.infer_windows(audio, range(known.num_windows, self.num_windows(audio.num_samples)), progress)
        yield Inference(powers=np.ones(1, np.float32))

    def cache_key(self) -> str | None:
        return "key"

    def precompute_key(self) -> str:
        return ""

    def precompute(self, inference: Inference) -> dict[str, Any]:
        return {}

    def diarize(self, audio: Audio, speaker_count: SpeakerCount, progress: Progress) -> Diarization:
        raise NotImplementedError

    def finalize(
        self, audio: Audio, inference: Inference, precomputed: object, speaker_count: SpeakerCount
    ) -> Diarization:
        return Diarization(model=" ".join(map(str, inference.num_frames // RATE)))


class Others:
    """Helpers that finish at once, fail, or never begin."""

    def __init__(self, room: int, fate: str) -> None:
        self._room, self._fate = room, fate
        self.engine = Engine()
        self.begun: dict[int, tuple[Audio, range]] = {}
        self.given_up: list[range] = []

    def room(self) -> int:
        return self._room

    def begin(self, audio: Audio, windows: range, samples: range) -> int:
        self.begun[windows.start] = section_of(audio, samples), windows
        return windows.start

    def finished(self, references: list[int], seconds: float) -> list[tuple[int, Inference | None]]:
        if self._fate == "never":
            return []
        return [(one, self._result(*self.begun[one])) for one in references]

    def give_up(self, reference: int) -> None:
        self.given_up.append(self.begun[reference][1])

    def _result(self, audio: Audio, windows: range) -> Inference | None:
        if self._fate == "fails":
            return None
        return Inference.join(list(self.engine.infer_windows(audio, windows, ProgressRecorder())))


@pytest.mark.parametrize("fate", ["done", "fails", "never"])
@pytest.mark.parametrize("room", [0, 1, 7])
def test_the_windows_are_all_there_in_their_order(room: int, fate: str) -> None:
    engine, others = Engine(), Others(room, fate)
    found = divided(engine, 3.0, others).diarize(AUDIO, SpeakerCount(), ProgressRecorder())
    assert found.model == " ".join(map(str, range(20)))
    assert sum(map(len, engine.done)) + sum(map(len, others.engine.done)) == 20


def test_the_process_that_has_the_recording_begins_at_its_beginning_and_others_at_its_end() -> None:
    engine, others = Engine(), Others(2, "done")
    divided(engine, 3.0, others).diarize(AUDIO, SpeakerCount(), ProgressRecorder())
    assert list(others.begun)[:2] == [18, 15]
    assert engine.done[0] == range(3)


def test_a_part_that_does_not_begin_is_taken_back() -> None:
    others = Others(1, "never")
    divided(Engine(), 9.0, others).diarize(AUDIO, SpeakerCount(), ProgressRecorder())
    assert others.given_up == [range(18, 20), range(9, 18)][: len(others.begun)]


def test_a_recording_that_is_not_longer_stays_whole() -> None:
    engine, others = Engine(), Others(5, "done")
    divided(engine, 20.0, others).diarize(AUDIO, SpeakerCount(), ProgressRecorder())
    assert others.begun == {}
    assert engine.done == [range(20)]


def test_windows_that_are_known_are_not_done_again_and_progress_only_grows() -> None:
    engine, others, progress = Engine(), Others(1, "done"), ProgressRecorder()
    diarizer = divided(engine, 4.0, others)
    assert isinstance(diarizer, ResumableDiarizer)
    known = Inference.join(list(engine.infer_windows(AUDIO, range(6), progress)))
    parts = list(diarizer.infer(AUDIO, known, progress))
    assert sum(part.num_windows for part in parts) == 14
    assert all(windows.start >= 6 for windows in (*engine.done[1:], *(windows for _, windows in others.begun.values())))


def test_a_diarizer_that_cannot_be_shared_out_stays_as_it_is() -> None:
    diarizer: Diarizer = FakeDiarizer()
    assert divided(diarizer, 1.0, Others(1, "done")) is diarizer


def test_a_section_has_the_samples_of_the_recording_at_their_places() -> None:
    cut = section_of(AUDIO, range(-10, 3 * RATE))
    assert isinstance(cut.samples, Section)
    assert cut.num_samples == 20 * RATE
    np.testing.assert_array_equal(cut.read(-10, 3 * RATE), AUDIO.read(-10, 3 * RATE))
