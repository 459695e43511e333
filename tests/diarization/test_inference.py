"""Inference can be kept, and goes on where it was."""

import io
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.diarization.conftest import FakeModel
from tests.fakes.optional import present
from whisper_diarize.audio import open_audio
from whisper_diarize.diarization import DiarizationOptions, MlxDiarizer
from whisper_diarize.diarization.embed import Embeddings, Voices, gather
from whisper_diarize.diarization.inference import pack, unpack, unpack_instants
from whisper_diarize.diarization.instants import Instants
from whisper_diarize.diarization.powerset import powerset
from whisper_diarize.diarization.segmentation import Segmentation
from whisper_diarize.diarization.windows import Grid
from whisper_diarize.models import load_model
from whisper_diarize.records import SAMPLE_RATE, Audio, Inference, SpeakerCount
from whisper_diarize.testing import ProgressRecorder, check_diarizer

TURNS = ((3.0, 9.0, 0), (14.0, 22.0, 1), (21.0, 26.0, 0), (48.0, 53.0, 1))


def as_kept(inference: Inference) -> Inference:
    """Write an inference to a file and read it back."""
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, **inference.to_arrays())
    file.seek(0)
    return Inference.from_arrays(dict(np.load(file, allow_pickle=False)))


def infer(diarizer: MlxDiarizer, audio: Audio) -> Inference:
    return Inference.join(list(diarizer.infer(audio, Inference(), ProgressRecorder())))


@pytest.mark.parametrize("frames", [1, 7, 8, 9, 589])
@pytest.mark.parametrize("speakers", [1, 3, 9])
def test_what_was_packed_is_unpacked(frames: int, speakers: int) -> None:
    rng = np.random.default_rng(frames)
    probabilities = rng.random((5, frames, speakers), np.float32)
    segmentation = Segmentation(probabilities > 0.5, Grid(), probabilities)
    window, speaker = np.nonzero(segmentation.active)
    voices = Voices(window, speaker, rng.normal(size=(len(window), 4)).astype(np.float32))
    again, embeddings = unpack(as_kept(pack(segmentation, voices)), Grid())
    expected: Embeddings = gather([voices], segmentation)
    assert np.array_equal(again.decisions, segmentation.decisions)
    assert np.array_equal(again.probabilities, probabilities)  # type: ignore[arg-type]  # a fake, or what is to be refused
    assert np.array_equal(present(embeddings).vectors, present(expected).vectors, equal_nan=True)
    assert np.array_equal(present(embeddings).clean, present(expected).clean)


def test_instants_that_were_packed_are_unpacked() -> None:
    segmentation = Segmentation(np.ones((3, 8, 1), bool), Grid())
    instants = Instants.usable(np.array([0, 0, 2]), np.array([3, 4, 17]), np.eye(3, 4, dtype=np.float32))
    voices = Voices(np.arange(3), np.zeros(3, np.intp), np.ones((3, 4), np.float32), instants)
    again = unpack_instants(as_kept(pack(segmentation, voices)))
    for kept, expected in zip(present(again), instants, strict=True):
        np.testing.assert_array_equal(kept, expected)
    assert unpack_instants(pack(segmentation, voices._replace(instants=None))) is None


def test_where_nobody_talks_there_are_no_voices() -> None:
    silent = Segmentation(np.zeros((2, 589, 3), bool), Grid())
    assert pack(silent, None).num_windows == 2
    assert unpack(pack(silent, None), Grid())[1] is None


@pytest.mark.parametrize("mode", ["exact", "fast"])
@pytest.mark.parametrize("batch_size", [4, 16])
def test_diarizer_keeps_the_contract_of_both_phases(
    model: FakeModel, conversation: Callable[..., Audio], mode: Literal["fast", "exact"], batch_size: int
) -> None:
    diarizer = MlxDiarizer(model, DiarizationOptions(mode=mode, batch_size=batch_size))
    assert check_diarizer(diarizer, conversation(*TURNS)).speakers


