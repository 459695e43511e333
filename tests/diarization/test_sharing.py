from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whisper_diarize.diarization import DiarizationOptions, MlxDiarizer
from whisper_diarize.diarization.segmentation import Segmentation
from whisper_diarize.diarization.sharing import blocks, embed_in_blocks, lay_out, windows_in_block
from whisper_diarize.diarization.windows import Grid
from whisper_diarize.errors import OptionError
from whisper_diarize.records import Audio, SpeakerCount
from whisper_diarize.weights import Model, load_model

RATE = 16_000
FRAMES = 100  # of a window of 10 s, so ten a second


class Recorder:
    """An embedder that keeps what it was given; a vector is where its mask begins and ends in the recording."""

    def __init__(self) -> None:
        self.blocks: list[tuple[float, float]] = []

    def features(self, samples: np.ndarray) -> np.ndarray:
        start, length = samples[0, 0], samples.shape[1] / RATE
        self.blocks.append((float(start), length))
        return samples

    def embed(self, features: np.ndarray, masks: np.ndarray) -> np.ndarray:
        per_second = masks.shape[-1] / (features.shape[1] / RATE)
        edges = [(mask.argmax(), len(mask) - mask[::-1].argmax()) for mask in masks[0]]
        return (features[0, 0] + np.array(edges, np.float32) / per_second)[None]


@pytest.fixture(scope="module")
def bundled() -> Model:
    model = load_model("bundled")
    return replace(model, config=replace(model.config, duration=10.0))


def clock(seconds: float) -> Audio:
    """Make a recording whose samples say what second it is."""
    return Audio(np.floor(np.arange(round(seconds * RATE)) / RATE).astype(np.float32))


def talking(chunks: int, start: int, end: int) -> Segmentation:
    """Let one of two speakers talk from one frame to another in each window."""
    decisions = np.zeros((chunks, FRAMES, 2), bool)
    decisions[:, start:end, 0] = True
    return Segmentation(decisions, Grid())


def shared(segmentation: Segmentation, seconds: float) -> tuple[Recorder, np.ndarray, list[int]]:
    network, steps = Recorder(), []
    embeddings = embed_in_blocks(clock(seconds), segmentation, network, steps.append, exclude_overlap=True)
    return network, embeddings.vectors, steps


def test_block_holds_the_windows_of_twenty_seconds():
    assert windows_in_block(Grid()) == 11
    assert windows_in_block(Grid(step=2.5)) == 5
    assert windows_in_block(Grid(duration=25.0)) == 1


def test_network_runs_once_a_block():
    network, _, _ = shared(talking(25, 0, 50), 34.0)
    assert network.blocks == [(0, 20), (11, 20), (22, 12)]


def test_block_begins_where_somebody_talks():
    segmentation = talking(25, 0, 50)
    segmentation.decisions[:5] = segmentation.decisions[9:] = False
    network, _, _ = shared(segmentation, 34.0)
    assert network.blocks == [(5, 13)]


def test_each_speaker_is_pooled_where_they_talk():
    _, vectors, _ = shared(talking(25, 20, 50), 34.0)
    np.testing.assert_allclose(vectors[:, 0], [(k + 2.0, k + 5.0) for k in range(25)], atol=0.01)


def test_who_does_not_talk_has_no_vector():
    _, vectors, _ = shared(talking(3, 20, 50), 12.0)
    assert np.isnan(vectors).all(axis=-1).tolist() == [[False, True]] * 3


def test_last_window_may_reach_beyond_the_recording():
    network, _, _ = shared(talking(3, 0, 50), 11.3)
    assert network.blocks == [(0, 12)]


def test_progress_counts_every_window_once():
    segmentation = talking(25, 0, 50)
    segmentation.decisions[[0, 7, 23, 24]] = False
    _, _, steps = shared(segmentation, 34.0)
    assert sum(steps) == 25


def test_no_speech_at_all_is_not_asked_for():
    with pytest.raises(ValueError, match="nobody talks"):
        shared(talking(3, 0, 0), 12.0)


@given(st.sets(st.integers(0, 200)), st.integers(1, 30))
def test_blocks_keep_every_window_once_and_reach_no_further_than_they_may(windows: set[int], size: int):
    split = list(blocks(np.array(sorted(windows), dtype=np.intp), size))
    assert [window for block in split for window in block.tolist()] == sorted(windows)
    assert all(0 <= block[-1] - block[0] < size for block in split)


@given(st.integers(0, 10), st.integers(0, 2**FRAMES - 1))
def test_masks_are_moved_not_changed(place: int, bits: int):
    mask = np.array([bits >> frame & 1 for frame in range(FRAMES)], bool)
    laid = lay_out(mask[None, :, None], np.array([place]), Grid(), np.ones((1, 1), bool))
    assert laid[0, FRAMES * place // 10 :].tolist() == mask.tolist()
    assert not laid[0, : FRAMES * place // 10].any()


TURNS = ((1.0, 8.0, 0), (9.0, 17.0, 1), (15.0, 26.0, 0), (27.0, 40.0, 1), (41.0, 55.0, 0))


def test_fast_finds_the_turns_that_exact_does_where_voices_are_plain(model, conversation):
    audio = conversation(*TURNS)
    exact, fast = (
        MlxDiarizer(model, DiarizationOptions(mode=mode)).diarize(audio, SpeakerCount(), lambda _done, _total: None)
        for mode in ("exact", "fast")
    )
    assert fast.turns == exact.turns
    assert len(fast.turns) == 5


@pytest.mark.parametrize("seconds", [0.3, 3.0, 10.0])
def test_recording_of_one_window_has_the_voices_of_exact_bit_for_bit(bundled, seconds: float):
    samples = np.random.default_rng(1).normal(0, 0.1, round(seconds * RATE)).astype(np.float32)
    decisions = np.zeros((1, 589, 3), bool)
    decisions[0, :300, 0] = decisions[0, 250:, 1] = True
    exact, fast = (
        MlxDiarizer(bundled, DiarizationOptions(mode=mode)).embed(
            Audio(samples), Segmentation(decisions, Grid()), lambda _: None
        )
        for mode in ("exact", "fast")
    )
    np.testing.assert_array_equal(fast.vectors, exact.vectors)
    np.testing.assert_array_equal(fast.clean, exact.clean)


def test_exact_is_the_default_and_embeds_each_window_on_its_own(model, conversation):
    seen: list[int] = []
    embed = model.embedding.embed
    model.embedding.embed = lambda features, masks: (seen.append(len(features)), embed(features, masks))[1]
    MlxDiarizer(model).diarize(conversation(*TURNS), SpeakerCount(), lambda _done, _total: None)
    assert sum(seen) == 51


def test_other_modes_are_refused():
    with pytest.raises(OptionError, match="there is no diarization mode 'quick'; there is: exact, fast"):
        DiarizationOptions(mode="quick")
