"""Every stage after the networks against pyannote.audio's.

Each is given what pyannote gave before it, so that a mistake shows where it is. Most of it is the same arithmetic in
the same precision as there, and must be equal; what goes through a matrix product may differ by its order of adding.
"""

import wave
from pathlib import Path

import numpy as np
import pytest

from whisper_diarize.clustering import UNASSIGNED, AgglomerativeClustering, Plda, VbxClustering, assign
from whisper_diarize.clustering.vbx import vbx
from whisper_diarize.diarization.counting import count_speakers
from whisper_diarize.diarization.embed import Embeddings, embed, gather
from whisper_diarize.diarization.powerset import decide_powerset, powerset
from whisper_diarize.diarization.reconstruct import loudest, speaker_activity
from whisper_diarize.diarization.segmentation import Piece, Segmentation
from whisper_diarize.diarization.speakers import find_speakers
from whisper_diarize.diarization.turns import spans
from whisper_diarize.diarization.windows import Batch, Grid, read_batches
from whisper_diarize.doctor.golden import Golden
from whisper_diarize.models import load_model
from whisper_diarize.records import Audio

SAMPLES = Path(__file__).parents[2] / "samples"
RATE = 16_000

FLOORS = 10  # as for the networks: times what torch's float32 differs from its float64
# Shares of the largest value; measured: 0 here. If inputs change by a unit in the last place, as with another BLAS,
# PLDA features change by 2e-13 and VBx by 5e-15, in float64. Means in float32 add up 58 numbers at most.
FLOAT64 = 1e-10
FLOAT32 = 1e-6
SECONDS = 1e-9  # a frame's time is a product or a sum of the same numbers

CLUSTERINGS = ["ahc", "fewer", "single", "vbx", "merging", "forced"]
CONSTRAINED = ["ahc", "vbx", "merging"]
PARAMETERS = ("mean1", "mean2", "lda", "mu", "tr", "psi")


class RecordedEmbedder:
    """Gives the vectors of pyannote's embedding; samples hold the number of their window."""

    def __init__(self, golden: Golden) -> None:
        self.vectors, self.expected_masks = golden.array("embeddings"), golden.array("embedding.masks")

    def features(self, samples: np.ndarray) -> np.ndarray:
        return samples

    def embed(self, features: np.ndarray, masks: np.ndarray) -> np.ndarray:
        windows = features[:, 0].astype(int)
        np.testing.assert_array_equal(masks, self.expected_masks[windows])
        return self.vectors[windows]


@pytest.fixture(scope="module")
def grid(pipeline: Golden) -> Grid:
    return Grid(float(pipeline.array("duration")), float(pipeline.array("step")))


@pytest.fixture(scope="module")
def segmentation(pipeline: Golden, grid: Grid) -> Segmentation:
    return Segmentation(pipeline.array("decisions").astype(bool), grid)


@pytest.fixture(scope="module")
def embeddings(pipeline: Golden, segmentation: Segmentation) -> Embeddings:
    """Run our stage with pyannote's network."""
    windows = range(len(segmentation.decisions))
    numbers = Batch(windows, np.arange(len(windows), dtype=np.float32)[:, None])
    pieces = [Piece(numbers, segmentation)]
    return gather(list(embed(pieces, RecordedEmbedder(pipeline), exclude_overlap=True)), segmentation)


@pytest.fixture(scope="module")
def clean(pipeline: Golden) -> np.ndarray:
    """The vectors that are clustered: (num_vectors, dim)."""
    return pipeline.array("embeddings")[pipeline.array("clean").astype(bool)]


@pytest.fixture(scope="module")
def plda(pipeline: Golden) -> Plda:
    return Plda(**{name: pipeline.array(f"plda.{name}") for name in PARAMETERS})


@pytest.fixture(scope="module")
def windows(pipeline: Golden, grid: Grid) -> np.ndarray:
    """Those whose logits are recorded, read from the sample: (windows, samples)."""
    with wave.open(str(SAMPLES / f"{pipeline.array('recording')}.wav")) as file:
        file.setpos(round(float(pipeline.array("start")) * RATE))
        clip = np.frombuffer(file.readframes(round(float(pipeline.array("seconds")) * RATE)), dtype="<i2")
    audio = Audio((clip / np.float32(32768)).astype(np.float32))
    batches = read_batches(audio, grid, 100)
    return np.concatenate([batch.samples for batch in batches])[pipeline.array("logits.chunks")]


def ahc(golden: Golden, name: str = "ahc") -> AgglomerativeClustering:
    threshold, size = (golden.array(f"ahc.{what}") for what in ("threshold", "min_cluster_size"))
    return AgglomerativeClustering(float(threshold), int(size), constrained=name in CONSTRAINED)


