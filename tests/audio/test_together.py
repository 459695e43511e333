"""One conversation of several recordings: each is a channel, at its place in time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.channels.conversations import RATE, leaking, voice
from whisper_diarize import AudioError
from whisper_diarize.audio import open_audio, together
from whisper_diarize.channels import offset_seconds
from whisper_diarize.records import Audio

CALL = np.stack([voice(1, 90.0), voice(2, 90.0)])
NEAR = leaking(CALL, -10)


def recorded(begin: float, channel: int = 1) -> Audio:
    return Audio(NEAR[channel, round(begin * RATE) :], name=f"track{channel}", source=f"track{channel}.wav")


@pytest.mark.parametrize("begin", [0.0, 0.5, 7.25])
def test_later_beginning_is_found_by_sound(begin: float) -> None:
    assert offset_seconds(NEAR[0], recorded(begin).samples, RATE) == pytest.approx(begin, abs=0.011)
    assert offset_seconds(recorded(begin).samples, NEAR[0], RATE) == pytest.approx(-begin, abs=0.011)


def test_recordings_without_a_common_sound_are_not_aligned_by_it() -> None:
    with pytest.raises(AudioError, match="it has no sound in common with a"):
        together([Audio(CALL[0], source="a.wav"), Audio(CALL[1], source="b.wav")], "sound", "both", "both")


@pytest.mark.parametrize(
    ("offsets", "expected"),
    [("start", 0.0), ((0.0, 7.25), 7.25), ((-3.0, 4.25), 7.25), ("sound", 7.25)],
    ids=["together", "given", "only their difference counts", "by sound"],
)
def test_tracks_are_at_their_place_in_time(offsets: object, expected: float) -> None:
    audio = together([recorded(0.0, 0), recorded(7.25)], offsets, "both", "both")  # type: ignore[arg-type]

    first, second = audio.channels
    begin = round(expected * RATE)
    assert (first.title, second.title) == ("track0", "track1")
    assert abs(second.num_samples - begin - recorded(7.25).num_samples) < 0.011 * RATE
    assert audio.num_samples == max(first.num_samples, second.num_samples)
    np.testing.assert_array_equal(second.read(0, begin - RATE // 50), np.zeros(max(0, begin - RATE // 50)))


def test_names_of_tracks_are_those_of_their_files(tmp_path: Path) -> None:
    paths = [tmp_path / f"talk-{name}.wav" for name in ("ann", "bob")]
    for path, channel in zip(paths, CALL[:, : 8 * RATE], strict=True):
        soundfile.write(path, channel, RATE)

    audio = together([open_audio(str(path)) for path in paths], "start", "both", "talk")

    assert [channel.title for channel in audio.channels] == ["talk-ann", "talk-bob"]
    assert audio.channels[1].channel == 1
