from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np
import pytest

from tests.diarization.conftest import FakeEmbedder, FakeModel
from tests.fakes.optional import present
from whisper_diarize.audio import open_audio
from whisper_diarize.diarization import DiarizationOptions, MlxDiarizer
from whisper_diarize.diarization.embed import gather
from whisper_diarize.diarization.fast_embedding import SharedFeatures, SharedTrunk, embed_fast
from whisper_diarize.diarization.segmentation import Piece, Segmentation
from whisper_diarize.diarization.windows import Batch, Grid
from whisper_diarize.errors import OptionError
from whisper_diarize.models import Model, load_model
from whisper_diarize.records import Audio, SpeakerCount

SAMPLES = Path(__file__).parents[2] / "samples"
RATE = 16_000
FRAMES = 100  # of a window of 10 s, so ten a second


class Recorder:
    """An embedder that keeps what it was given; a vector is the first and last number under its mask."""

    shrink, block = 8, 800

    def __init__(self) -> None:
        self.read: list[tuple[float, float]] = []
        self.blocks: list[int] = []
        self.features: list[np.ndarray] = []

    def energies(self, samples: np.ndarray) -> np.ndarray:
        self.read.append((samples[0, 0] / RATE, samples[0, -1] / RATE))
        return samples[..., : samples.shape[1] - 399 : 160, None]

    def frames(self, features: np.ndarray) -> np.ndarray:
        self.features.extend(features)
        self.blocks.append(len(features))
        return features[:, ::8]

    def pool(self, frames: np.ndarray, masks: np.ndarray) -> np.ndarray:
        edges = [[(mask.argmax(), len(mask) - mask[::-1].argmax() - 1) for mask in window] for window in masks]
        return np.stack([window[np.array(edge), 0] for window, edge in zip(frames, edges, strict=True)])


