from typing import Any

import pytest

from whisper_diarize.errors import ModelError
from whisper_diarize.weights.metadata import (
    NetworkMetadata,
    checkpoint_metadata,
    safetensors_metadata,
    to_safetensors_metadata,
)
from whisper_diarize.weights.unpickle import Record

MULTILABEL, POWERSET, BINARY, REPRESENTATION = 2, 1, 0, 3


def checkpoint(problem: int, classes: list[Any] | None, **more: object) -> dict[str, Any]:
    state = {"problem": Record("Problem", (problem,)), "classes": classes, "duration": 5.0, **more}
    return {"pyannote.audio": {"specifications": Record("Specifications", (), state)}}


def test_multilabel_checkpoint_says_how_many_speakers() -> None:
    assert checkpoint_metadata("f", checkpoint(MULTILABEL, ["a", "b", "c"])) == NetworkMetadata(5.0, 3, None)


def test_powerset_checkpoint_says_how_many_at_once() -> None:
    stated = checkpoint(POWERSET, ["a", "b", "c", "d"], powerset_max_classes=2)
    assert checkpoint_metadata("f", stated) == NetworkMetadata(5.0, 4, 2)


@pytest.mark.parametrize(
    "contents",
    [{}, {"pyannote.audio": {}}, {"hyper_parameters": None}, checkpoint(REPRESENTATION, None)],
)
def test_checkpoint_may_say_nothing(contents: dict[str, Any]) -> None:
    assert checkpoint_metadata("f", contents) == NetworkMetadata()


@pytest.mark.parametrize(
    ("contents", "reason"),
    [
        (checkpoint(BINARY, ["speech"]), "another task"),
        (checkpoint(POWERSET, ["music", "noise"]), "another task"),
        (checkpoint(MULTILABEL, ["a", "b"], duration=0), "makes no sense: duration 0"),
        (checkpoint(MULTILABEL, ["a", "b"], duration=[[]]), "makes no sense: duration a list"),
        (checkpoint(MULTILABEL, ["a"] * 1000), "makes no sense: .*speakers 1000"),
        ({"hyper_parameters": {"sincnet": {"stride": 5}}}, r"sincnet\.stride 5; only 10 is supported"),
        ({"hyper_parameters": {"sample_rate": 8000}}, "sample_rate 8000; only 16000"),
        ({"hyper_parameters": {"lstm": {"bidirectional": False}}}, r"lstm\.bidirectional False; only True"),
        ({"hyper_parameters": {"num_mel_bins": 64}}, "num_mel_bins 64; only 80"),
        ({"hyper_parameters": {"fbank_centering_span": 3.0}}, r"fbank_centering_span 3\.0; only None"),
    ],
)
def test_other_networks_are_refused(contents: dict[str, Any], reason: str) -> None:
    with pytest.raises(ModelError, match=rf"^f: [^\n]*{reason}[^\n]*$"):
        checkpoint_metadata("f", contents)


@pytest.mark.parametrize("stated", [(5.0, 3, None), (10.0, 3, 2), (7.5, None, None), ()])
def test_metadata_survives_in_a_safetensors_file(stated: tuple[Any, ...]) -> None:
    metadata = NetworkMetadata(*stated)
    assert safetensors_metadata("f", to_safetensors_metadata(metadata) or {}) == metadata


@pytest.mark.parametrize("text", ["{", "[]", '{"speakers": -1}', '{"duration": "x"}', '{"at_once": true}'])
def test_metadata_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(ModelError, match="makes no sense"):
        safetensors_metadata("f", {"whisper_diarize": text})
