"""Numbers, depths and paths of a model's description are bounded."""

import json
from pathlib import Path

import pytest

from whisper_diarize.errors import ModelError
from whisper_diarize.models import read_config
from whisper_diarize.models.pipeline_config import model_folder, read_pipeline_config


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("duration", 1e5),
        ("step", 1e-9),
        ("max_speakers_per_chunk", 10**6),
        ("max_speakers_per_frame", 21),
        ("min_cluster_size", 10**12),
        ("clustering_threshold", 1e308),
        ("fa", 1e300),
        ("min_duration_off", 1e300),
        ("name", "x" * 1000),
        ("min_cluster_size", 10**400),
    ],
)
def test_every_number_has_a_bound(tmp_path: Path, name: str, value: object) -> None:
    path = tmp_path / "config.json"
    path.write_text(json.dumps({"name": "m", "clustering_threshold": 0.7} | {name: value}), encoding="utf-8")
    with pytest.raises(ModelError, match=f"config.json: {name} cannot be "):
        read_config(path)


@pytest.mark.parametrize(
    "text", ["[" * 60_000, "1" * 5000, " " * 70_000, "\ud800"], ids=["deep", "int", "long", "bytes"]
)
def test_a_description_that_cannot_be_read_is_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "config.json"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(ModelError, match=r"^[^\n]*config.json: the model's description cannot be read: [^\n]{1,200}$"):
        read_config(path)


def test_yaml_that_merges_itself_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("a: &a {x: 1}\nb: &b {<<: [*a, *a]}\n", encoding="utf-8")
    with pytest.raises(ModelError, match="it uses an alias"):
        read_pipeline_config(path)


def test_a_part_of_the_model_lies_in_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("pipeline: {params: {plda: $model//etc}}\n", encoding="utf-8")
    with pytest.raises(ModelError, match="its plda is '\\$model//etc', which is elsewhere"):
        model_folder(path, "plda")