def bayesian(golden: Golden, plda: Plda, name: str) -> VbxClustering:
    return VbxClustering(plda, *(float(golden.array(f"{name}.{what}")) for what in ("threshold", "fa", "fb")))  # type: ignore[arg-type]  # a fake, or what is to be refused


def assert_close(ours: np.ndarray, expected: np.ndarray, tolerance: float) -> None:
    """Compare, the tolerance being a share of the largest value."""
    np.testing.assert_allclose(ours, expected, rtol=0, atol=tolerance * np.abs(expected).max())


def test_logits(pipeline: Golden, windows: np.ndarray) -> None:
    ours = load_model().segmentation.logits(windows)
    tolerance = FLOORS * pipeline.notes["logits/floor"]
    np.testing.assert_allclose(ours, pipeline.array("logits"), rtol=0, atol=tolerance)  # type: ignore[call-overload]  # of a kind that its stub lacks


def test_powerset(pipeline: Golden) -> None:
    ours = decide_powerset(pipeline.array("logits"), powerset(3, 2))
    np.testing.assert_array_equal(ours, pipeline.array("decisions")[pipeline.array("logits.chunks")])


def test_count(pipeline: Golden, segmentation: Segmentation) -> None:
    np.testing.assert_array_equal(count_speakers(segmentation), pipeline.array("count"))


def test_voice_vectors(pipeline: Golden, windows: np.ndarray) -> None:
    network, chunks = load_model().embedding, pipeline.array("logits.chunks")
    ours = network.embed(network.features(windows), pipeline.array("embedding.masks")[chunks].astype(np.float32))
    tolerance = FLOORS * pipeline.notes["embeddings/floor"]
    np.testing.assert_allclose(ours, pipeline.array("embeddings")[chunks], rtol=0, atol=tolerance)  # type: ignore[call-overload]  # of a kind that its stub lacks


def test_masks_and_vectors_of_who_talks(pipeline: Golden, segmentation: Segmentation, embeddings: Embeddings) -> None:
    """The masks are compared by the network."""
    np.testing.assert_array_equal(
        embeddings.vectors[segmentation.active], pipeline.array("embeddings")[segmentation.active]
    )


def test_who_is_clustered(pipeline: Golden, embeddings: Embeddings) -> None:
    np.testing.assert_array_equal(embeddings.clean, pipeline.array("clean"))


@pytest.mark.parametrize("name", ["ahc", "splitting"])
def test_ahc(pipeline: Golden, clean: np.ndarray, name: str) -> None:
    """The names of clusters are SciPy's, which both call."""
    threshold, size = float(pipeline.array(f"{name}.threshold")), int(pipeline.array("ahc.min_cluster_size"))
    ours = AgglomerativeClustering(threshold, size).labels(clean)
    np.testing.assert_array_equal(ours, pipeline.array(f"{name}.labels"))


@pytest.mark.parametrize(("name", "count"), [("ahc", None), ("fewer", 2), ("single", 1)])
def test_centroids_of_ahc(pipeline: Golden, clean: np.ndarray, name: str, count: int | None) -> None:
    ours = ahc(pipeline).centroids(clean, count or 1, count)
    assert_close(ours.vectors, pipeline.array(f"{name}.centroids"), FLOAT32)


def test_plda_variances(pipeline: Golden, clean: np.ndarray, plda: Plda) -> None:
    assert_close(plda.project(clean)[1], pipeline.array("plda.phi"), FLOAT64)


def test_plda_features(pipeline: Golden, clean: np.ndarray, plda: Plda) -> None:
    """Which way an axis points is up to LAPACK, so each is turned to pyannote's side first; VBx does not see it."""
    ours, expected = plda.project(clean)[0], pipeline.array("plda.features")
    assert_close(ours * np.sign((ours * expected).sum(axis=0)), expected, FLOAT64)


@pytest.mark.parametrize("name", ["vbx", "merging"])
@pytest.mark.parametrize("result", ["responsibilities", "priors"])
def test_vbx(pipeline: Golden, name: str, result: str) -> None:
    fa, fb = (float(pipeline.array(f"{name}.{what}")) for what in ("fa", "fb"))
    features, phi, labels = (pipeline.array(what) for what in ("plda.features", "plda.phi", f"{name}.labels"))
    ours = getattr(vbx(features, phi, labels, fa=fa, fb=fb), result)
    assert_close(ours, pipeline.array(f"{name}.{result}"), FLOAT64)


def test_vbx_moves_vectors_and_drops_speakers(pipeline: Golden) -> None:
    """Or the goldens would not show that it runs."""
    moved = pipeline.array("vbx.responsibilities").argmax(axis=1) != pipeline.array("vbx.labels")
    assert moved.sum() > 5
    priors = pipeline.array("vbx.priors")
    assert 1 < (priors > 0.01).sum() < priors.size
    assert 1 < (pipeline.array("merging.priors") > 1e-7).sum() < pipeline.array("merging.labels").max()


