"""Channels are read each by itself where the options of the reader want it and the sound allows it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from tests.channels.conversations import RATE, Samples, conversation, leaking
from whisper_diarize import OptionError
from whisper_diarize.audio import from_array, open_audio
from whisper_diarize.audio.spool import SpooledSamples
from whisper_diarize.read_options import read_options, reading_with
from whisper_diarize.records import Audio

CALL = conversation(24.0)
MONO = CALL.sum(axis=0)


def opened(path: Path, channels: str, *, track: object = None) -> Audio:
    with reading_with(read_options(track, channels=channels)):
        return open_audio(str(path))


def written(path: Path, channels: Samples) -> Path:
    soundfile.write(path, channels.T, RATE, subtype="FLOAT" if path.suffix == ".wav" else None)
    return path


@pytest.mark.parametrize("mode", ["split", "auto"])
def test_sides_of_a_call_are_read_each_by_itself(tmp_path: Path, mode: str) -> None:
    audio = opened(written(tmp_path / "call.wav", CALL), mode)

    assert [one.channel for one in audio.channels] == [0, 1]
    np.testing.assert_array_equal([one.array for one in audio.channels], CALL)
    np.testing.assert_allclose(audio.array, CALL.mean(axis=0), atol=1e-7)


def test_mix_is_the_mean_and_has_no_channels(tmp_path: Path) -> None:
    audio = opened(written(tmp_path / "call.wav", CALL), "mix")

    assert audio.channels == ()
    np.testing.assert_allclose(audio.array, CALL.mean(axis=0), atol=1e-7)


def test_auto_says_that_it_splits(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    opened(written(tmp_path / "call.wav", CALL), "auto")

    assert "its 2 channels are separate voices; --diarize, and --channels split, take each by itself" in caplog.text


@pytest.mark.parametrize("mode", ["split", "auto"])
def test_one_sound_in_both_channels_is_mixed(tmp_path: Path, mode: str, caplog: pytest.LogCaptureFixture) -> None:
    audio = opened(written(tmp_path / "talk.wav", np.stack([MONO, MONO])), mode)

    assert audio.channels == ()
    assert ("its channels are the same sound, so they are mixed" in caplog.text) == (mode == "split")


def test_silent_channel_is_left_out_with_a_line(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    audio = opened(written(tmp_path / "talk.wav", np.stack([np.zeros_like(MONO), MONO])), "split")

    assert [one.channel for one in audio.channels] == [1]
    assert "channel 0 is silent, so left out" in caplog.text


def test_room_with_two_microphones_is_not_split_by_itself(tmp_path: Path) -> None:
    path = written(tmp_path / "room.wav", leaking(CALL, -6))

    assert [len(opened(path, mode).channels) for mode in ("auto", "split")] == [0, 2]


def test_mono_has_nothing_to_split(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert opened(written(tmp_path / "mono.wav", CALL[:1]), "split").channels == ()
    assert "it has one channel, so there is nothing to split" in caplog.text


@pytest.mark.parametrize("suffix", ["m4a", "mp3", "opus", "mkv"])
def test_containers_with_loss_keep_the_sides_apart(tmp_path: Path, suffix: str) -> None:
    codec = {"mp3": "libmp3lame", "m4a": "aac"}.get(suffix, "libopus")
    path = encoded(tmp_path / f"call.{suffix}", [CALL], codec)

    first, second = opened(path, "auto").channels

    powers = [np.square(one.read(RATE, 3 * RATE)).mean() for one in (first, second)]
    assert powers[0] > 1000 * powers[1]


def test_tracks_of_a_container_are_channels(tmp_path: Path) -> None:
    path = encoded(tmp_path / "tracks.mkv", [CALL[:1], CALL[1:]], "flac")

    assert [len(opened(path, "split").channels), len(opened(path, "auto", track="all").channels)] == [2, 2]
    assert opened(path, "auto").channels == ()
    assert opened(path, "split", track="2").channels == ()


def test_sound_with_a_hole_stays_together(tmp_path: Path) -> None:
    audio = opened(encoded(tmp_path / "call.mkv", [CALL], "pcm_s16le", hole=(4, 6)), "split")

    assert {one.num_samples for one in audio.channels} == {audio.num_samples}
    assert audio.duration == pytest.approx(24.0, abs=0.1)


def test_long_recordings_are_kept_on_disk_once_for_all_channels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("whisper_diarize.audio.spool.MAX_IN_MEMORY", 1000)
    made: list[SpooledSamples] = []
    plain = SpooledSamples.__init__

    def noted(self: SpooledSamples, *arguments: object) -> None:
        made.append(self)
        plain(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(SpooledSamples, "__init__", noted)
    audio = opened(written(tmp_path / "call.wav", CALL), "split")

    assert len(made) == 1
    np.testing.assert_array_equal(audio.channels[1].read(100, 200), CALL[1, 100:200])


def test_array_of_two_channels_is_split_too() -> None:
    with reading_with(read_options(channels="auto")):
        audio = from_array((CALL * 2**15).astype(np.int16), RATE)

    np.testing.assert_allclose([one.array for one in audio.channels], CALL, atol=1e-4)


def test_another_rate_is_resampled_channel_by_channel(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    soundfile.write(path, np.repeat(CALL, 3, axis=1).T, 48_000)

    first, second = opened(path, "split").channels

    assert (first.num_samples, second.num_samples) == (CALL.shape[1], CALL.shape[1])
    assert np.square(first.read(RATE, 3 * RATE)).mean() > 1000 * np.square(second.read(RATE, 3 * RATE)).mean()


def test_other_words_for_channels_are_refused() -> None:
    with pytest.raises(OptionError, match="--channels stereo: give mix, split or auto"):
        read_options(channels="stereo", flag="--{} ")


def encoded(path: Path, tracks: Sequence[Samples], codec: str, hole: tuple[int, int] = (0, 0)) -> Path:
    """Write tracks, without the seconds of the hole."""
    rate = 48_000 if codec == "libopus" else RATE
    with av.open(str(path), "w") as container:
        layouts = ["mono" if len(track) == 1 else "stereo" for track in tracks]
        streams = [container.add_stream(codec, rate=rate, layout=layout) for layout in layouts]
        for stream, track, layout in zip(streams, tracks, layouts, strict=True):
            if codec != "flac":
                stream.bit_rate = 96_000
            resampler = av.AudioResampler(format=stream.format.name, layout=layout, rate=rate)
            for start in range(0, track.shape[1], RATE // 10):
                if hole[0] * RATE <= start < hole[1] * RATE:
                    continue
                block = np.ascontiguousarray(track[:, start : start + RATE // 10])
                frame = av.AudioFrame.from_ndarray(block, format="fltp", layout=layout)
                frame.sample_rate, frame.pts, frame.time_base = RATE, start, Fraction(1, RATE)
                for resampled in resampler.resample(frame):
                    container.mux(stream.encode(resampled))
            for resampled in resampler.resample(None):
                container.mux(stream.encode(resampled))
            container.mux(stream.encode(None))
    return path
