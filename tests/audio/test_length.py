"""The length that a header tells."""

from pathlib import Path

import pytest

from tests.audio.conftest import Encode
from whisper_diarize.audio import probable_seconds


@pytest.mark.parametrize("suffix", ["wav", "flac", "ogg", "mp3", "m4a", "mkv", "webm", "aac"])
def test_length_is_told_by_the_header_or_estimated(encode: Encode, suffix: str) -> None:
    assert probable_seconds(encode(f"a.{suffix}")) == pytest.approx(2.0, abs=0.3)


@pytest.mark.parametrize("content", [b"", b"Monday: call the plumber.\n" * 100, b"RIFF"])
def test_file_that_is_no_recording_has_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.wav").write_bytes(content)
    assert probable_seconds(tmp_path / "a.wav") in {None, 0.0}


def test_file_that_is_not_there_has_none(tmp_path: Path) -> None:
    assert probable_seconds(tmp_path / "a.wav") is None
