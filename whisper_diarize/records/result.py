"""The result of a run: the transcript with a speaker on every word, its views and its formats."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any

from whisper_diarize.errors import OptionError

from .attributed import AttributedSegment, AttributedWord
from .comment import Comment
from .correction import Correction
from .diarization import Diarization
from .display import clock, counted, table
from .fields import MAX_SECONDS, Fields, Plain, check_range, rounded
from .outputs import outputs
from .quality import Quality
from .speaker import Speaker
from .statistics import SpeakerStatistics, speaker_statistics


@dataclass(frozen=True, slots=True, repr=False)
class AttributedTranscript:
    """The result of a run, and the only thing that post-processors and exporters see.

    Segments are in order of time and have one speaker each; those that are an `echo` of another channel are in no text
    and no format but JSON (`without_echo`). `speakers` are in order of first appearance. `diarization`
    is None if the run did not look for speakers. `name` is the stem of the recording; `duration` its length in seconds;
    `recording` the name of its file, without the folder; None if it is no file. `comments` are a person's, in order of
    time; `corrections` are those of glossaries.

    Raises:
        ValueError: the duration is negative, or not finite.
    """

    segments: tuple[AttributedSegment, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    diarization: Diarization | None = None
    language: str | None = None
    engine: str | None = None
    name: str = "audio"
    duration: float = 0.0
    warnings: tuple[str, ...] = field(default=())
    recording: str | None = None
    comments: tuple[Comment, ...] = ()
    corrections: tuple[Correction, ...] = ()

    def __post_init__(self) -> None:
        check_range("duration", self.duration, 0)

    def __repr__(self) -> str:
        return f"<AttributedTranscript {self.name!r}: {self._summary()}>"

    def _repr_html_(self) -> str:
        names = self._names()
        said = ((s.start, names.get(s.speaker or "", s.speaker or ""), s.text) for s in self.segments)
        rows = [(clock(start), name, text) for start, name, text in said]
        return table(f"{self.name}: {self._summary()}", ("time", "speaker", "text"), rows)

    def _summary(self) -> str:
        words = sum(segment.num_words for segment in self.segments)
        return f"{counted(len(self.speakers), 'speaker')}, {counted(words, 'word')}, {clock(self.duration)}"

    def _names(self) -> dict[str, str]:
        return {speaker.label: speaker.name for speaker in self.speakers}

    @property
    def words(self) -> tuple[AttributedWord, ...]:
        """Every word with its speaker, in order."""
        return tuple(chain.from_iterable(segment.words for segment in self.segments))

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join([segment.segment.text for segment in self.segments if not segment.segment.echo]).strip()

    @property
    def quality(self) -> Quality | None:
        """The quality of the recording, as the run noticed it; None if it did not look for speakers."""
        return self.diarization.quality if self.diarization else None

    def statistics(self) -> tuple[SpeakerStatistics, ...]:
        """Return seconds, turns and words of each speaker, in order of first appearance."""
        return self._statistics(self.diarization)

    def _statistics(self, diarization: Diarization | None) -> tuple[SpeakerStatistics, ...]:
        return speaker_statistics(self.speakers, diarization.turns if diarization else (), self.segments)

    def without_echo(self) -> AttributedTranscript:
        """Return the transcript without the segments that are the sound of another channel."""
        if not any(segment.segment.echo for segment in self.segments):
            return self
        return replace(self, segments=tuple(segment for segment in self.segments if not segment.segment.echo))

    def name_of(self, label: str | None) -> str | None:
        """Return the name that readers see for a speaker's label; None for None."""
        return next((speaker.name for speaker in self.speakers if speaker.label == label), label)

    def with_names(self, names: Sequence[str] | Mapping[str, str]) -> AttributedTranscript:
        """Return a copy in which speakers bear `names`, in order of appearance or by label; others keep theirs.

        So do those whose name in a sequence is empty.

        Raises:
            OptionError: a label is none of the transcript's.
        """
        labels = [speaker.label for speaker in self.speakers]
        given = (
            names
            if isinstance(names, Mapping)
            else {label: name for label, name in zip(labels, names, strict=False) if name}
        )
        for label in given:
            if label not in labels:
                raise OptionError.unknown("speaker", label, labels)
        speakers = tuple(old.renamed(given[old.label]) if old.label in given else old for old in self.speakers)
        return replace(self, speakers=speakers)

    def with_text(self, texts: Sequence[str]) -> AttributedTranscript:
        """Return a copy in which the segments say `texts`, one each, as a translation does.

        A segment whose text changes has no words any more, as their times do not fit.

        Raises:
            ValueError: there are more or fewer texts than segments.
        """
        if len(texts) != len(self.segments):
            raise ValueError(f"{len(texts)} texts for {len(self.segments)} segments: give one for each")
        pairs = zip(self.segments, texts, strict=True)
        return replace(self, segments=tuple(segment.with_text(text) for segment, text in pairs))

    def map_words(self, change: Callable[[str], str]) -> AttributedTranscript:
        """Return a copy with `change` applied to every word: to redact, to correct, to write in capitals.

        `change` is given the word without white space around it, but with its punctuation (`Lee,`). The result has
        the white space, the times and the speaker that the word had; a word that becomes blank is left out, and so is
        a segment without any other. In a segment without word times, words are what white space separates.
        """
        changed = (segment.map_words(change) for segment in self.segments)
        return replace(self, segments=tuple(segment for segment in changed if segment is not None))

    def render(self, output_format: str, /, *, recording: str | Path | None = None, **options: object) -> str | bytes:
        """Return the transcript in a format, by name: `render("srt", max_line_width=32)`.

        `whisper-diarize plugins` lists the formats, those of plugins too; options are those of `-o`. `recording` is the
        file for formats that play and draw it.

        Raises:
            OptionError: there is no such format, or an option of it is unknown or wrong.
            ExportError, ComponentError: the transcript cannot be said in this format.
        """
        return outputs().render(self, output_format, options, recording)

    def save(self, path: str | Path, /, *, output_format: str | None = None, **options: object) -> Path:
        """Write the transcript to a file, in the format that its suffix names, and return the path.

        `talk.srt` and `talk.diarized.json` are named as `transcribe` names its outputs. Folders are made; the file
        appears whole or not at all.

        Raises:
            OptionError: no format has this suffix, or an option is unknown or wrong.
            ExportError, ComponentError: the transcript cannot be said in this format, or the file cannot be written.
        """
        return outputs().save(self, path, output_format, options)

    def to_dataframe(self) -> Any:  # Any: a pandas.DataFrame, which may not be here
        """Return a pandas DataFrame with a row for each word; for each segment where there are no word times.

        Columns: `start`, `end`, `text`, `speaker` (the name), `speaker_label`, `segment` (its number), `probability`,
        `speaker_confidence`, `reason`.

        Raises:
            OptionError: pandas is not installed.
        """
        try:
            pandas = importlib.import_module("pandas")
        except ImportError as exc:
            raise OptionError("to_dataframe needs pandas: pip install pandas") from exc
        columns = ("start", "end", "text", "speaker", "speaker_label", "segment", "probability", "speaker_confidence")
        return pandas.DataFrame(list(self._rows()), columns=[*columns, "reason"])

    def _rows(self) -> Iterator[tuple[object, ...]]:
        names = self._names()
        for number, segment in enumerate(self.segments):
            speaker = (names.get(segment.speaker or "", segment.speaker), segment.speaker)
            if not segment.words:
                yield segment.start, segment.end, segment.text, *speaker, number, None, None, segment.reason
            for word in segment.words:
                speaker = (names.get(word.speaker or "", word.speaker), word.speaker)
                sure = (word.probability, word.speaker_confidence, word.reason)
                yield word.start, word.end, word.text.strip(), *speaker, number, *sure

    def to_dict(self) -> Plain:
        """Return the transcript as plain values: our JSON without `schema_version`.

        Numbers have three decimals, and the arrays of the diarization are left out.
        """
        names = self._names()
        diarization = self.diarization.rounded() if self.diarization else None
        found = diarization.to_dict(names) if diarization else {}
        segments = [{"id": index, **segment.to_dict(names)} for index, segment in enumerate(self.segments)]
        words = chain.from_iterable(segment["words"] for segment in segments if not segment["echo"])
        return {
            "name": self.name,
            "duration": rounded(self.duration),
            "language": self.language,
            "engine": self.engine,
            "diarization_model": found.get("diarization_model"),
            "diarization_licence": found.get("diarization_licence"),
            "diarization_authors": found.get("diarization_authors"),
            "text": self.text,
            "segments": segments,
            "word_segments": [{**word, "word": word["word"].strip()} for word in words],
            "speakers": [row.to_dict() for row in self._statistics(diarization)],
            "turns": found.get("turns"),
            "exclusive_turns": found.get("exclusive_turns"),
            "warnings": list(self.warnings),
            "recording": self.recording,
            "quality": found.get("quality"),
            "comments": [comment.to_dict() for comment in self.comments],
            "corrections": [correction.to_dict() for correction in self.corrections],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> AttributedTranscript:
        """Read the output of `to_dict`.

        Unknown keys, copies (`text`, `word_segments`) and figures are ignored.

        Raises:
            ValueError: a value is missing or wrong; the message names the field.
        """
        fields = Fields.of(data)
        fields.require("segments")
        diarized = fields.get("turns") is not None
        return cls(
            segments=fields.records("segments", AttributedSegment.from_dict),
            speakers=fields.records("speakers", Speaker.from_dict),
            diarization=Diarization.from_dict(fields) if diarized else None,
            language=fields.optional_text("language"),
            engine=fields.optional_text("engine"),
            name=fields.text("name") if "name" in fields else "audio",
            duration=fields.optional_number("duration", 0, MAX_SECONDS) or 0.0,
            warnings=fields.texts("warnings"),
            recording=fields.optional_text("recording"),
            comments=fields.records("comments", Comment.from_dict),
            corrections=fields.records("corrections", Correction.from_dict),
        )
