"""Components with one fault each, by the reason that the conformance kit must give for it."""

import struct
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from whisper_diarize import (
    AttributedTranscript,
    AttributedWord,
    Audio,
    Diarization,
    Progress,
    Segment,
    SpeakerCount,
    StreamedWords,
    Transcript,
    Turn,
    Word,
    hookimpl,
)
from whisper_diarize.catalogue import Credit, File, NamedModel, RegisterModel, Repository

CALLS = count()


class Exporter:
    """A sound one, for others to spoil."""

    extension = "count"

    def render(self, transcript: AttributedTranscript) -> Any:
        return f"{len(transcript.words)} words\n"


class DottedExtension(Exporter):
    extension = ".count"


class Unfinished(Exporter):
    def render(self, transcript: AttributedTranscript) -> Any:
        return {"words": len(transcript.words)}


class ShortTimes(Exporter):
    """Writes tenths of a second in two bytes: enough for 109 minutes."""

    def render(self, transcript: AttributedTranscript) -> Any:
        return b"".join(struct.pack("<H", round(item.start * 10)) for item in transcript.segments)


class FormatString(Exporter):
    def render(self, transcript: AttributedTranscript) -> Any:
        lines = [f"{transcript.name_of(item.speaker)}: {{text}}\n" for item in transcript.segments]
        return "".join(line.format(text="said something") for line in lines)


class Raw(Exporter):
    def render(self, transcript: AttributedTranscript) -> Any:
        return "".join(f"{transcript.name_of(item.speaker)}: {item.text}\n" for item in transcript.segments)


class Numbered(Exporter):
    def render(self, transcript: AttributedTranscript) -> Any:
        return f"{next(CALLS)} {len(transcript.words)} words\n"


class Shout:
    """Changes what is read, and not the words, which other formats write."""

    def process(self, transcript: AttributedTranscript) -> AttributedTranscript:
        parts = [replace(s, segment=replace(s.segment, text=s.segment.text.upper())) for s in transcript.segments]
        return replace(transcript, segments=tuple(parts))


class Drops:
    """Loses words of no length."""

    def attribute(self, words: Sequence[Word], diarization: Diarization) -> list[AttributedWord]:
        turns = [turn for turn in diarization.turns if turn.speaker]
        kept = [word for word in words if word.end > word.start]
        return [AttributedWord(word, turns[0].speaker if turns else None, "overlap") for word in kept]


class Shared:
    """Keeps what it works on in the instance."""

    def attribute(self, words: Sequence[Word], diarization: Diarization) -> list[AttributedWord]:
        self.found: list[AttributedWord] = []
        for word in words:
            self.found.append(AttributedWord(word, next(iter(diarization.speakers), None), "overlap"))
            time.sleep(0)
        return [item for item in self.found if sum(other.word == item.word for other in self.found) == 1]


@dataclass
class Engine:
    """A sound transcriber, for others to spoil."""

    text: str = " hello"

    def transcribe(self, audio: Audio, progress: Progress) -> Transcript:
        progress(audio.duration, audio.duration or 1.0)
        if audio.duration < 1:
            return Transcript()
        return Transcript((Segment(0.0, 0.5, self.text, (Word(0.0, 0.5, self.text),)),))


class Deaf(Engine):
    """Takes a request to stop for a fault of the display."""

    def transcribe(self, audio: Audio, progress: Progress) -> Transcript:
        try:
            return super().transcribe(audio, progress)
        except Exception:  # noqa: BLE001  the fault
            return Transcript()


class Normalizes(Engine):
    def transcribe(self, audio: Audio, progress: Progress) -> Transcript:
        audio.array[:] *= 0.5
        return super().transcribe(audio, progress)


