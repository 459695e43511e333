"""The stages after the networks, each on the output of pyannote.audio's stage before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from whisper_diarize.clustering import AgglomerativeClustering, Plda, VbxClustering, assign
from whisper_diarize.clustering.linkage import cut, linkage, units
from whisper_diarize.clustering.vbx import vbx
from whisper_diarize.diarization.counting import count_speakers
from whisper_diarize.diarization.embed import Embeddings, embed, gather, speaking_masks
from whisper_diarize.diarization.powerset import decide_powerset, powerset
from whisper_diarize.diarization.reconstruct import loudest, speaker_activity
from whisper_diarize.diarization.segmentation import Piece, Segmentation
from whisper_diarize.diarization.turns import spans
from whisper_diarize.diarization.windows import Batch, Grid

from .compare import EXACT, Limit, compare
from .diagnosis import Diagnosis, Finding
from .golden import Array, Floats, Golden, Recorded

MAX_AT_ONCE = 2  # speakers: the bundled model's
CLUSTERINGS = ("ahc", "vbx")
CLOSE = Limit(1e-5, 1e-9)  # sums of float32 in another order, and what LAPACKs differ by
TIMES = Limit(1e-12, 1e-12)  # the same float64 operations

Check = tuple[str, Array, Array, Limit]


def check_pipeline(golden: Golden) -> Diagnosis:
    """Run every stage on its recorded input and compare."""
    comparisons = tuple(
        compare(name, ours, Recorded(recorded, recorded.shape), limit)
        for name, ours, recorded, limit in _checks(golden)
    )
    wrong = next((comparison for comparison in comparisons if not comparison.passed), None)
    return Diagnosis("pipeline", comparisons, None if wrong is None else Finding(wrong, (CAUSE,)))


CAUSE = "this stage is NumPy and SciPy on the CPU: another version of them, or a change in whisper_diarize, is to blame"


def _checks(golden: Golden) -> Iterator[Check]:
    """Yield name, ours, recorded and limit of each stage."""
    array = golden.array
    speakers = array("decisions").shape[-1]
    segmentation = Segmentation(
        array("decisions").astype(np.bool_), Grid(float(array("duration")), float(array("step")))
    )
    decided = decide_powerset(array("logits"), powerset(speakers, MAX_AT_ONCE))
    yield "decisions", decided, array("decisions")[array("logits.chunks")], EXACT
    yield "count", count_speakers(segmentation), array("count"), EXACT
    masks = speaking_masks(segmentation, exclude_overlap=True)
    yield "embedding.masks", masks.swapaxes(1, 2), array("embedding.masks"), EXACT
    embeddings = _replayed(segmentation, array("embeddings"))
    yield "clean", embeddings.clean, array("clean"), EXACT
    yield from _ahc(golden)
    yield from _vbx(golden)
    for name in CLUSTERINGS:
        centroids = array(f"{name}.centroids")
        clusters = assign(embeddings.vectors, centroids, constrained=True)
        yield f"clusters.{name}", clusters, array(f"clusters.{name}"), EXACT
        yield from _reconstruction(golden, name, segmentation)


def _ahc(golden: Golden) -> Iterator[Check]:
    array, vectors = golden.array, _clean_vectors(golden)
    clustering = AgglomerativeClustering(float(array("ahc.threshold")), int(array("ahc.min_cluster_size")))
    yield "ahc.labels", _numbered(clustering.labels(vectors)), _numbered(array("ahc.labels")), EXACT
    yield "ahc.centroids", clustering.centroids(vectors).vectors, array("ahc.centroids"), CLOSE


def _vbx(golden: Golden) -> Iterator[Check]:
    array, vectors = golden.array, _clean_vectors(golden)
    plda = Plda(*(array(f"plda.{name}") for name in ("mean1", "mean2", "lda", "mu", "tr", "psi")))
    features, phi = plda.project(vectors)
    yield "plda.features", np.abs(features), np.abs(array("plda.features")), CLOSE  # an axis may point either way
    yield "plda.phi", phi, array("plda.phi"), CLOSE
    threshold, fa, fb = (float(array(f"vbx.{name}")) for name in ("threshold", "fa", "fb"))
    labels = np.unique(cut(linkage(units(vectors)), threshold), return_inverse=True)[1]
    yield "vbx.labels", labels, array("vbx.labels"), EXACT
    found = vbx(array("plda.features"), array("plda.phi"), array("vbx.labels"), fa=fa, fb=fb)
    yield "vbx.responsibilities", found.responsibilities, array("vbx.responsibilities"), CLOSE
    yield "vbx.priors", found.priors, array("vbx.priors"), CLOSE
    centroids = VbxClustering(plda, threshold, fa, fb).centroids(vectors)
    yield "vbx.centroids", centroids.vectors, array("vbx.centroids"), CLOSE


def _reconstruction(golden: Golden, name: str, segmentation: Segmentation) -> Iterator[Check]:
    """Yield the stages after the assignment to clusters."""
    array, count = golden.array, golden.array("count").astype(np.intp)
    activity = array(f"{name}.activity")
    summed = speaker_activity(segmentation, array(f"clusters.{name}").astype(np.intp))
    yield f"{name}.activity", summed, activity, EXACT
    for discrete, turns, most in (("discrete", "turns", MAX_AT_ONCE), ("exclusive_discrete", "exclusive", 1)):
        expected = array(f"{name}.{discrete}")
        ours = loudest(activity, np.minimum(count, most))
        yield f"{name}.{discrete}", _heard(ours, activity), _heard(expected, activity), EXACT
        yield f"{name}.{turns}", _turns(expected.astype(np.bool_)), _sorted(array(f"{name}.{turns}")), TIMES


def _heard(discrete: Array, activity: Array) -> Array:
    """Count the speakers and add up their activities: (frames, 2). Of equally active ones each processor chooses."""
    return np.stack([discrete.sum(axis=1), (discrete * activity).sum(axis=1)], axis=1)


def _turns(discrete: Array) -> Array:
    """Return start, end and cluster of each turn: (turns, 3)."""
    columns = enumerate(spans(discrete))
    return _sorted(np.array([(span.start, span.end, cluster) for cluster, column in columns for span in column]))


def _sorted(turns: Array) -> Array:
    return turns[np.lexsort((turns[:, 2], turns[:, 1], turns[:, 0]))]


def _numbered(labels: Array) -> Array:
    """Number clusters by their first vector."""
    _, first, places = np.unique(labels, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[places]


def _clean_vectors(golden: Golden) -> Array:
    return golden.array("embeddings")[golden.array("clean").astype(np.bool_)]


def _replayed(segmentation: Segmentation, vectors: Array) -> Embeddings:
    """Run the embedding's stage with a network that knows the answer: the samples are the number of the window."""
    windows = np.arange(len(vectors), dtype=np.float32)[:, None]
    network = _Replay(vectors)
    pieces = [Piece(Batch(range(len(vectors)), windows), segmentation)]
    return gather(list(embed(pieces, network, exclude_overlap=True)), segmentation)


@dataclass(frozen=True, slots=True, eq=False)
class _Replay:
    vectors: Array

    def features(self, samples: Floats) -> Floats:
        return samples

    def embed(self, features: Floats, masks: Floats) -> Floats:  # noqa: ARG002 - a network wants them
        return np.asarray(self.vectors[features[:, 0].astype(np.intp)])
