"""Components with one fault each, by the reason that the conformance kit must give for it."""

import struct
import time
from dataclasses import dataclass, replace
from itertools import count

from whisper_diarize import AttributedWord, Diarization, Segment, Transcript, Turn, Word

CALLS = count()


class Exporter:
    """A sound one, for others to spoil."""

    extension = "count"

    def render(self, transcript):
        return f"{len(transcript.words)} words\n"


class DottedExtension(Exporter):
    extension = ".count"


class Unfinished(Exporter):
    def render(self, transcript):
        return {"words": len(transcript.words)}


class ShortTimes(Exporter):
    """Writes tenths of a second in two bytes: enough for 109 minutes."""

    def render(self, transcript):
        return b"".join(struct.pack("<H", round(item.start * 10)) for item in transcript.segments)


class FormatString(Exporter):
    def render(self, transcript):
        lines = [f"{transcript.name_of(item.speaker)}: {{text}}\n" for item in transcript.segments]
        return "".join(line.format(text="said something") for line in lines)


class Raw(Exporter):
    def render(self, transcript):
        return "".join(f"{transcript.name_of(item.speaker)}: {item.text}\n" for item in transcript.segments)


class Numbered(Exporter):
    def render(self, transcript):
        return f"{next(CALLS)} {len(transcript.words)} words\n"


class Shout:
    """Changes what is read, and not the words, which other formats write."""

    def process(self, transcript):
        parts = [replace(s, segment=replace(s.segment, text=s.segment.text.upper())) for s in transcript.segments]
        return replace(transcript, segments=tuple(parts))


class Drops:
    """Loses words of no length."""

    def attribute(self, words, diarization):
        turns = [turn for turn in diarization.turns if turn.speaker]
        kept = [word for word in words if word.end > word.start]
        return [AttributedWord(word, turns[0].speaker if turns else None, "overlap") for word in kept]


class Shared:
    """Keeps what it works on in the instance."""

    def attribute(self, words, diarization):
        self.found = []
        for word in words:
            self.found.append(AttributedWord(word, next(iter(diarization.speakers), None), "overlap"))
            time.sleep(0)
        return [item for item in self.found if sum(other.word == item.word for other in self.found) == 1]


@dataclass
class Engine:
    """A sound transcriber, for others to spoil."""

    text: str = " hello"

    def transcribe(self, audio, progress):
        progress(audio.duration, audio.duration or 1.0)
        if audio.duration < 1:
            return Transcript()
        return Transcript((Segment(0.0, 0.5, self.text, (Word(0.0, 0.5, self.text),)),))


class Deaf(Engine):
    """Takes a request to stop for a fault of the display."""

    def transcribe(self, audio, progress):
        try:
            return super().transcribe(audio, progress)
        except Exception:  # noqa: BLE001  the fault
            return Transcript()


class Normalizes(Engine):
    def transcribe(self, audio, progress):
        audio.array[:] *= 0.5
        return super().transcribe(audio, progress)


class ListOfTurns:
    def diarize(self, audio, speaker_count, progress):
        return [Turn(0.0, audio.duration, "a")]


class Spectrum:
    """Needs two samples at least."""

    def diarize(self, audio, speaker_count, progress):
        if not audio.num_samples:
            return Diarization()
        step = 1 / (audio.num_samples - 1)
        return Diarization((Turn(0.0, audio.duration - step * 1e-9, "a"),))


BROKEN = {
    "dotted extension": ("exporter", DottedExtension, "the extension is '.count', with a dot in front or no name"),
    "wrong type": ("exporter", Unfinished, "render() returned dict, not text or bytes"),
    "ten hours": ("exporter", ShortTimes, "it fails on ten hours: error: "),
    "names as format": ("exporter", FormatString, "it fails on hostile names and words: "),
    "raw names": ("exporter", Raw, "the control character '\\x1b' of a name or word is in the text"),
    "another result": ("exporter", Numbered, "the same transcript is rendered differently a second time"),
    "text without words": ("post-processor", Shout, "it fails on a conversation: ValueError: the text"),
    "lost words": ("attributor", Drops, "words are lost, made up, changed or out of order"),
    "shared state": ("attributor", Shared, "threads that attribute at the same time disturb each other"),
    "unstoppable": (
        "transcriber",
        Deaf,
        "it goes on although progress raised an exception, so",
    ),
    "changed samples": ("transcriber", Normalizes, "it changes the samples of the recording"),
    "list of turns": ("diarizer", ListOfTurns, "it returned list, not a Diarization"),
    "one sample": ("diarizer", Spectrum, "it fails on one sample: ZeroDivisionError: "),
}
