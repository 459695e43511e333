from __future__ import annotations

import io
import os
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from whisper_diarize import AudioError, Cancelled, CancelToken
from whisper_diarize.audio import open_audio, open_stream
from whisper_diarize.cancellation import cancellable

Encode = Callable[..., Path]


class Unseekable(io.RawIOBase):
    """A stream such as a response of a web server."""

    def __init__(self, data: bytes) -> None:
        self._rest = io.BytesIO(data)

    def read(self, size: int = -1) -> bytes:
        return self._rest.read(min(size, 1000))

    def seekable(self) -> bool:
        return False


@pytest.mark.parametrize("name", ["talk.wav", "talk.mp3", "talk.m4a"])
def test_streams_are_decoded_as_files_are(encode: Encode, name: str) -> None:
    path = encode(name)
    expected = open_audio(str(path)).array
    for stream in (io.BytesIO(path.read_bytes()), Unseekable(path.read_bytes())):
        audio = open_stream(stream, "<file>", "talk")  # type: ignore[arg-type]
        assert np.array_equal(audio.array, expected)
        assert (audio.source, audio.name) == ("<file>", "talk")


def test_streams_are_read_from_their_position_on(encode: Encode) -> None:
    path = encode("talk.wav")
    stream = io.BytesIO(b"a header of somebody else's" + path.read_bytes())
    stream.seek(27)
    assert open_stream(stream, "<file>", "talk").duration == pytest.approx(2)


def test_stream_at_its_end_is_told_to_go_back(encode: Encode) -> None:
    stream = io.BytesIO()
    stream.write(encode("talk.wav").read_bytes())
    with pytest.raises(AudioError, match=r"seek\(0\)"):
        open_stream(stream, "<file>", "talk")


class Failing:
    def read(self, _size: int) -> bytes:
        raise RuntimeError("connection reset")


class Coroutine:
    async def read(self, _size: int) -> bytes:
        return b""


@pytest.mark.parametrize(
    ("stream", "reason"),
    [
        (io.BytesIO(), "it is empty"),
        (io.StringIO("RIFF"), "str, not bytes; open it in binary mode"),
        (Failing(), r"its read\(\) failed \(RuntimeError: connection reset\)"),
        (Coroutine(), "coroutine, not bytes"),
        (io.BytesIO(b"RIFF"), "damaged|cut short|not a recording"),
    ],
    ids=["empty", "text", "failing", "asynchronous", "no recording"],
)
@pytest.mark.filterwarnings("ignore:coroutine")
def test_what_gives_no_recording_is_refused(stream: io.BytesIO, reason: str) -> None:
    with pytest.raises(AudioError, match=f"^<file>: .*({reason})"):
        open_stream(stream, "<file>", "talk")


def test_waiting_for_a_pipe_stops_when_cancelled() -> None:
    end, begin = os.pipe()
    token = CancelToken(timeout=0.2)
    with os.fdopen(end, "rb") as pipe, os.fdopen(begin, "wb"), cancellable(token), pytest.raises(Cancelled):
        open_stream(pipe, "<pipe>", "talk")


def test_pipe_is_read_as_it_fills(encode: Encode) -> None:
    data = encode("talk.wav").read_bytes()
    end, begin = os.pipe()

    def write() -> None:
        with os.fdopen(begin, "wb") as file:
            file.write(data)

    writer = threading.Thread(target=write)
    writer.start()
    with os.fdopen(end, "rb") as pipe:
        assert open_stream(pipe, "<pipe>", "talk").duration == pytest.approx(2)
    writer.join()
