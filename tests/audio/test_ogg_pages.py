"""Pages that are lost inside an Ogg file are counted, and leave a hole of their length."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from whisper_diarize.audio import open_audio
from whisper_diarize.audio.ogg_pages import find_loss
from whisper_diarize.errors import AudioError

RATE = 48_000
SECONDS = 20
KINDS = ("VORBIS", "OPUS")


def write(path: Path, kind: str) -> Path:
    times = np.arange(SECONDS * RATE) / RATE
    samples = 0.3 * np.sin(2 * np.pi * 300 * times) + 0.01 * np.random.default_rng(0).standard_normal(len(times))
    soundfile.write(path, samples, RATE, format="OGG", subtype=kind)
    return path


def places_of_pages(data: bytes) -> list[int]:
    return [place for place in range(len(data)) if data.startswith(b"OggS\0", place)]


def without_pages(data: bytes, first: int, number: int = 1) -> bytes:
    places = places_of_pages(data)
    return data[: places[first]] + data[places[first + number] :]


def with_a_wrong_byte(data: bytes, page: int) -> bytes:
    place = places_of_pages(data)[page] + 200
    return data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]


@pytest.mark.parametrize("kind", KINDS)
def test_whole_files_have_lost_nothing(tmp_path: Path, kind: str) -> None:
    loss = find_loss(write(tmp_path / "a.ogg", kind))

    assert (loss.pages, loss.seconds) == (0, 0)
    assert loss.length == pytest.approx(SECONDS, abs=0.05)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("harm", [without_pages, with_a_wrong_byte])
def test_times_after_a_lost_page_are_right_and_a_line_tells_of_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, kind: str, harm: Callable[[bytes, int], bytes]
) -> None:
    path = write(tmp_path / "a.ogg", kind)
    path.write_bytes(harm(path.read_bytes(), 12))

    audio = open_audio(str(path))

    assert audio.duration == pytest.approx(SECONDS, abs=0.05)
    assert "1 of its pages is damaged or missing: about " in caplog.text
    assert len(caplog.records) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_loss_of_a_tenth_is_an_error(tmp_path: Path, kind: str) -> None:
    path = write(tmp_path / "a.ogg", kind)
    path.write_bytes(without_pages(path.read_bytes(), 4, 8))

    with pytest.raises(AudioError, match=r"8 of its pages are damaged or missing: about .* copy it again"):
        open_audio(str(path))


def test_joined_files_have_lost_nothing(tmp_path: Path) -> None:
    data = write(tmp_path / "a.ogg", "OPUS").read_bytes()
    (tmp_path / "two.ogg").write_bytes(data + data)

    loss = find_loss(tmp_path / "two.ogg")

    assert loss.pages == 0
    assert loss.length == pytest.approx(2 * SECONDS, abs=0.05)