class OneStream(Engine):
    """Has one stream, for all who ask: a word a second."""

    def __init__(self) -> None:
        super().__init__()
        self._samples = 0

    def stream(self) -> Any:
        return self

    def feed(self, samples: Any, *, last: bool = False) -> StreamedWords:
        before, self._samples = self._samples // 16_000, self._samples + len(samples)
        words = (Word(second, second + 1, f" {second}") for second in range(before, self._samples // 16_000))
        return StreamedWords(tuple(words))


class Undecided(Engine):
    """Is never certain."""

    def stream(self) -> Any:
        return Undecided()

    def feed(self, samples: Any, *, last: bool = False) -> StreamedWords:
        return StreamedWords(tentative=(Word(0.0, 0.5, " hello"),))


class Foreteller(Engine):
    """Knows a minute's words from the first sound."""

    def stream(self) -> Any:
        return Foreteller()

    def feed(self, samples: Any, *, last: bool = False) -> StreamedWords:
        return StreamedWords(tentative=() if last else (Word(59.0, 60.0, " hello"),))


class ListOfTurns:
    def diarize(self, audio: Audio, speaker_count: SpeakerCount, progress: Progress) -> Any:
        return [Turn(0.0, audio.duration, "a")]


class Spectrum:
    """Needs two samples at least."""

    def diarize(self, audio: Audio, speaker_count: SpeakerCount, progress: Progress) -> Any:
        if not audio.num_samples:
            return Diarization()
        step = 1 / (audio.num_samples - 1)
        return Diarization((Turn(0.0, audio.duration - step * 1e-9, "a"),))


class Normalized:
    """Takes the mean of all windows of a batch off each."""

    def features(self, samples: Any) -> Any:
        frames = samples[:, : samples.shape[1] // 160 * 160].reshape(len(samples), -1, 160)
        return frames - frames.mean(axis=0)

    def embed(self, features: Any, masks: Any) -> Any:
        return masks.mean(axis=2, keepdims=True) * features.std(axis=1)[:, None]


class Flat(Normalized):
    def embed(self, features: Any, masks: Any) -> Any:
        return super().embed(features, masks)[:, 0]


@dataclass(frozen=True)
class Models:
    """A plugin with a model."""

    model: NamedModel

    @hookimpl
    def register_models(self, register: RegisterModel) -> None:
        register(self.model)


PLAIN = NamedModel(
    "house",
    "two networks of the house",
    (Credit("both", "Ann", "MIT"),),
    (Repository("ann/house", (File("seg.bin"), File("voices.bin"))),),
    config={"clustering_threshold": 0.7},
)

BROKEN: dict[str, tuple[str, Callable[[], Any], str]] = {
    "an extension with a dot in front": (
        "exporter",
        DottedExtension,
        "the extension is '.count', with a dot in front or no name",
    ),
    "contents that are neither text nor bytes": ("exporter", Unfinished, "render() returned dict, not text or bytes"),
    "times of ten hours do not fit": ("exporter", ShortTimes, "it fails on ten hours: error: "),
    "names are used as a format string": ("exporter", FormatString, "it fails on hostile names and words: "),
    "control characters of names are written": (
        "exporter",
        Raw,
        "the control character '\\x1b' of a name or word is in the text",
    ),
    "another result each time": ("exporter", Numbered, "the same transcript is rendered differently a second time"),
    "a text is changed, its words are not": (
        "post-processor",
        Shout,
        "it fails on a conversation: ValueError: the text ' SHALL WE START?' is not what the words say",
    ),
    "words of no length are lost": ("attributor", Drops, "words are lost, made up, changed or out of order"),
    "state that threads share": ("attributor", Shared, "threads that attribute at the same time disturb each other"),
    "a request to stop is swallowed": (
        "transcriber",
        Deaf,
        "it goes on although progress raised an exception, so",
    ),
    "samples are changed in place": ("transcriber", Normalizes, "it changes the samples of the recording"),
    "streams that share their state": (
        "transcriber",
        OneStream,
        "two streams that are fed in turn give other words than one alone",
    ),
    "words of sound that was not fed": ("transcriber", Foreteller, "a word ends after the sound that was fed: "),
    "a stream that never decides": ("transcriber", Undecided, "words are tentative although the recording is over"),
    "a list instead of a Diarization": ("diarizer", ListOfTurns, "it returned list, not a Diarization"),
    "a vector depends on the rest of the batch": (
        "embedding",
        Normalized,
        "a window has another vector in a batch than alone",
    ),
    "vectors without an axis of speakers": (
        "embedding",
        Flat,
        "embed() of masks of (1, 1, 100) returned (1, 160), not (batch, speakers, dim)",
    ),
    "a model of a repository is not pinned": (
        "plugin",
        lambda: Models(PLAIN),
        "the model 'house' does not pin seg.bin, voices.bin by a SHA-256",
    ),
    "a model without a licence": (
        "plugin",
        lambda: Models(replace(PLAIN, credits=(Credit("seg", "Ann", ""),))),
        "a credit of the model 'house' lacks its network, its authors or its licence",
    ),
    "a model with a setting that there is not": (
        "plugin",
        lambda: Models(replace(PLAIN, config={"clustering_threshold": 0.7, "linkage": "ward"})),
        "house: the model's description has no 'linkage'",
    ),
    "one sample is not expected": ("diarizer", Spectrum, "it fails on one sample: ZeroDivisionError: "),
}
