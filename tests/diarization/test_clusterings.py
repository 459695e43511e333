from typing import Any

import pytest

from whisper_diarize.clustering import AgglomerativeClustering, WardClustering
from whisper_diarize.diarization import DiarizationOptions
from whisper_diarize.diarization.clusterings import clustering_of
from whisper_diarize.models import ModelConfig

WARD = ModelConfig("a", 0.7, clustering="ward", speaker_penalty=0.05)


def test_a_model_can_cluster_by_wards_tree() -> None:
    assert clustering_of(WARD, None, DiarizationOptions()) == WardClustering(0.05)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"clustering_threshold": 0.5}, AgglomerativeClustering(0.5)),
        ({"min_cluster_size": 3}, AgglomerativeClustering(0.7, 3)),
    ],
)
def test_a_threshold_or_a_smallest_cluster_asks_for_agglomerative_clustering(
    options: dict[str, Any], expected: AgglomerativeClustering
) -> None:
    assert clustering_of(WARD, None, DiarizationOptions(**options)) == expected