def test_networks_with_probabilities_keep_them(model: FakeModel, conversation: Callable[..., Audio]) -> None:
    class Multilabel(type(model.segmentation)):  # type: ignore[misc]  # a kind that only runs can tell
        def logits(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
            return 10 * (super().logits(samples) @ powerset(3, 2)).astype(np.float32) - 5

    model.segmentation = Multilabel()
    model.config = replace(model.config, max_speakers_per_frame=None)
    assert check_diarizer(MlxDiarizer(model, DiarizationOptions(batch_size=8)), conversation(*TURNS)).speakers


@pytest.mark.parametrize("mode", ["exact", "fast"])
def test_interrupted_inference_is_the_same_to_the_last_bit(mode: Literal["fast", "exact"], interview: Path) -> None:
    diarizer = MlxDiarizer(load_model("bundled"), DiarizationOptions(mode=mode, batch_size=4))
    audio = Audio(open_audio(str(interview)).read(0, 16 * SAMPLE_RATE))
    parts = list(diarizer.infer(audio, Inference(), ProgressRecorder()))
    rest = list(diarizer.infer(audio, as_kept(parts[0]), ProgressRecorder()))
    whole, interrupted = Inference.join(parts), Inference.join([parts[0], *rest])
    assert len(parts) == 3  # the last says how loud it is
    assert {name: array.tobytes() for name, array in whole.to_arrays().items()} == {
        name: array.tobytes() for name, array in interrupted.to_arrays().items()
    }


def test_turns_are_found_without_the_samples(model: FakeModel, conversation: Callable[..., Audio]) -> None:
    audio, diarizer = conversation(*TURNS), MlxDiarizer(model)
    inference = infer(diarizer, audio)

    class Unread:
        def __len__(self) -> int:
            return audio.num_samples

    finalized = diarizer.finalize(replace(audio, samples=Unread()), inference, {}, SpeakerCount(num=1))  # type: ignore[arg-type]  # a fake, or what is to be refused
    assert finalized.speakers == ("SPEAKER_00",)
    assert finalized.turns == diarizer.diarize(audio, SpeakerCount(num=1), ProgressRecorder()).turns


def test_levels_are_added_where_only_they_are_missing(model: FakeModel, conversation: Callable[..., Audio]) -> None:
    audio, diarizer = conversation(*TURNS), MlxDiarizer(model)
    inference = infer(diarizer, audio)
    (added,) = diarizer.infer(audio, replace(inference, powers=None), ProgressRecorder())
    assert added.to_arrays().keys() == {"powers"}
    assert np.array_equal(added.powers, inference.powers)  # type: ignore[arg-type]  # a fake, or what is to be refused


WARM = """
import sys
import numpy as np
from whisper_diarize.diarization import load
from whisper_diarize.records import Audio, Inference, SpeakerCount

rng, windows = np.random.default_rng(0), 60
voices = np.stack([np.arange(windows), np.arange(windows) % 2], axis=1).astype(np.int32)
decisions = np.zeros((windows, 37, 3), np.uint8)
decisions[voices[:, 0], :, voices[:, 1]] = 255
inference = Inference(
    decisions=decisions,
    num_frames=np.full(windows, 293, np.int32),
    voices=voices,
    vectors=(np.eye(256)[voices[:, 1]] + rng.normal(0, 0.01, (windows, 256))).astype(np.float32),
    powers=np.full(6400, 1e-3, np.float32),
)
diarizer, audio = load("bundled"), Audio(np.zeros(64 * 16000, np.float32))
found = diarizer.finalize(audio, inference, diarizer.precompute(inference), SpeakerCount(num=2))
print(len(found.speakers), {"mlx.core", "sklearn", "scipy.optimize"} & set(sys.modules))
"""


def test_finalizing_what_was_kept_imports_no_network() -> None:
    done = subprocess.run([sys.executable, "-c", WARM], capture_output=True, text=True, check=True)
    assert done.stdout == "2 set()\n"


INFERRED_ANEW = ({"mode": "exact"}, {"step": 2.0}, {"exclude_overlap": False}, {"batch_size": 8})
FINALIZED_ANEW = (
    *({"clustering_threshold": 0.5}, {"min_cluster_size": 5}, {"constrained": True}),
    *({"min_duration_on": 0.5}, {"min_duration_off": 0.5}, {"model": "another name for it"}),
)


@pytest.mark.parametrize("changed", INFERRED_ANEW, ids=str)
def test_option_of_the_networks_changes_the_key(model: FakeModel, changed: dict[str, Any]) -> None:
    assert MlxDiarizer(model, DiarizationOptions(**changed)).cache_key() != MlxDiarizer(model).cache_key()


@pytest.mark.parametrize("changed", FINALIZED_ANEW, ids=str)
def test_option_of_what_follows_does_not(model: FakeModel, changed: dict[str, Any]) -> None:
    assert MlxDiarizer(model, DiarizationOptions(**changed)).cache_key() == MlxDiarizer(model).cache_key()


def test_other_weights_change_the_key_and_unknown_ones_have_none(model: FakeModel) -> None:
    key = MlxDiarizer(model).cache_key()
    model.fingerprint = "others"
    assert MlxDiarizer(model).cache_key() != key
    model.fingerprint = None
    assert MlxDiarizer(model).cache_key() is None


def test_every_option_is_known_to_matter_to_the_networks_or_not() -> None:
    told = {name for changed in (*INFERRED_ANEW, *FINALIZED_ANEW) for name in changed}
    assert told == set(DiarizationOptions.__slots__)
