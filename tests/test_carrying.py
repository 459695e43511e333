"""A second run on the same recording keeps what a person put into the first one's document."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest

import whisper_diarize
from whisper_diarize import carrying
from whisper_diarize.records import Job
from whisper_diarize.testing import FakeEngines, tone


@pytest.fixture(autouse=True)
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.WARNING)
    return caplog


def run(folder: Path, **options: Any) -> Any:
    return whisper_diarize.transcribe(
        tone(), diarize=True, transcriber="fake", diarizer="fake", plugins=[FakeEngines()], output_dir=folder,
        output_formats=["json", "txt"], **options,
    )  # fmt: skip


def test_names_and_checked_words_are_found_again_and_counted(tmp_path: Path, log: pytest.LogCaptureFixture) -> None:
    document = run(tmp_path).with_names(("Ann", "Bob"))
    word = json.loads(document.render("json"))
    word["segments"][1]["words"][0] |= {"word": " World!", "reason": "checked"}
    word["segments"][1]["text"] = " World!"
    (tmp_path / "tone.json").write_text(json.dumps(word))
    again = run(tmp_path)
    assert [speaker.name for speaker in again.speakers] == ["Ann", "Bob"]
    assert again.words[1].text == " World!"
    assert "Bob" in (tmp_path / "tone.json").read_text()
    assert (tmp_path / "tone.bak.json").exists()
    assert f"{tmp_path / 'tone.json'}: carried over from it: 2 names and 1 checked word" in log.messages


@pytest.mark.parametrize("change", [{"recording": "other.wav"}, {"duration": 9.0}], ids=["name", "length"])
def test_document_of_another_recording_has_nothing_to_carry(tmp_path: Path, change: dict[str, float | str]) -> None:
    named = json.loads(run(tmp_path).with_names(("Ann",)).render("json")) | change
    (tmp_path / "tone.json").write_text(json.dumps(named))
    assert [speaker.name for speaker in run(tmp_path).speakers] == ["SPEAKER_00", "SPEAKER_01"]


@pytest.mark.parametrize("content", [b"not JSON", b"\xff", b"{}", b"[1]"])
def test_file_that_is_no_document_of_ours_has_nothing_to_carry(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "tone.json").write_bytes(content)
    result = run(tmp_path)
    assert carrying.carried(Job("tone.wav", "tone", tmp_path), result) == result
    assert (tmp_path / "tone.bak.json").read_bytes() == content


def test_nothing_is_carried_into_a_document_that_is_to_be_replaced(tmp_path: Path) -> None:
    run(tmp_path).with_names(("Ann",)).save(tmp_path / "tone.json")
    result = run(tmp_path / "elsewhere")
    job = Job("tone.wav", "tone", tmp_path, existing="replace")
    assert carrying.carried(job, result).speakers[0].name == "SPEAKER_00"
