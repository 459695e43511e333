"""Every recording that cannot be read: one clear line, which names the file and what to do, and a silent stderr."""

import errno
import io
import os
import socket
import sys
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest
import soundfile

from tests.audio.conftest import Encode
from whisper_diarize.audio import encryption, open_audio, source, spool
from whisper_diarize.errors import AudioError
from whisper_diarize.read_options import ReadOptions, reading_with


def message_of(path: Path | str, capfd: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(AudioError) as caught:
        open_audio(str(path))
    text = str(caught.value)
    assert text.startswith(f"{path}: ")
    assert "\n" not in text
    assert capfd.readouterr() == ("", "")
    return text.removeprefix(f"{path}: ")


def test_missing_file(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert message_of(tmp_path / "no.wav", capfd) == "there is no such file; check the name and the folder"


def test_address(capfd: pytest.CaptureFixture[str]) -> None:
    assert message_of("https://example.org/a.mp3", capfd) == (
        "it is an address, not a file; download it first, or install a plugin that opens addresses"
    )


def test_folder(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert message_of(tmp_path, capfd) == f"it is a folder; name the recordings in it, as in {tmp_path}/*.wav"


def test_no_permission(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret.wav"
    path.write_bytes(b"RIFF")

    def refuse(*_: object) -> NoReturn:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(source.Path, "open", refuse)  # type: ignore[attr-defined]  # not by chmod: root may read everything

    assert message_of(path, capfd) == f"it may not be read; allow that first: chmod u+r {path}"


def test_empty_file(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.wav").touch()
    assert message_of(tmp_path / "a.wav", capfd) == "it is empty (0 bytes); copy or record it again"


def test_empty_standard_input(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
    assert message_of("-", capfd) == "it is empty (0 bytes); copy or record it again"


def test_terminal_as_standard_input(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(terminal, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys, "stdin", terminal)
    assert message_of("-", capfd) == "standard input is a terminal; pipe a recording into it, or name a file"


@pytest.mark.parametrize("suffix", ["wav", "ogg"])
def test_no_samples(tmp_path: Path, capfd: pytest.CaptureFixture[str], suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    soundfile.write(path, np.zeros((0, 2)), 16_000)
    assert message_of(path, capfd) == "there is no sound in it (0 samples); record or export it again"


@pytest.mark.parametrize("suffix", ["wav", "flac", "ogg", "mp3", "m4a", "mp4", "mkv", "webm", "aac"])
@pytest.mark.parametrize("share", [0.5, 0.95])
def test_cut_short(encode: Encode, capfd: pytest.CaptureFixture[str], suffix: str, share: float) -> None:
    path = encode(f"a.{suffix}", video=suffix in ("mp4", "mkv", "webm"))
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])

    message = message_of(path, capfd)

    assert message.startswith("it is cut short")
    assert message.endswith("; copy it again, or keep what can be read: --damaged keep")


@pytest.mark.parametrize(
    ("suffix", "share"),
    [("ogg", 0.95)]  # its first half is a header
    + [(suffix, share) for suffix in ("wav", "flac", "mp3", "mp4", "mkv", "webm", "aac") for share in (0.5, 0.95)],
)
def test_cut_short_and_kept(encode: Encode, caplog: pytest.LogCaptureFixture, suffix: str, share: float) -> None:
    in_front = {"movflags": "faststart"} if suffix == "mp4" else {}
    path = encode(f"a.{suffix}", **in_front)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])

    with reading_with(ReadOptions(damaged="keep")):
        audio = open_audio(str(path))

    assert 2.0 * share - 0.5 < audio.duration < 2.0
    assert caplog.messages
    assert all("--damaged" not in line for line in caplog.messages)


def test_kept_recording_of_which_nothing_can_be_read_is_an_error(
    encode: Encode, capfd: pytest.CaptureFixture[str]
) -> None:
    path = encode("a.m4a")
    path.write_bytes(path.read_bytes()[:-1000])

    with reading_with(ReadOptions(damaged="keep")):
        assert "not a recording" in message_of(path, capfd)


@pytest.mark.parametrize("flags", ["faststart", "frag_keyframe+empty_moov"])
def test_mp4_with_its_index_in_front_cut_short(encode: Encode, capfd: pytest.CaptureFixture[str], flags: str) -> None:
    path = encode("a.m4a", movflags=flags)
    path.write_bytes(path.read_bytes()[:-1000])

    assert message_of(path, capfd).startswith("it is cut short: at least ")


def test_mp4_without_an_index(encode: Encode, capfd: pytest.CaptureFixture[str]) -> None:
    path = encode("a.m4a")
    path.write_bytes(path.read_bytes().replace(b"moov", b"free"))

    assert message_of(path, capfd).startswith("it is cut short: at least 1 bytes are missing at its end")


@pytest.mark.parametrize("suffix", ["flac", "mp3", "m4a", "aac"])
def test_damaged_in_the_middle(encode: Encode, capfd: pytest.CaptureFixture[str], suffix: str) -> None:
    path = encode(f"a.{suffix}")
    data = bytearray(path.read_bytes())
    third = len(data) // 3
    data[third : 2 * third : 7] = bytes(len(range(third, 2 * third, 7)))
    path.write_bytes(data)

    assert message_of(path, capfd).startswith(("it is cut short or damaged", "it is damaged: "))


@pytest.mark.parametrize("name", ["notes.txt", "notes.wav", "notes.mp3", "notes"])
def test_text(tmp_path: Path, capfd: pytest.CaptureFixture[str], name: str) -> None:
    path = tmp_path / name
    path.write_text("Monday: call the plumber.\n" * 100, encoding="utf-8")
    assert message_of(path, capfd).endswith(
        "not a recording; give an audio file (wav, flac, mp3, m4a, ogg) or a video with sound"
    )


def test_noise_that_is_called_mp3(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(np.random.default_rng(0).bytes(50_000))
    assert message_of(path, capfd).startswith("it is damaged, or not a recording; ")


def test_picture(picture: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert message_of(picture, capfd).startswith("it is not a recording; ")


def test_video_without_sound(silent_film: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert message_of(silent_film, capfd) == "it is a video without sound; there is nothing to transcribe"


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e300], ids=str)
def test_samples_that_are_not_numbers(tmp_path: Path, capfd: pytest.CaptureFixture[str], value: float) -> None:
    samples = np.zeros((16_000, 2))
    samples[8_000] = value, -value
    samples[8_000, 1] = 0
    soundfile.write(tmp_path / "a.wav", samples, 16_000, subtype="DOUBLE")

    assert message_of(tmp_path / "a.wav", capfd) == (
        "it has samples that are not numbers (NaN or infinity), first at 0.500 s; export it again"
    )


def test_disk_full(encode: Encode, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_blocks: object) -> NoReturn:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    path = encode("a.wav")
    monkeypatch.setattr(spool, "MAX_IN_MEMORY", 1_000)
    monkeypatch.setattr(spool, "SpooledSamples", fail)
    assert message_of(path, capfd).startswith("no room left for its samples in ")


PLAYLIST = "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{}\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("live.m3u8", PLAYLIST),
        ("whole.m3u8", PLAYLIST + "#EXT-X-ENDLIST\n"),
        ("talk.wav", PLAYLIST + "#EXT-X-ENDLIST\n"),
        ("names.m3u", "#EXTM3U\n{}\n"),
        ("winamp.pls", "[playlist]\nFile1={}\n"),
        ("list.ffconcat", "ffconcat version 1.0\nfile {}\n"),
        ("a.mpd", '<?xml version="1.0"?>\n<MPD type="static"><BaseURL>{}</BaseURL></MPD>\n'),
        ("call.sdp", "v=0\no=- 0 0 IN IP4 127.0.0.1\ns={}\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n"),
    ],
)
def test_playlist_opens_no_other_file(
    encode: Encode, tmp_path: Path, capfd: pytest.CaptureFixture[str], name: str, content: str
) -> None:
    path = tmp_path / name
    path.write_text(content.format(encode("a.aac")), encoding="utf-8")

    assert message_of(path, capfd) == "it is a playlist, which only names recordings; give those"


def test_named_pipe_without_a_writer(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "WRITER_SECONDS", 0.2)
    os.mkfifo(tmp_path / "pipe")

    assert "a pipe into which nothing came" in message_of(tmp_path / "pipe", capfd)


def test_named_pipe_whose_writer_stops(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "PIPE_SECONDS", 0.2)
    os.mkfifo(tmp_path / "pipe")
    descriptor = os.open(tmp_path / "pipe", os.O_RDWR)
    os.write(descriptor, b"RIFF")

    assert message_of(tmp_path / "pipe", capfd).startswith("nothing came through the pipe for ")

    os.close(descriptor)


def test_device(capfd: pytest.CaptureFixture[str]) -> None:
    assert message_of(Path("/dev/zero"), capfd).startswith("it is a device or a socket, not a recording; ")


def test_encrypted_mp4(encode: Encode, capfd: pytest.CaptureFixture[str]) -> None:
    key = {"encryption_key": "76a6c65c5ea762046bd749a2e632ccbb", "encryption_kid": "a7e61c373e219033c21091fa607bf3b8"}
    path = encode("a.m4a", encryption_scheme="cenc-aes-ctr", **key)

    assert message_of(path, capfd).startswith("it is encrypted (DRM)")


def test_encrypted_windows_media(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.wma"
    path.write_bytes(encryption.ASF_HEADER + bytes(50) + encryption.ASF_ENCRYPTION[0] + bytes(500))

    assert message_of(path, capfd).startswith("it is encrypted (DRM)")


def test_encrypted_matroska(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.webm"
    content_encoding = bytes.fromhex("6d808f 62408c 50318100 50338101 50358147e10105".replace(" ", ""))
    path.write_bytes(b"\x1a\x45\xdf\xa3\x9f" + bytes(31) + content_encoding + bytes(500))

    assert message_of(path, capfd).startswith("it is encrypted (DRM)")


def test_playlist_opens_no_socket(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        path = tmp_path / "a.m3u8"
        url = f"http://127.0.0.1:{server.getsockname()[1]}/a.ts"
        path.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{url}\n#EXT-X-ENDLIST\n", encoding="utf-8")

        assert "it is a playlist" in message_of(path, capfd)
        with pytest.raises(TimeoutError):
            server.accept()


def test_impossible_sample_rate(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    soundfile.write(tmp_path / "a.wav", np.zeros(100), 7)
    assert message_of(tmp_path / "a.wav", capfd).startswith(
        "it is damaged: its sample rate cannot be 7 Hz; copy it again"
    )
