"""A recording that is followed while it grows: its words and speakers so far, and the ordinary job at its end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from whisper_diarize.attribution import attribute, fitted, trimmed
from whisper_diarize.components import CheckedAttributor, Part
from whisper_diarize.errors import WhisperDiarizeError
from whisper_diarize.plugins import Plugins
from whisper_diarize.protocols import IncrementalTranscriber, Progress, Transcriber, WordStream
from whisper_diarize.read_options import ReadOptions, reading_with
from whisper_diarize.records import (
    AttributedTranscript,
    Audio,
    Diarization,
    Job,
    Match,
    StreamedWords,
    Transcript,
    Word,
)

from .results import SessionResult
from .running import Growing, perform

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Following:
    """A recording that grows, and the engines of a session for it; `Session.follow` makes it.

    Each call is given all of the recording that is there. Engines need not be told what is new: the networks of a
    diarizer that can follow (ours can) run over the new part only. One thread at a time may use it.
    """

    def __init__(self, job: Job, growing: Growing, open_file: Callable[[Path], Audio], plugins: Plugins) -> None:
        self._job = job
        self._components = growing.components
        self._engine = growing.engine
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

    def stream(self) -> WordStream | None:
        """Begin a stream of words, of the recording or of one channel of it; None if the engine is not incremental.

        Raises:
            ModelError: the model cannot be had.
        """
        part = self._engine
        if part is None or not isinstance(part.component, IncrementalTranscriber):
            return None
        with part.guarded():
            return _CheckedStream(part, part.component.stream())

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

    def matches(self, speakers: Diarization) -> Mapping[str, Match]:
        """Compare the speakers with people who are known; none without an identifier.

        Raises:
            WhisperDiarizeError: they cannot be compared.
        """
        part = self._components.identifier
        if part is None:
            return {}
        with part.guarded():
            found = part.check(part.component.identify(speakers, None), Mapping)
            return {label: part.check(match, Match) for label, match in found.items()}

    def tell_words(self, name: str, first: int, words: Sequence[Word], speakers: Sequence[str]) -> None:
        """Tell observers of words that are certain: the hook `live_text`."""
        self._plugins.live_text(name, first, words, speakers)

    def tell_revision(self, name: str, places: Sequence[int], speaker: str) -> None:
        """Tell observers of words that are another's: the hook `live_revision`."""
        self._plugins.live_revision(name, places, speaker)

    def finish(self, recording: Path, words: Sequence[Transcript] | None = None) -> SessionResult:
        """Do the ordinary job for the whole recording, a file: its outputs are those of `Session.transcribe`.

        `words`, a transcript for each channel that is followed, are kept as they are; without them the recording is
        transcribed anew. Turns are those that the diarizer finds in the file, to the last bit, although its networks
        run over the rest only.

        Raises:
            WhisperDiarizeError: the file cannot be read.
        """
        components = replace(self._components, open_audio=lambda _source, _rate: self._open_file(recording))
        if words is not None and components.transcriber is not None:
            components = replace(components, transcriber=replace(components.transcriber, component=_Given(words)))
        job = replace(self._job, source=str(recording), name=recording.stem)
        with reading_with(ReadOptions(channels="split" if job.by_channel else "mix")):
            outcome = perform(job, components, self._plugins)
        return SessionResult(recording, job.name, outcome.transcript, outcome.outputs, outcome.errors)


class _Given:
    """An engine whose words are there already, channel by channel."""

    def __init__(self, words: Sequence[Transcript]) -> None:
        self._words = words

    def transcribe(self, audio: Audio, _progress: Progress) -> Transcript:
        if audio.channel is not None:
            return self._words[audio.channel]
        segments = [segment for words in self._words for segment in words.segments]  # channels that are the same sound
        return replace(self._words[0], segments=tuple(sorted(segments, key=lambda segment: segment.start)))


class _CheckedStream:
    """A stream whose answers are checked."""

    def __init__(self, part: Part[Transcriber], stream: WordStream) -> None:
        self._part = part
        self._stream = stream

    def feed(self, samples: NDArray[np.float32], *, last: bool = False) -> StreamedWords:
        with self._part.guarded():
            return self._part.check(self._stream.feed(samples, last=last), StreamedWords)


def _unseen(done: float, total: float) -> None:
    """Take no notice of progress: a piece of sound is soon done."""
