"""Recordings with several audio tracks: the one that players take, another, or all of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
import pytest
from av.stream import Disposition

from tests.audio.conftest import Encode
from whisper_diarize.audio import open_audio
from whisper_diarize.audio.tracks import Track, choose
from whisper_diarize.errors import AudioError, OptionError
from whisper_diarize.read_options import ReadOptions, reading_with, track_of

RATE = 16_000


def write(path: Path, levels: Sequence[float], default: int | None = None) -> str:
    """Write tracks of one second at constant levels: PCM, in the containers that editors and OBS write."""
    with av.open(str(path), "w") as container:
        streams = [container.add_stream("pcm_s16le", rate=RATE, layout="mono") for _ in levels]
        for number, stream in enumerate(streams):
            stream.disposition = Disposition.default if number == default else Disposition(0)
        for stream, level in zip(streams, levels, strict=True):
            samples = np.full((1, RATE), round(level * 32768), np.int16)
            frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
            frame.sample_rate, frame.pts = RATE, 0
            container.mux([*stream.encode(frame), *stream.encode(None)])
    return str(path)


def level(path: str) -> float:
    return float(np.median(open_audio(path).array))


@pytest.mark.parametrize("default", [0, 1, 2])
def test_the_default_track_is_read_and_the_others_are_listed(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, default: int
) -> None:
    path = write(tmp_path / "obs.mkv", (0.1, 0.2, 0.3), default)

    assert level(path) == pytest.approx((0.1, 0.2, 0.3)[default], abs=1e-3)
    assert f"it has 3 audio tracks: 1, 2, 3; number {default + 1} is read" in caplog.text


def test_without_a_default_the_first_track_is_read() -> None:
    assert choose([Track(), Track()], None, "a.mkv") == [0]


def test_language_and_title_of_tracks_are_listed(caplog: pytest.LogCaptureFixture) -> None:
    choose([Track(label="eng"), Track(True, "deu, Kommentar")], None, "a.mkv")

    assert "1 (eng), 2 (deu, Kommentar); number 2 is read" in caplog.text


def test_any_track_can_be_chosen(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = write(tmp_path / "obs.mkv", (0.1, 0.2, 0.3), 0)

    with reading_with(ReadOptions(track=3)):
        assert level(path) == pytest.approx(0.3, abs=1e-3)
    assert not caplog.records


def test_all_tracks_are_mixed(tmp_path: Path) -> None:
    path = write(tmp_path / "obs.mkv", (0.1, 0.2, 0.3), 0)

    with reading_with(ReadOptions(track=track_of("all"))):
        assert level(path) == pytest.approx(0.2, abs=1e-3)


@pytest.mark.parametrize(("name", "number"), [("talk.wav", "1 audio track"), ("obs.mkv", "2 audio tracks")])
def test_a_track_that_is_not_there_is_an_error(encode: Encode, tmp_path: Path, name: str, number: str) -> None:
    path = str(encode(name)) if name == "talk.wav" else write(tmp_path / name, (0.1, 0.2))

    with reading_with(ReadOptions(track=4)), pytest.raises(AudioError, match=f"it has {number}, so --track 4 is none"):
        open_audio(path)


@pytest.mark.parametrize("text", ["0", "-1", "two", "1.0", "², 1", ""])
def test_other_words_for_a_track_are_refused(text: str) -> None:
    with pytest.raises(OptionError, match="give the number of an audio track"):
        track_of(text)
