"""Voices of speakers whom a person has named in a transcript here, for the user's library of voices."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

from starlette.concurrency import run_in_threadpool

from whisper_diarize import AttributedTranscript
from whisper_diarize.text import visible

from .document import Document
from .errors import ApiError, bad_field
from .settings import EngineSettings

COMMAND = "from whisper_diarize.cli import main; main()"
MAX_CONSENT_CHARACTERS = MAX_NAME_CHARACTERS = 200
MAX_SECONDS = 3600.0


class Remembering:
    """The command `whisper-diarize voices add`, with the engines of a server, one recording at a time.

    It is a process of its own. The server's diarizer hears the recording, or its speakers come from the cache; their
    vectors stay with that model.
    """

    def __init__(self, engine: EngineSettings) -> None:
        self._engine = engine
        self._turn = asyncio.Lock()

    async def learn(self, document: Document, recording: Path, label: str, consent: str) -> str:
        """Learn the voice of a transcript's speaker under the name that a person gave; return what is known then.

        Raises:
            ApiError: the speaker has no name, it is not told how the person agreed, or the voice cannot be learnt.
        """
        name = _name_of(await run_in_threadpool(document.transcript), label)
        agreed = visible(consent).strip()[:MAX_CONSENT_CHARACTERS]
        if not agreed:
            message = "A voice is personal data, kept only if the person agrees: say how they did"
            raise bad_field("consent", message, "missing_required_parameter")
        options = [f"--from={document.path}", f"--speaker={label}", f"--recording={recording}", f"--consent={agreed}"]
        async with self._turn:
            return await self._run([*options, *self._engine_options(), "--", name], document.path, recording)

    def _engine_options(self) -> Iterator[str]:
        engine = self._engine
        yield f"--diarizer={engine.diarizer}"
        if engine.diarization_model is not None:
            yield f"--diarization-model={engine.diarization_model}"
        for key, value in engine.options.get(engine.diarizer, {}).items():
            yield f"--option={engine.diarizer}.{key}={value}"
        yield from (f"--plugin={plugin}" for plugin in engine.plugins)
        if not engine.cache:
            yield "--no-cache"

    async def _run(self, arguments: list[str], document: Path, recording: Path) -> str:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", COMMAND, "voices", "add", "--quiet", *arguments),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            _, told = await asyncio.wait_for(process.communicate(), MAX_SECONDS)
        except asyncio.TimeoutError:
            raise ApiError(504, "It took too long to learn the voice", code="job_timeout") from None
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
        message = " ".join(told.decode("utf-8", "replace").split())
        for path, shown in ((document, "this transcript"), (recording, "its recording")):
            message = message.replace(str(path), shown)
        if process.returncode:
            raise ApiError(409, message.removeprefix("error: "), "speaker", "voice_not_learnt")
        return message


def _name_of(transcript: AttributedTranscript, label: str) -> str:
    speaker = next((one for one in transcript.speakers if one.label == label), None)
    if speaker is None:
        raise bad_field("speaker", "The transcript has no speaker with this label")
    if speaker.name == label:
        raise bad_field("speaker", "Name the speaker first: a voice is remembered under a name that a person gave")
    if not f"{label}{speaker.name}".isprintable() or max(len(label), len(speaker.name)) > MAX_NAME_CHARACTERS:
        raise bad_field("speaker", "This name is too long, or has characters that a person's name cannot have")
    return speaker.name
