"""The project file on disk."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import whisper_diarize
from whisper_diarize import AttributedTranscript, OptionError
from whisper_diarize.documents import read, write_document
from whisper_diarize.errors import TranscriptionError
from whisper_diarize.formats import Json
from whisper_diarize.testing import attributed_example


def test_document_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_document(tmp_path / "talk.json", attributed_example())

    assert Json().render(read(tmp_path / "talk.json")) == Json().render(attributed_example())


def test_missing_document_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(TranscriptionError, match=r"gone.json: it cannot be read .No such file or directory.; check"):
        read(tmp_path / "gone.json")


def test_what_is_no_text_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "talk.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(TranscriptionError, match=r"talk.json: this is not JSON: it is not text in UTF-8"):
        read(tmp_path / "talk.json")


def test_what_is_wrong_in_it_comes_with_the_name(tmp_path: Path) -> None:
    (tmp_path / "talk.json").write_text("{}")
    with pytest.raises(TranscriptionError, match=r"talk.json: this is not a JSON document of transcribe"):
        read(tmp_path / "talk.json")


def test_result_is_rendered_by_the_name_of_a_format() -> None:
    assert attributed_example().render("srt", speaker_labels="never").startswith("1\n00:00:00,000 --> ")  # type: ignore[arg-type]  # a fake, or what is to be refused
    assert attributed_example().render("txt") == "SPEAKER_00: Shall we start?\n\nSPEAKER_01: Yes, please.\n"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda talk: talk.render("all"), "there is no output format 'all'; there is: ass, "),
        (lambda talk: talk.render("srd"), "there is no output format 'srd'; did you mean srt"),
        (lambda talk: talk.render("srt", width=3), "there is no option of srt 'width'; there is: "),
        (
            lambda talk: talk.save("talk.xyz"),
            "talk.xyz: no output format has this suffix; say output_format=NAME: ass",
        ),
        (lambda talk: talk.save("talk"), "talk: no output format has this suffix"),
    ],
    ids=["all", "unknown format", "unknown option", "unknown suffix", "no suffix"],
)
def test_unknown_format_or_option_is_told_with_the_known_ones(wrong: Any, message: Any) -> None:
    with pytest.raises(OptionError, match=message):
        wrong(attributed_example())


@pytest.mark.parametrize(
    ("name", "output_format"),
    [
        ("talk.srt", "srt"),
        ("talk.2026.SRT", "srt"),
        ("talk.diarized.json", "diarized_json"),
        ("talk.labels.txt", "aud"),
        ("talk.TextGrid", "textgrid"),
        ("talk.markdown.md", "md"),
    ],
)
def test_result_is_saved_in_the_format_of_its_suffix(tmp_path: Path, name: str, output_format: Any) -> None:
    path = attributed_example().save(tmp_path / "new" / name)

    assert path.read_text(encoding="utf-8") == attributed_example().render(output_format)


def test_format_may_be_named_instead(tmp_path: Path) -> None:
    path = attributed_example().save(str(tmp_path / "talk"), output_format="srt", max_line_width=20)

    assert path.read_text(encoding="utf-8") == attributed_example().render("srt", max_line_width=20)


def test_format_that_plays_the_recording_finds_it_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "talk.wav").write_bytes(b"the sound")
    talk = replace(attributed_example(), recording="talk.wav")

    assert "dGhlIHNvdW5k" in talk.save(tmp_path / "talk.html").read_text(encoding="utf-8")


def test_what_was_saved_is_read_back(tmp_path: Path) -> None:
    talk = attributed_example().with_names(["Ann"])

    found = whisper_diarize.read(talk.save(tmp_path / "talk.json"))

    assert found == AttributedTranscript.from_dict(talk.to_dict())
    assert found.speakers == talk.speakers
