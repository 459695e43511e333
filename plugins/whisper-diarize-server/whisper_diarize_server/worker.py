"""A worker: a process with one session, which does one job at a time for the server that started it.

    python -m whisper_diarize_server.worker

The first line of its input are the engine's settings; each further one a request. It ends with the server.
"""

from __future__ import annotations

import logging
import os
import queue
import signal
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

from whisper_diarize import (
    SAMPLE_RATE,
    AttributedTranscript,
    AudioError,
    Cancelled,
    CancelToken,
    OptionError,
    Session,
    Span,
    WhisperDiarizeError,
    register,
)
from whisper_diarize.audio import probable_seconds
from whisper_diarize.live_text import listening
from whisper_diarize.plugins import import_plugin

from .errors import ApiError, bad_field
from .known import with_known_names
from .logs import configure_logging
from .pipe import Message, Pipe
from .progress import Percent
from .settings import EngineSettings
from .store import DOCUMENT
from .wanted import Work

FIELDS_OF_OPTIONS = {
    "language": "language",
    "initial_prompt": "prompt",
    "temperature": "temperature",
    "task": "model",
    "model": "model",
    "speakers": "num_speakers",
}
"""Words in messages about options, and the fields of a request that set them."""


def main() -> None:
    """Serve until the server is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends its workers
    pipe = Pipe()
    configure_logging("worker")
    settings = EngineSettings.from_json(pipe.first())
    try:
        session = new_session(settings)
        warm_up(session)
    except WhisperDiarizeError as error:
        pipe.send("unusable", message=str(error))
        return
    worker = Worker(pipe, session, settings)
    threading.Thread(target=worker.listen, daemon=True).start()
    pipe.send("ready")
    worker.work()


def new_session(settings: EngineSettings) -> Session:
    """Make the session that the settings describe.

    Raises:
        WhisperDiarizeError: a component or a plugin cannot be had.
    """
    for name in settings.plugins:
        register(import_plugin(name), name=Path(name).stem, source=name)
    return Session(
        transcriber=settings.transcriber,
        model=settings.model,
        diarizer=settings.diarizer,
        diarization_model=settings.diarization_model,
        attribution=settings.attribution,
        language=settings.language,
        post=settings.post,
        options=settings.options,
        cache=settings.cache,
    )


def warm_up(session: Session) -> None:
    """Load the models with a little silence: the first job need not wait, and a model that is missing is told at once.

    Raises:
        WhisperDiarizeError: a component or a model cannot be had.
    """
    logging.disable(logging.WARNING)  # that no speech was found
    try:
        session.transcribe([0.0] * (SAMPLE_RATE // 2), sample_rate=SAMPLE_RATE, diarize=True)
    finally:
        logging.disable(logging.NOTSET)


class Worker:
    """The two threads of the process: one listens, one works."""

    def __init__(self, pipe: Pipe, session: Session, settings: EngineSettings) -> None:
        self._pipe = pipe
        self._session = session
        self._settings = settings
        self._requests: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._tokens: dict[str, CancelToken] = {}

    def listen(self) -> None:
        """Take requests; end the process when the server is gone, for another may do the same job."""
        for message in self._pipe.messages():
            if message["do"] == "run":
                self._tokens[message["job"]] = CancelToken(message["job_seconds"])
                self._requests.put(message)
            elif message["job"] in self._tokens:
                self._tokens[message["job"]].cancel()
        os._exit(0)

    def work(self) -> None:
        """Do the jobs as they come."""
        while True:
            message = self._requests.get()
            job = message["job"]
            try:
                seconds = self._run(message, self._tokens[job])
            except Cancelled:
                self._pipe.send("cancelled", job=job)
            except ApiError as error:
                self._pipe.send("failed", job=job, error=error.to_json())
            except WhisperDiarizeError as error:
                self._pipe.send("failed", job=job, error=_described(error, message, self._settings).to_json())
            except Exception as error:  # noqa: BLE001  a bug in one job must not end the others
                failure = ApiError(500, f"The engine failed: {type(error).__name__}", code="engine_failed")
                self._pipe.send("failed", job=job, error=failure.to_json())
            else:
                self._pipe.send("done", job=job, seconds=seconds)
            del self._tokens[job]

    def _run(self, message: Message, token: CancelToken) -> float:
        """Do a job: its transcript is a file in its folder; return the length of the sound in seconds."""
        work = Work.from_json(message["work"])
        recording = Path(message["recording"])
        if (probable_seconds(recording) or 0) > message["audio_seconds"]:
            raise bad_field("file", f"The recording is longer than {message['audio_seconds']:g} s", "audio_too_long")

        def report(stage: str, percent: int) -> None:
            self._pipe.send("progress", job=message["job"], stage=stage, percent=percent)

        def tell(at: Span, text: str) -> None:
            self._pipe.send("text", job=message["job"], start=at.start, end=at.end, text=text)

        with listening(tell if self._may_tell(work) else None):
            transcript = self._session.transcribe(
                recording,
                diarize=work.diarize,
                num_speakers=work.num_speakers,
                min_speakers=work.min_speakers,
                max_speakers=work.max_speakers,
                language=work.language,
                task="translate" if work.task == "translate" else None,
                options=_options(self._settings.transcriber, work),
                progress=Percent(report, diarize=work.diarize),
                cancel=token,
            )
        if work.names:
            people = {name: recording.parent / f"reference-{number}" for number, name in enumerate(work.names)}
            cutoff = self._settings.voice_cutoff
            transcript = with_known_names(self._session, transcript, people, cancel=token, cutoff=cutoff)
        name = message["name"]
        transcript = replace(transcript, name=Path(name).stem or name, recording=name)
        _save(transcript, recording.parent / DOCUMENT)
        return transcript.duration

    def _may_tell(self, work: Work) -> bool:
        """Return whether words are certain when they are written: no later step changes or reorders them."""
        return not work.diarize and not self._settings.post


def _save(transcript: AttributedTranscript, path: Path) -> None:
    transcript.save(path, output_format="json")


# Any: values of several types
def _options(transcriber: str, work: Work) -> dict[str, dict[str, Any]]:
    given: dict[str, Any] = {
        "model": work.model,
        "initial_prompt": work.prompt,
        "temperature": None if work.temperature is None else (work.temperature,),
    }
    chosen = {name: value for name, value in given.items() if value is not None}
    return {transcriber: chosen} if chosen else {}


def _described(error: WhisperDiarizeError, message: Message, settings: EngineSettings) -> ApiError:
    """Return an error as the client reads it: with the names of its own file and fields."""
    text = str(error).replace(message["recording"], message["name"])
    if isinstance(error, AudioError):
        return bad_field("file", text)
    if isinstance(error, OptionError):  # those of the command line were tried when the worker began
        return ApiError(400, text, _field_of(text, message, settings), "unsupported_value")
    return ApiError(500, text, code=type(error).__name__)


def _field_of(text: str, message: Message, settings: EngineSettings) -> str | None:
    """Return the field of the request that a message about an option is about, if that can be told."""
    work = Work.from_json(message["work"])
    given = {*_options(settings.transcriber, work).get(settings.transcriber, {})}
    given |= {"language"} if work.language else set()
    given |= {"task"} if work.task == "translate" else set()
    given |= {"speakers"} if (work.num_speakers, work.min_speakers, work.max_speakers) != (None, None, None) else set()
    named = sorted((text.find(word), word) for word in given if word in text)
    words = [word for _, word in named] or (list(given) if len(given) == 1 else [])
    return FIELDS_OF_OPTIONS.get(words[0]) if words else None


if __name__ == "__main__":
    main()
