"""Options of the reader as arguments of sessions and of the one-call entries."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

import whisper_diarize
from tests.audio.test_tracks import write as write_tracks
from whisper_diarize import AudioError, OptionError, Session
from whisper_diarize.testing import FakeEngines


@pytest.fixture
def session() -> Session:
    return Session(transcriber="fake", diarizer="fake", plugins=[FakeEngines()])


@pytest.fixture
def call(tmp_path: Path) -> str:
    path = tmp_path / "call.bin"
    soundfile.write(path, np.zeros(40_000), 8_000, format="RAW", subtype="ULAW")
    return str(path)


def test_samples_without_a_header_are_read_as_told(session: Session, call: str) -> None:
    assert session.transcribe(call, raw="mulaw:8000").duration == 5.0
    (result,) = session.iter_transcribe([call], raw="mulaw:8000")
    assert result.unwrap().duration == 5.0
    with pytest.raises(AudioError):
        session.transcribe(call)


def test_the_one_call_entries_have_the_same_arguments(call: str) -> None:
    engines = [FakeEngines()]
    transcript = whisper_diarize.transcribe(call, transcriber="fake", raw="mulaw:4000", plugins=engines)
    assert transcript.duration == 10.0
    assert whisper_diarize.diarize(call, diarizer="fake", raw="mulaw:8000", plugins=engines).turns


def test_a_track_is_a_number_or_all(session: Session, tmp_path: Path) -> None:
    path = write_tracks(tmp_path / "a.mkv", (0.1, 0.2))
    assert session.transcribe(path, track=2).duration == 1.0
    assert session.transcribe(path, track="all").duration == 1.0
    with pytest.raises(AudioError, match="2 audio tracks"):
        session.transcribe(path, track=3)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"track": 0}, "track=0: give the number of an audio track"),
        ({"track": True}, "track=True: give the number of an audio track"),
        ({"track": 1.5}, r"track=1\.5: give the number of an audio track"),
        ({"damaged": "maybe"}, "damaged=maybe: give keep or refuse"),
        ({"raw": "gsm:8000"}, "raw=gsm:8000: give an encoding"),
    ],
    ids=str,
)
def test_other_values_are_refused_by_their_name(
    session: Session, call: str, arguments: dict[str, str], message: str
) -> None:
    with pytest.raises(OptionError, match=message):
        session.transcribe(call, **arguments)  # type: ignore[arg-type]  # that is what is tested
    with pytest.raises(OptionError, match=message):
        session.iter_transcribe([call], **arguments)  # type: ignore[arg-type]