@pytest.mark.parametrize("name", ["vbx", "merging"])
def test_centroids_of_vbx(pipeline: Golden, clean: np.ndarray, plda: Plda, name: str) -> None:
    ours = bayesian(pipeline, plda, name).centroids(clean)
    assert ours.constrained
    assert_close(ours.vectors, pipeline.array(f"{name}.centroids"), FLOAT64)


def test_centroids_of_k_means(pipeline: Golden, clean: np.ndarray, plda: Plda) -> None:
    count = int(pipeline.array("forced.num_speakers"))
    ours = bayesian(pipeline, plda, "vbx").centroids(clean, count, count)
    assert not ours.constrained
    assert_close(ours.vectors, pipeline.array("forced.centroids"), FLOAT32)


@pytest.mark.parametrize("name", CLUSTERINGS)
def test_assignment(pipeline: Golden, embeddings: Embeddings, name: str) -> None:
    ours = assign(embeddings.vectors, pipeline.array(f"{name}.centroids"), constrained=name in CONSTRAINED)
    np.testing.assert_array_equal(ours, pipeline.array(f"clusters.{name}"))


def test_the_silent_do_not_compete_for_speakers(pipeline: Golden) -> None:
    """Or the goldens would not show it: their vectors are all the same, but would win in some windows."""
    ours = assign(pipeline.array("embeddings"), pipeline.array("merging.centroids"), constrained=True)
    expected = pipeline.array("clusters.merging")
    assert (ours != expected)[expected != UNASSIGNED].any()


@pytest.mark.parametrize(("name", "count"), [("ahc", None), ("fewer", 2), ("single", 1)])
def test_speakers(pipeline: Golden, embeddings: Embeddings, name: str, count: int | None) -> None:
    """From our embedding stage to the speakers."""
    ours = find_speakers(embeddings, ahc(pipeline, name), count or 1, count)
    np.testing.assert_array_equal(ours.clusters, pipeline.array(f"clusters.{name}"))


@pytest.mark.parametrize("name", CLUSTERINGS)
def test_aggregation(pipeline: Golden, segmentation: Segmentation, name: str) -> None:
    """Sums of zeros and ones."""
    ours = speaker_activity(segmentation, pipeline.array(f"clusters.{name}"))
    np.testing.assert_array_equal(ours, pipeline.array(f"{name}.activity"))


@pytest.mark.parametrize("most", [None, 1], ids=["overlapping", "exclusive"])
@pytest.mark.parametrize("name", CLUSTERINGS)
def test_discrete_diarization(pipeline: Golden, name: str, most: int | None) -> None:
    """Who of equally active speakers talks is up to NumPy's sort on this processor; nothing else may differ."""
    activity, count = pipeline.array(f"{name}.activity"), pipeline.array("count").astype(int)
    count = np.minimum(count, most or len(activity.T))  # pyannote caps it by the number that is asked for
    ours = loudest(activity, count)
    expected = pipeline.array(f"{name}.{'discrete' if most is None else 'exclusive_discrete'}").astype(bool)
    np.testing.assert_array_equal(ours.sum(axis=1), count)
    np.testing.assert_array_equal(_heard(activity, ours), _heard(activity, expected))
    tied = _tied(activity, count)
    assert not tied.all()
    np.testing.assert_array_equal(ours[~tied], expected[~tied])


@pytest.mark.parametrize(("turns", "discrete"), [("turns", "discrete"), ("exclusive", "exclusive_discrete")])
@pytest.mark.parametrize("name", CLUSTERINGS)
def test_turns(pipeline: Golden, name: str, turns: str, discrete: str) -> None:
    columns = spans(pipeline.array(f"{name}.{discrete}").astype(bool))
    ours = sorted((span.start, span.end, column) for column, found in enumerate(columns) for span in found)
    expected = sorted(map(tuple, pipeline.array(f"{name}.{turns}").tolist()))
    np.testing.assert_allclose(ours, expected, rtol=0, atol=SECONDS)


def _heard(activity: np.ndarray, talking: np.ndarray) -> np.ndarray:
    """Return how active those who talk are, the most active first: (frames, speakers)."""
    return -np.sort(-np.where(talking, activity, 0), axis=1)


def _tied(activity: np.ndarray, count: np.ndarray) -> np.ndarray:
    """Say in which frames the last who talks is as active as the first who does not."""
    ranked = -np.sort(-np.pad(activity, ((0, 0), (1, 1)), constant_values=((0, 0), (np.inf, -1))), axis=1)
    frames = np.arange(len(count))
    return ranked[frames, count] == ranked[frames, count + 1]
