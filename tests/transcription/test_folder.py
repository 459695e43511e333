"""A Whisper model's folder is checked before MLX opens it."""

import json
from pathlib import Path

import pytest

from tests.fakes.random_whisper import TINIEST
from whisper_diarize.errors import ModelError
from whisper_diarize.transcription.folder import check_folder


@pytest.mark.parametrize(
    ("name", "value"),
    [("n_text_layer", 100_000), ("n_audio_state", 2**40), ("n_vocab", 3), ("n_mels", -1), ("n_text_ctx", 1e3)],
)
def test_numbers_of_the_configuration_have_bounds(tmp_path: Path, name: str, value: object) -> None:
    path = tmp_path / "config.json"
    path.write_text(json.dumps(TINIEST | {name: value}), encoding="utf-8")
    with pytest.raises(ModelError, match=f"{name} must be a whole number from"):
        check_folder(path, tmp_path / "weights.safetensors")


@pytest.mark.parametrize(
    "tensor",
    [
        {"dtype": "F32", "shape": [2**62, 0], "data_offsets": [0, 0]},
        {"dtype": "F32", "shape": [9], "data_offsets": [0, 4]},
        {"dtype": "F32", "shape": [1], "data_offsets": [2**40, 2**40 + 4]},
        {"dtype": [], "shape": "x", "data_offsets": 3},
    ],
)
def test_headers_of_tensors_say_what_the_file_has(tmp_path: Path, tensor: object) -> None:
    config, weights = tmp_path / "config.json", tmp_path / "weights.safetensors"
    config.write_text(json.dumps(TINIEST), encoding="utf-8")
    header = json.dumps({"a": tensor}).encode()
    weights.write_bytes(len(header).to_bytes(8, "little") + header + bytes(4))
    with pytest.raises(ModelError, match=r"weights.safetensors: it cannot be read \("):
        check_folder(config, weights)
