import json
from pathlib import Path

import pytest

from whisper_diarize.errors import ModelError
from whisper_diarize.models import ModelConfig, read_config

LEAST = {"name": "tiny", "clustering_threshold": 0.7}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config.json"


def test_unstated_fields_have_pyannotes_values(path: Path) -> None:
    path.write_text(json.dumps(LEAST))
    assert read_config(path) == ModelConfig("tiny", 0.7, "", 10.0, 1.0, 3, 2, 0.5, 12)


def test_every_field_can_be_stated(path: Path) -> None:
    values = LEAST | {
        "licence": "MIT",
        "duration": 5,
        "step": 0.5,
        "max_speakers_per_chunk": 4,
        "max_speakers_per_frame": None,
        "threshold": 0.4,
        "min_cluster_size": 3,
        "constrained": True,
    }
    path.write_text(json.dumps(values))
    assert read_config(path) == ModelConfig("tiny", 0.7, "MIT", 5, 0.5, 4, None, 0.4, 3, constrained=True)


def test_other_keys_are_left_alone(path: Path) -> None:
    path.write_text(json.dumps(LEAST | {"trained_on": ["a", "b"]}))
    assert read_config(path).name == "tiny"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "cannot be read"),
        ("[]", "must be a JSON object"),
        ("{}", "lacks name, clustering_threshold"),
        ('{"name": "x", "clustering_threshold": "0.7"}', "clustering_threshold cannot be '0.7'"),
        ('{"name": 3, "clustering_threshold": 0.7}', "name cannot be 3"),
        ('{"name": "x", "clustering_threshold": 0.7, "duration": 0}', "duration cannot be 0"),
        ('{"name": "x", "clustering_threshold": 0.7, "step": -1}', "step cannot be -1"),
        ('{"name": "x", "clustering_threshold": 0.7, "threshold": 1.0}', "threshold cannot be 1.0"),
        ('{"name": "x", "clustering_threshold": 0.7, "min_cluster_size": 1.5}', "min_cluster_size cannot be 1.5"),
        ('{"name": "x", "clustering_threshold": true}', "clustering_threshold cannot be True"),
        ('{"name": "x", "clustering_threshold": NaN}', "clustering_threshold cannot be nan"),
    ],
)
def test_broken_description_is_one_clear_line(path: Path, text: str, reason: str) -> None:
    path.write_text(text)
    with pytest.raises(ModelError, match=rf"config.json: [^\n]*{reason}[^\n]*$"):
        read_config(path)


def test_missing_description_names_the_file(path: Path) -> None:
    with pytest.raises(ModelError, match=r"config\.json"):
        read_config(path)
