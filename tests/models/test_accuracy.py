"""What was measured of a model: its file."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from whisper_diarize import ModelError
from whisper_diarize.models import ModelFiles, bundled_directory, find_files
from whisper_diarize.models.accuracy import (  # type: ignore[attr-defined]  # there all the same
    FOUND,
    GIVEN,
    ONE,
    Accuracy,
    Answer,
    Row,
    Voices,
    Words,
    fingerprint,
    read_accuracy,
    settings,
    write_accuracy,
)

FILES = find_files(bundled_directory())
ANSWER = Answer(34.24, (24.81, 43.28), 6.4, 5.3, 22.5, 8, 0.69)
SURE = Answer(6.94, None, 6.5, 0.4, 0.0, 1, 0.0)


@pytest.fixture
def files(tmp_path: Path) -> ModelFiles:
    """A model's files in a folder of their own."""
    for path in bundled_directory().iterdir():
        if path.name != "accuracy.json":
            (tmp_path / path.name).write_bytes(path.read_bytes())
    return find_files(tmp_path)


def measured(**changes: Any) -> Accuracy:
    rows = (
        Row(
            "16 dialogues", 16, 32.1, {FOUND: ANSWER, GIVEN: replace(ANSWER, der=27.7), ONE: replace(ANSWER, der=59.6)}
        ),
        Row("`interview`", 1, 0.73, {FOUND: SURE, GIVEN: SURE, ONE: replace(SURE, der=44.6)}),
    )
    made = Accuracy(fingerprint(FILES), settings(FILES), "fast", 1, rows)
    return replace(made, **changes)


def test_what_is_written_is_read(files: ModelFiles) -> None:
    accuracy = measured(
        voices=(Voices("librispeech", 16, 9.8, (5.1, 15.2)),), words=(Words("interview", "pocketsphinx", 131, 0.76),)
    )

    assert write_accuracy(accuracy, files).name == "accuracy.json"
    assert read_accuracy(files) == accuracy


def test_a_model_that_was_not_measured_has_no_accuracy(files: ModelFiles) -> None:
    assert read_accuracy(files) is None


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"rows": [], "voices": [], "words": [], "more": 1}'])
def test_a_file_of_something_else_is_one_clear_line(files: ModelFiles, text: str) -> None:
    (files.embedding.parent / "accuracy.json").write_text(text)

    with pytest.raises(ModelError, match=r"accuracy\.json: the figures cannot be read; measure them anew") as caught:
        read_accuracy(files)

    assert "\n" not in str(caught.value)


def test_figures_are_of_the_weights_that_were_measured(files: ModelFiles) -> None:
    assert measured().is_of(files)

    files.segmentation.write_bytes(files.segmentation.read_bytes() + b"\0")

    assert not measured().is_of(files)


@pytest.mark.parametrize("change", [{"speaker_penalty": 0.03}, {"duration": 10.0}, {"clustering": "ahc"}])
def test_figures_are_of_the_settings_that_were_measured(files: ModelFiles, change: dict[str, Any]) -> None:
    assert not measured().is_of(replace(files, config=replace(files.config, **change)))


def test_another_name_or_licence_leaves_the_figures_true(files: ModelFiles) -> None:
    assert measured().is_of(replace(files, config=replace(files.config, name="mine", licence="CC0")))


def test_figures_are_of_the_plda_that_was_measured(files: ModelFiles, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1")

    assert not measured().is_of(replace(files, plda=(tmp_path / "a", tmp_path / "a")))


@pytest.mark.parametrize(
    ("name", "value"), [("mode", 5), ("seed", "x"), ("rows", [{"title": 5, "answers": {}}]), ("settings", [])]
)
def test_figures_of_other_types_are_refused(files: ModelFiles, name: str, value: object) -> None:
    path = write_accuracy(measured(), files)
    path.write_text(json.dumps(json.loads(path.read_text()) | {name: value}))
    with pytest.raises(ModelError, match=r"accuracy\.json: the figures cannot be read; measure them anew"):
        read_accuracy(files)


def test_numbers_in_figures_are_finite(files: ModelFiles) -> None:
    path = write_accuracy(measured(), files)
    path.write_text(path.read_text().replace("32.1", "NaN"))
    with pytest.raises(ModelError, match="minutes of Row is of another type"):
        read_accuracy(files)
