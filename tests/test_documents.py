"""The project file on disk."""

import pytest

from whisper_diarize.documents import read, write_document
from whisper_diarize.errors import TranscriptionError
from whisper_diarize.formats import Json
from whisper_diarize.testing import attributed_example


def test_document_is_read_as_it_was_written(tmp_path):
    write_document(tmp_path / "talk.json", attributed_example())

    assert Json().render(read(tmp_path / "talk.json")) == Json().render(attributed_example())


def test_missing_document_is_one_clear_line(tmp_path):
    with pytest.raises(TranscriptionError, match=r"gone.json: it cannot be read .No such file or directory.; check"):
        read(tmp_path / "gone.json")


def test_what_is_no_text_is_one_clear_line(tmp_path):
    (tmp_path / "talk.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(TranscriptionError, match=r"talk.json: this is not JSON: it is not text in UTF-8"):
        read(tmp_path / "talk.json")


def test_what_is_wrong_in_it_comes_with_the_name(tmp_path):
    (tmp_path / "talk.json").write_text("{}")
    with pytest.raises(TranscriptionError, match=r"talk.json: this is not a JSON document of transcribe"):
        read(tmp_path / "talk.json")
