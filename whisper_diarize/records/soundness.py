"""Checks of records that other people's code returns: the records themselves trust those who make them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from .attributed import AttributedSegment, AttributedWord
from .audio import Audio
from .diarization import Diarization, Turn
from .fields import MAX_SECONDS
from .quality import Quality
from .result import AttributedTranscript
from .saved import SavedSegment, SavedSpeech, SavedWord
from .scores import SpeakerScores
from .span import Span
from .speaker import Speaker
from .streamed import StreamedWords
from .transcript import Segment, Transcript, Word
from .voice import Match, VoiceModel

Part = TypeVar("Part")


def check_sound(record: object) -> None:
    """Check that a record has parts of the types that it promises, and times that are some; others are not looked at.

    Raises:
        ValueError: it does not; the message says which part.
    """
    check = next((one for kind, one in _CHECKS.items() if isinstance(record, kind)), None)
    if check is None:
        return
    try:
        check(record)
    except (AttributeError, TypeError, OverflowError, LookupError) as exc:
        raise ValueError(f"a part of it is missing or of another type: {exc}") from exc


def _transcript(transcript: Transcript) -> None:
    for segment in _each("segment", transcript.segments, Segment):
        _segment(segment)
    _texts("language or engine", (transcript.language, transcript.engine))
    _texts("speaker", transcript.word_speakers)


def _segment(segment: Segment) -> None:
    _timed("segment", segment)
    for word in _each("word", segment.words, Word):
        _word(word)
    if not all(type(token) is int for token in segment.tokens):
        raise ValueError("a token is no whole number")


def _streamed(streamed: StreamedWords) -> None:
    for word in _each("word", (*streamed.certain, *streamed.tentative), Word):
        _word(word)


def _word(word: Word) -> None:
    _timed("word", word)
    Word.__post_init__(word)


def _timed(kind: str, part: Word | Segment) -> None:
    if not isinstance(part.text, str):
        raise ValueError(f"the text of a {kind} is {type(part.text).__name__}, not text")  # noqa: TRY004  see check_sound
    _time(part)


def _time(span: Span) -> None:
    Span.__post_init__(span)
    if span.end > MAX_SECONDS:
        raise ValueError(f"a time of {span.end:g} s is more than any recording has")


def _diarization(diarization: Diarization) -> None:
    for turn in _each("turn", (*diarization.turns, *(diarization.exclusive_turns or ())), Turn):
        _time(turn)
        _texts("speaker", (turn.speaker,), optional=False)
    _texts("speaker", diarization.embeddings, optional=False)
    if any(getattr(vector, "ndim", None) != 1 for vector in diarization.embeddings.values()):
        raise ValueError("a voice vector is no array of one axis")
    _texts("model, licence or authors", (diarization.model, diarization.licence, diarization.authors))
    list(_each("voice model", (diarization.voice_model,) if diarization.voice_model is not None else (), VoiceModel))
    list(_each("quality", (diarization.quality,), Quality))
    if diarization.scores is not None:
        list(_each("scores", (diarization.scores,), SpeakerScores))


def _attributed(transcript: AttributedTranscript) -> None:
    for segment in _each("segment", transcript.segments, AttributedSegment):
        _segment(segment.segment)
        _texts("speaker", (segment.speaker,))
        for word in _each("word", segment.words, AttributedWord):
            _attributed_word(word)
    for speaker in _each("speaker", transcript.speakers, Speaker):
        _texts("name of a speaker", (speaker.label, speaker.name), optional=False)
        for match in _each("match", () if speaker.match is None else (speaker.match,), Match):
            _match(match)
    if transcript.diarization is not None:
        for found in _each("diarization", (transcript.diarization,), Diarization):
            _diarization(found)
    _texts("language, engine or recording", (transcript.language, transcript.engine, transcript.recording))
    _texts("name or warning", (transcript.name, *transcript.warnings), optional=False)
    AttributedTranscript.__post_init__(transcript)


def _attributed_word(word: AttributedWord) -> None:
    for one in _each("word", (word.word,), Word):
        _word(one)
    _texts("speaker", (word.speaker, word.runner_up, *word.other_speakers))
    _texts("reason", (word.reason,), optional=False)
    AttributedWord.__post_init__(word)


def _match(match: Match) -> None:
    _texts("name", (match.name, match.runner_up))
    Match.__post_init__(match)


def _saved(speech: SavedSpeech) -> None:
    for segment in _each("segment", speech.segments or (), SavedSegment):
        _texts("text", (segment.text,), optional=False)
        _texts("text", [word.text for word in _each("word", segment.words, SavedWord)], optional=False)
    _texts("text", [word.text for word in _each("word", speech.words, SavedWord)], optional=False)
    for turn in _each("turn", speech.turns or (), Turn):
        _time(turn)
        _texts("speaker", (turn.speaker,), optional=False)


def _audio(audio: Audio) -> None:
    if type(audio.sample_rate) is not int or audio.sample_rate < 1:
        raise ValueError("its sample rate is no number of Hz")
    start: Any = audio.samples[: min(1, len(audio.samples))]  # Any: other people's
    if getattr(start, "ndim", None) != 1 or str(start.dtype) != "float32":
        raise ValueError("its samples are no array of one axis in float32")
    _texts("name", (audio.name, audio.source), optional=False)


def _each(kind: str, parts: Iterable[object], expected: type[Part]) -> Iterable[Part]:
    for part in parts:
        if not isinstance(part, expected):
            raise ValueError(f"a {kind} is a {type(part).__name__}, not a {expected.__name__}")  # noqa: TRY004  as above
        yield part


def _texts(kind: str, values: Iterable[object], *, optional: bool = True) -> None:
    for value in values:
        if not isinstance(value, str) and not (optional and value is None):
            raise ValueError(f"a {kind} is {type(value).__name__}, not text")


_CHECKS: dict[type, Callable[[Any], None]] = {
    Transcript: _transcript,
    StreamedWords: _streamed,
    Diarization: _diarization,
    AttributedTranscript: _attributed,
    AttributedWord: _attributed_word,
    Match: _match,
    SavedSpeech: _saved,
    Audio: _audio,
}
