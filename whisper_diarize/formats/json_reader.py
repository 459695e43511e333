"""Our JSON, read back: what `Json` wrote becomes the transcript that it was made of, to the last byte.

Figures and copies (`text`, `word_segments`, `speakers[].seconds` ...) are not read: they follow from the rest. Unknown
keys are passed over; those that newer versions added may be missing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from whisper_diarize.errors import TranscriptionError
from whisper_diarize.records import (
    AttributedSegment,
    AttributedTranscript,
    AttributedWord,
    Diarization,
    Quality,
    Segment,
    Speaker,
    Turn,
    Word,
)

from .json import SCHEMA_VERSION


def parse_json(text: str) -> AttributedTranscript:
    """Return the transcript of a document in our JSON.

    Raises:
        TranscriptionError: it is not one; the message says which key.
    """
    try:
        document = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as exc:
        raise TranscriptionError(f"this is not JSON ({exc})") from exc
    version = document.get("schema_version") if isinstance(document, dict) else None
    if version is None:
        raise TranscriptionError(
            "this is not a JSON document of transcribe (it has no schema_version); to give the words of another "
            "transcript to speakers: transcribe AUDIO --diarize --transcript FILE"
        )
    if version != SCHEMA_VERSION:
        raise TranscriptionError(f"it has schema_version {version!r}, and only {SCHEMA_VERSION} is known here")
    try:
        return _transcript(_Object(document, ""))
    except _ShapeError as exc:
        raise TranscriptionError(f"this is not a JSON document of transcribe: {exc}") from exc


class _ShapeError(Exception):
    """A key is missing, or its value is of the wrong kind."""


@dataclass(frozen=True, slots=True)
class _Object:
    """An object of the document and where it stands: its values, each of the kind that is asked for."""

    values: Mapping[str, Any]  # whatever JSON can hold
    where: str

    def path(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where else key

    def text(self, key: str) -> str:
        return str(self._checked(key, str, "text"))

    def optional_text(self, key: str) -> str | None:
        return None if self.values.get(key) is None else self.text(key)

    def number(self, key: str) -> float:
        value = self._checked(key, (int, float), "a number")
        try:
            return float(value)
        except OverflowError as exc:
            raise _ShapeError(f"{self.path(key)} is not a number of this world") from exc

    def optional_number(self, key: str) -> float | None:
        return None if self.values.get(key) is None else self.number(key)

    def integer(self, key: str) -> int:
        return int(self._checked(key, int, "a whole number"))

    def optional_integer(self, key: str) -> int | None:
        return None if self.values.get(key) is None else self.integer(key)

    def items(self, key: str) -> list[Any]:
        return list(self._checked(key, list, "a list"))

    def object(self, key: str) -> _Object:
        return _Object(dict(self._checked(key, dict, "an object")), self.path(key))

    def objects(self, key: str) -> Iterator[_Object]:
        for index, item in enumerate(self.items(key)):
            where = f"{self.path(key)}[{index}]"
            if not isinstance(item, dict):
                raise _ShapeError(f"{where} is not an object")
            yield _Object(item, where)

    def times(self) -> tuple[float, float]:
        start, end = self.number("start"), self.number("end")
        if not 0 <= start <= end < float("inf"):
            raise _ShapeError(f"{self.where} is not a span of time: {start} to {end}")
        return start, end

    def _checked(self, key: str, kinds: type | tuple[type, ...], name: str) -> Any:  # what `kinds` says
        if key not in self.values:
            raise _ShapeError(f"{self.path(key)} is missing")
        value = self.values[key]
        if not isinstance(value, kinds) or isinstance(value, bool):
            raise _ShapeError(f"{self.path(key)} is {value!r:.20}, not {name}")
        return value


def _transcript(document: _Object) -> AttributedTranscript:
    diarized = document.values.get("turns") is not None
    return AttributedTranscript(
        segments=tuple(_segment(item) for item in document.objects("segments")),
        speakers=tuple(Speaker(item.text("label"), item.text("name")) for item in document.objects("speakers")),
        diarization=_diarization(document) if diarized else None,
        language=document.optional_text("language"),
        engine=document.optional_text("engine"),
        name=document.text("name"),
        duration=document.number("duration"),
        warnings=tuple(str(warning) for warning in document.items("warnings")),
        recording=document.optional_text("recording"),
    )


def _diarization(document: _Object) -> Diarization:
    exclusive = document.values.get("exclusive_turns") is not None
    return Diarization(
        tuple(_turn(item) for item in document.objects("turns")),
        tuple(_turn(item) for item in document.objects("exclusive_turns")) if exclusive else None,
        model=document.optional_text("diarization_model"),
        quality=_quality(document),
    )


def _quality(document: _Object) -> Quality:
    if document.values.get("quality") is None:
        return Quality()
    found = document.object("quality")
    return Quality(
        found.optional_number("speech"),
        found.optional_number("overlap"),
        found.optional_number("snr"),
        found.optional_integer("rival_speakers"),
        found.optional_number("rival_margin"),
    )


def _turn(item: _Object) -> Turn:
    return Turn(*item.times(), item.text("speaker_label"))


def _segment(item: _Object) -> AttributedSegment:
    words = tuple(_word(word) for word in item.objects("words"))
    segment = Segment(
        *item.times(),
        text=item.text("text"),
        words=tuple(word.word for word in words),
        seek=item.optional_integer("seek"),
        tokens=tuple(int(token) for token in item.items("tokens") if isinstance(token, int)),
        temperature=item.optional_number("temperature"),
        avg_logprob=item.optional_number("avg_logprob"),
        compression_ratio=item.optional_number("compression_ratio"),
        no_speech_prob=item.optional_number("no_speech_prob"),
    )
    return AttributedSegment(segment, item.optional_text("speaker_label"), item.text("reason"), words)


def _word(item: _Object) -> AttributedWord:
    word = Word(
        *item.times(),
        text=item.text("word"),
        probability=item.optional_number("probability"),
        interpolated=item.values.get("interpolated") is True,
    )
    return AttributedWord(
        word,
        item.optional_text("speaker_label"),
        item.text("reason"),
        item.number("gap"),
        speaker_confidence=item.optional_number("speaker_confidence"),
        runner_up=item.optional_text("runner_up"),
        overlap=item.values.get("overlap") is True,
        other_speakers=tuple(str(label) for label in item.values.get("other_speakers") or ()),
        no_speech=item.values.get("no_speech") is True,
    )
