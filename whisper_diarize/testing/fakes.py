"""Engines that need no models: the whole way from audio to files can be tested with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from whisper_diarize.hookspecs import hookimpl
from whisper_diarize.live_text import tell_segment
from whisper_diarize.protocols import Diarizer, Progress, Transcriber
from whisper_diarize.records import Audio, Diarization, Segment, Span, SpeakerCount, Transcript, Turn, Word
from whisper_diarize.registry import Register


@dataclass(slots=True)
class FakeTranscriber:
    """An engine that returns the same `words` for every recording."""

    words: Sequence[Word] = (Word(0.1, 0.5, " hello"), Word(0.5, 0.9, " world"))

    def transcribe(self, audio: Audio, progress: Progress) -> Transcript:
        """Return the words in one segment."""
        progress(audio.duration, audio.duration)
        if not self.words:
            return Transcript(engine="fake")
        text = "".join(word.text for word in self.words)
        segment = Segment(self.words[0].start, self.words[-1].end, text, tuple(self.words))
        tell_segment(segment.start, segment.end, text)
        return Transcript((segment,), language="en", engine="fake")

    def transcribe_clips(self, audio: Audio, clips: Sequence[Span], progress: Progress) -> Transcript:
        """Return the words that touch a clip, in one segment."""
        touching = [word for word in self.words if any(clip.gap(word) == 0 for clip in clips)]
        return FakeTranscriber(touching).transcribe(audio, progress)


@dataclass(slots=True)
class FakeDiarizer:
    """A diarizer that returns the same `turns` for every recording."""

    turns: Sequence[Turn] = (Turn(0.0, 0.5, "SPEAKER_00"), Turn(0.5, 1.0, "SPEAKER_01"))

    def diarize(self, audio: Audio, speaker_count: SpeakerCount, progress: Progress) -> Diarization:  # noqa: ARG002
        """Return the turns."""
        progress(audio.duration, audio.duration)
        return Diarization(tuple(self.turns), model="fake")


class FakeEngines:
    """A plugin with the fakes: the whole way from audio to files, without models.

    transcribe(tone(), diarize=True, transcriber="fake", diarizer="fake", plugins=[FakeEngines(), my_plugin])
    """

    @hookimpl
    def register_transcribers(self, register: Register[Transcriber]) -> None:
        """Register `fake`."""
        register("fake", lambda _: FakeTranscriber(), summary="says hello world")

    @hookimpl
    def register_diarizers(self, register: Register[Diarizer]) -> None:
        """Register `fake`."""
        register("fake", lambda _: FakeDiarizer(), summary="finds two speakers")
