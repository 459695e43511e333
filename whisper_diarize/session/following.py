"""A recording that is followed while it grows: its words and speakers so far, and the ordinary job at its end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from whisper_diarize.attribution import attribute, fitted, trimmed
from whisper_diarize.components import CheckedAttributor, Components
from whisper_diarize.errors import WhisperDiarizeError
from whisper_diarize.plugins import Plugins
from whisper_diarize.protocols import Progress
from whisper_diarize.records import (
    AttributedTranscript,
    Audio,
    Diarization,
    Job,
    Transcript,
    Word,
)

from .results import SessionResult
from .running import perform


class Following:
    """A recording that grows, and the engines of a session for it; `Session.follow` makes it.

    Each call is given all of the recording that is there. Engines need not be told what is new: the networks of a
    diarizer that can follow (ours can) run over the new part only. One thread at a time may use it.
    """

    def __init__(self, job: Job, components: Components, open_file: Callable[[Path], Audio], plugins: Plugins) -> None:
        self._job = job
        self._components = components
        self._open_file = open_file
        self._plugins = plugins

    def words(self, audio: Audio) -> Transcript:
        """Return the words of a piece of sound, at times in it.

        Raises:
            WhisperDiarizeError: the engine failed, or there is none.
        """
        part = self._components.transcriber
        if part is None:
            raise WhisperDiarizeError("nothing is to be transcribed here; follow with words=True")
        with part.guarded():
            return part.check(part.component.transcribe(audio, _unseen), Transcript)

    def speakers(self, audio: Audio) -> Diarization:
        """Return the turns of the recording so far. Labels may change from call to call.

        Raises:
            WhisperDiarizeError: the diarizer failed, or there is none.
        """
        part = self._components.diarizer
        if part is None:
            raise WhisperDiarizeError("speakers are not looked for here; follow with diarize=True")
        with part.guarded():
            return part.check(part.component.diarize(audio, self._job.speaker_count, _unseen), Diarization)

    def attributed(self, words: Transcript, speakers: Diarization) -> AttributedTranscript:
        """Give words to speakers in the way of the ordinary job.

        Raises:
            WhisperDiarizeError: the attributor failed.
        """
        part = self._components.attributor
        end = max((span.end for span in (*words.segments, *speakers.turns)), default=0.0)
        chosen = () if part is None else (CheckedAttributor(part),)
        return fitted(attribute(trimmed(words, speakers.turns), speakers, *chosen, name=self._job.name, duration=end))

    def tell_words(self, name: str, first: int, words: Sequence[Word], speakers: Sequence[str]) -> None:
        """Tell observers of words that are certain: the hook `live_text`."""
        self._plugins.live_text(name, first, words, speakers)

    def tell_revision(self, name: str, places: Sequence[int], speaker: str) -> None:
        """Tell observers of words that are another's: the hook `live_revision`."""
        self._plugins.live_revision(name, places, speaker)

    def finish(self, recording: Path, words: Transcript | None = None) -> SessionResult:
        """Do the ordinary job for the whole recording, a file: its outputs are those of `Session.transcribe`.

        `words` are kept as they are; without them the recording is transcribed anew. Turns are those that the diarizer
        finds in the file, to the last bit, although its networks run over the rest only.

        Raises:
            WhisperDiarizeError: the file cannot be read.
        """
        components = replace(self._components, open_audio=lambda _source, _rate: self._open_file(recording))
        if words is not None and components.transcriber is not None:
            components = replace(components, transcriber=replace(components.transcriber, component=_Given(words)))
        job = replace(self._job, source=str(recording), name=recording.stem)
        outcome = perform(job, components, self._plugins)
        return SessionResult(recording, job.name, outcome.transcript, outcome.outputs, outcome.errors)


class _Given:
    """An engine whose words are there already."""

    def __init__(self, words: Transcript) -> None:
        self._words = words

    def transcribe(self, _audio: Audio, _progress: Progress) -> Transcript:
        return self._words


def _unseen(done: float, total: float) -> None:
    """Take no notice of progress: a piece of sound is soon done."""
