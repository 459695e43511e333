"""A recording is followed while it grows; at its end it has the outputs of the ordinary job."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from whisper_diarize import Register, Session, Transcriber, Transcript, WhisperDiarizeError, hookimpl, transcribe
from whisper_diarize.testing import FakeEngines, FakeTranscriber, tone

FORMATS = ("json", "srt", "rttm")


@pytest.fixture
def session() -> Iterator[Session]:
    with Session(transcriber="fake", diarizer="fake", plugins=[FakeEngines()]) as session:
        yield session


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def test_words_and_speakers_are_those_of_the_engines(session: Session) -> None:
    following = session.follow()
    words, speakers = following.words(tone()), following.speakers(tone())
    whole = transcribe(tone(), diarize=True, transcriber="fake", diarizer="fake", plugins=[FakeEngines()])
    assert following.attributed(words, speakers).segments == whole.segments


def test_without_diarization_there_are_no_speakers_to_ask_for(session: Session) -> None:
    with pytest.raises(WhisperDiarizeError, match="diarize=True"):
        session.follow(diarize=False).speakers(tone())


@pytest.mark.parametrize("kept", [False, True])
def test_at_the_end_the_outputs_are_those_of_transcribe(
    session: Session, tmp_path: Path, interview: Path, kept: bool
) -> None:
    followed, ordinary = tmp_path / "followed", tmp_path / "ordinary"
    following = session.follow(output_formats=FORMATS, output_dir=followed)
    words = [following.words(tone())] if kept else None
    result = following.finish(interview, words)
    session.transcribe(interview, diarize=True, output_formats=FORMATS, output_dir=ordinary)
    assert not result.errors
    assert sorted(path.name for path in result.outputs) == sorted(contents(ordinary))
    if not kept:
        assert contents(followed) == contents(ordinary)


def test_words_that_are_handed_over_are_kept(session: Session, tmp_path: Path, interview: Path) -> None:
    following = session.follow(output_formats=("json",), output_dir=tmp_path)
    nothing = following.finish(interview, [Transcript()]).unwrap()
    assert nothing.text == ""


def test_an_engine_that_is_not_incremental_has_no_stream(session: Session) -> None:
    assert session.follow().stream() is None


def test_a_stream_that_answers_wrongly_is_told() -> None:
    with Session(transcriber="wrong", plugins=[WrongEngine()]) as session:
        stream = session.follow(diarize=False).stream()
        assert stream is not None
        with pytest.raises(WhisperDiarizeError, match="it returned a list instead of a StreamedWords"):
            stream.feed(tone().array)


class WrongStream(FakeTranscriber):
    """An engine whose stream returns a list."""

    def stream(self) -> Any:
        return self

    def feed(self, _samples: object, *, last: bool = False) -> Any:
        return [last]


class WrongEngine:
    @hookimpl
    def register_transcribers(self, register: Register[Transcriber]) -> None:
        register("wrong", lambda _: WrongStream())