class Unnormalised(Recorder):
    """What `Recorder` is, but the trunk's frames are numbered through the recording."""

    def frames(self, features: np.ndarray) -> np.ndarray:
        first = sum(self.blocks) * features.shape[1] // 8
        super().frames(features)
        return (first + np.arange(features.shape[0] * features.shape[1] // 8)).reshape(len(features), -1, 1)


@pytest.fixture(scope="module")
def bundled() -> Model:
    model = load_model("bundled")
    return replace(model, config=replace(model.config, duration=10.0))


def clock(seconds: float) -> Audio:
    """Make a recording whose samples are numbered."""
    return Audio(np.arange(round(seconds * RATE), dtype=np.float32))


def talking(chunks: int, start: int, end: int) -> Segmentation:
    """Let one of two speakers talk from one frame to another in each window."""
    decisions = np.zeros((chunks, FRAMES, 2), bool)
    decisions[:, start:end, 0] = True
    return Segmentation(decisions, Grid())


def pieces_of(segmentation: Segmentation, batch: int = 32) -> list[Piece]:
    """Return the windows a few at a time, without their samples."""
    count = len(segmentation.decisions)
    windows = [range(start, min(start + batch, count)) for start in range(0, count, batch)]
    return [Piece(Batch(some, np.zeros((len(some), 0), np.float32)), segmentation.part(some)) for some in windows]


def shared(segmentation: Segmentation, seconds: float, network: Recorder) -> np.ndarray:
    pieces = pieces_of(segmentation)
    voices = list(embed_fast(clock(seconds), segmentation.grid, pieces, network, exclude_overlap=True))  # type: ignore[arg-type]  # a fake, or what is to be refused
    return gather(voices, segmentation).vectors


@pytest.mark.parametrize("num_windows", [2, 4, 12, 14, 28, 76])  # of 5 s: the fourth and the twelfth end with a block
@pytest.mark.parametrize("window_seconds", [5.0, 10.0])
def test_no_window_reaches_beyond_the_recording(window_seconds: float, num_windows: int) -> None:
    network, grid = Unnormalised(), Grid(duration=window_seconds)
    decisions = np.ones((num_windows, FRAMES, 1), dtype=bool)
    vectors = shared(Segmentation(decisions, grid), num_windows - 1 + window_seconds, network)
    first, last = vectors[:, 0, 0], vectors[:, 0, 1]
    assert first[0] == 0
    assert last[-1] == pytest.approx(12.5 * (num_windows - 1 + window_seconds), abs=1)
    assert last.max() < 12.5 * (num_windows - 1 + window_seconds)


def test_every_second_is_read_once_and_goes_through_the_trunk_once() -> None:
    network = Recorder()
    shared(talking(151, 0, 50), 160.0, network)
    starts, ends = np.array(network.read).T
    assert starts[0] == 0
    assert ends[-1] == pytest.approx(160, abs=0.01)
    np.testing.assert_allclose(starts[1:], ends[:-1], atol=0.03)  # whole frames of 25 ms
    assert sum(network.blocks) == 20


def test_silence_is_neither_read_nor_goes_through_the_trunk() -> None:
    segmentation = talking(151, 0, 50)
    segmentation.decisions[1:120] = False
    network = Recorder()
    shared(segmentation, 160.0, network)
    assert sum(network.blocks) == 2 + 5  # of 8 s each: to 10 s, and from 120 s on
    assert sum(end - start for start, end in network.read) < 80


def test_memory_does_not_grow() -> None:
    network, grid = Recorder(), Grid()
    trunk = SharedTrunk(clock(400.0), grid, 391, network)  # type: ignore[arg-type]  # a fake, or what is to be refused
    for start in range(0, 391, 17):
        windows = np.arange(start, min(start + 17, 391))
        trunk.embed(windows, np.ones((len(windows), FRAMES, 1), bool))
        assert len(trunk._blocks) <= 5
        assert len(trunk._features._energies) < 6000
    assert sum(network.blocks) == 50


def test_each_speaker_is_pooled_where_they_talk() -> None:
    vectors = shared(talking(100, 20, 50), 109.0, Unnormalised())
    np.testing.assert_allclose(vectors[:, 0] * 0.08, [(k + 2.0, k + 5.0) for k in range(100)], atol=0.085)


def test_window_that_begins_between_frames_of_the_trunk_has_the_mask_of_their_places() -> None:
    trunk, mask = SharedTrunk(clock(20.0), Grid(), 11, Unnormalised()), np.zeros((1, 1000, 1), bool)  # type: ignore[arg-type]  # a fake, or what is to be refused
    mask[0, 504:512] = True  # 5.04 to 5.12 s, with the only frame of window 1 at 6.08 s: 76
    assert trunk.embed(np.array([1]), mask)[0, 0].tolist() == [76, 76]


def test_features_are_less_the_mean_of_the_means_of_their_windows() -> None:
    found = SharedFeatures(clock(13.0), Grid(), 4, Recorder()).block(1)[:, 0]  # type: ignore[arg-type]  # a fake, or what is to be refused
    numbers = 160.0 * np.arange(1298)
    means = [numbers[100 * window : 100 * window + 1000].mean() for window in range(4)]
    assert found[100] == pytest.approx(numbers[900] - np.mean(means), rel=1e-5)  # at 9 s
    assert found[350] == pytest.approx(numbers[1150] - np.mean(means[2:]), rel=1e-5)  # at 11.5 s
    assert not found[498:].any()


@pytest.mark.parametrize("grid", [Grid(), Grid(step=2.5), Grid(step=0.33), Grid(5.005, 5.005), Grid(30.0, 10.0)])
def test_any_grid_is_covered(grid: Grid) -> None:
    num_windows = grid.num_windows(100 * RATE)
    decisions = np.ones((num_windows, FRAMES, 1), bool)
    vectors = shared(Segmentation(decisions, grid), 100.0, network := Unnormalised())
    starts = np.arange(num_windows) * grid.step
    np.testing.assert_allclose(vectors[:, 0] * 0.08, np.stack([starts, starts + grid.duration], 1), atol=0.17)
    assert all(np.isfinite(block).all() for block in network.features)


def test_who_does_not_talk_has_no_vector() -> None:
    vectors = shared(talking(3, 20, 50), 12.0, Recorder())
    assert np.isnan(vectors).all(axis=-1).tolist() == [[False, True]] * 3


def test_last_window_may_reach_beyond_the_recording() -> None:
    network = Recorder()
    shared(talking(3, 0, 50), 11.3, network)
    assert network.read[-1][1] == 0
    assert sum(network.blocks) == 2


def test_windows_are_embedded_piece_by_piece() -> None:
    segmentation, network = talking(96, 0, 50), Recorder()
    voices = embed_fast(clock(105.0), segmentation.grid, pieces_of(segmentation), network, exclude_overlap=True)  # type: ignore[arg-type]  # a fake, or what is to be refused
    assert [len(next(voices).windows) for _ in range(2)] == [32, 32]
    assert network.blocks == [6, 4]


def test_size_of_a_batch_changes_nothing() -> None:
    segmentation, found = talking(40, 20, 50), []
    for size in (1, 7, 40):
        pieces = pieces_of(segmentation, size)
        found += [list(embed_fast(clock(49.0), Grid(), pieces, Unnormalised(), exclude_overlap=True))]  # type: ignore[arg-type]  # a fake, or what is to be refused
    first, *others = (gather(voices, segmentation).vectors for voices in found)
    for other in others:
        np.testing.assert_array_equal(other, first)


class Fine(Unnormalised):
    """What `Unnormalised` is, with two frames of the features for one of the trunk, and blocks of 2 s."""

    shrink, block = 2, 200

    def frames(self, features: np.ndarray) -> np.ndarray:
        first = 100 * sum(self.blocks)
        self.blocks.append(len(features))
        return (first + np.arange(100 * len(features))).reshape(len(features), 100, 1)


@pytest.mark.parametrize("network", [Unnormalised, Fine])
def test_instants_are_heard_in_the_frames_around_them(network: type[Unnormalised]) -> None:
    segmentation, fake = Segmentation(np.ones((40, FRAMES, 1), bool), Grid()), network()
    trunk = SharedTrunk(clock(49.0), Grid(), 40, fake)  # type: ignore[arg-type]  # a fake, or what is to be refused
    windows = np.arange(40)
    trunk.embed(windows, segmentation.decisions)
    found = trunk.instants(windows)
    assert found.numbers.tolist() == list(range(307))  # all of 49 s, each once
    first, last = (found.vectors.astype(float) / found.vectors[:, 1:].astype(float)).T
    heard = found.seconds[10:-10]
    edges = np.stack([heard - 0.4, heard + 0.4], axis=1)
    np.testing.assert_allclose(first[10:-10], (edges[:, 0] / edges[:, 1]), atol=0.1)
    assert (last == 1).all()


def test_instants_do_not_depend_on_the_size_of_a_batch() -> None:
    segmentation, found = talking(40, 20, 50), []
    segmentation.decisions[10:14] = False
    for size in (1, 7, 40):
        pieces = pieces_of(segmentation, size)
        parts = embed_fast(clock(49.0), Grid(), pieces, Unnormalised(), exclude_overlap=True, instants=True)  # type: ignore[arg-type]  # a fake, or what is to be refused
        instants = [present(part.instants) for part in parts]
        found.append([np.concatenate(arrays).tolist() for arrays in zip(*instants, strict=True)])
    assert found[1] == found[0]
    assert found[2] == found[0]
    assert not set(found[0][0]) & {10, 11, 12, 13}  # nobody talks in these windows


TURNS = ((1.0, 8.0, 0), (9.0, 17.0, 1), (15.0, 26.0, 0), (27.0, 40.0, 1), (41.0, 55.0, 0))


def test_fast_finds_the_turns_that_exact_does_where_voices_are_plain(
    model: FakeModel, conversation: Callable[..., Audio]
) -> None:
    audio = conversation(*TURNS)
    exact, fast = (
        MlxDiarizer(model, DiarizationOptions(mode=mode)).diarize(audio, SpeakerCount(), lambda _done, _total: None)
        for mode in ("exact", "fast")
    )
    assert fast.turns == exact.turns
    assert len(fast.turns) == 5


def voices(model: Model, samples: np.ndarray, mode: Literal["fast", "exact"]) -> np.ndarray:
    """Embed two speakers of each window of a recording, who overlap."""
    audio = Audio(samples)
    decisions = np.zeros((Grid().num_windows(audio.num_samples), 589, 3), bool)
    decisions[:, :300, 0] = decisions[:, 250:, 1] = True
    segmentation = Segmentation(decisions, Grid())
    windows = replace(model.config, duration=Grid().duration, step=Grid().step)
    diarizer = MlxDiarizer(replace(model, config=windows), DiarizationOptions(mode=mode))
    return diarizer.embed(audio, segmentation).vectors[:, :2]


@pytest.mark.parametrize("seconds", [0.3, 3.0, 10.0])
def test_recording_of_one_window_has_the_voices_of_exact_bit_for_bit(bundled: Model, seconds: float) -> None:
    samples = np.random.default_rng(1).normal(0, 0.1, round(seconds * RATE)).astype(np.float32)
    np.testing.assert_array_equal(voices(bundled, samples, "fast"), voices(bundled, samples, "exact"))


def test_voices_are_nearly_those_of_exact(bundled: Model) -> None:
    samples = open_audio(str(SAMPLES / "interview.wav"), RATE).read(0, 16 * RATE)
    exact, fast = (voices(bundled, samples, mode) for mode in ("exact", "fast"))
    cosines = (exact * fast).sum(-1) / np.linalg.norm(exact, axis=-1) / np.linalg.norm(fast, axis=-1)
    assert cosines.min() > 0.96  # 0.82 if the frames are those of a second before
    assert cosines.mean() > 0.985  # 0.93


class Whole:
    """A network without parts."""

    def __init__(self, network: FakeEmbedder) -> None:
        self.features, self.embed = network.features, network.embed


def test_fast_embeds_each_window_on_its_own_if_the_network_has_no_parts(
    model: FakeModel, conversation: Callable[..., Audio]
) -> None:
    exact = MlxDiarizer(model, DiarizationOptions(mode="exact"))
    expected = exact.diarize(conversation(*TURNS), SpeakerCount(), lambda _done, _total: None)
    model.embedding = Whole(model.embedding)  # type: ignore[assignment]  # it has less, and needs no more
    fast = MlxDiarizer(model, DiarizationOptions(mode="fast"))
    assert fast.diarize(conversation(*TURNS), SpeakerCount(), lambda _done, _total: None).turns == expected.turns


def test_exact_embeds_each_window_on_its_own(model: FakeModel, conversation: Callable[..., Audio]) -> None:
    seen: list[int] = []
    embed = model.embedding.embed
    model.embedding.embed = lambda features, masks: (seen.append(len(features)), embed(features, masks))[1]  # type: ignore[func-returns-value, method-assign]  # it gives None: what follows is the value
    exact = MlxDiarizer(model, DiarizationOptions(mode="exact"))
    exact.diarize(conversation(*TURNS), SpeakerCount(), lambda _done, _total: None)
    assert sum(seen) == 51


def test_fast_is_the_default() -> None:
    assert DiarizationOptions().mode == "fast"


def test_other_modes_are_refused() -> None:
    with pytest.raises(OptionError, match="there is no diarization mode 'quick'; there is: exact, fast"):
        DiarizationOptions(mode="quick")  # type: ignore[arg-type]  # a fake, or what is to be refused
