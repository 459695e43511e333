"""JSON: everything that is known, as a superset of Whisper's and WhisperX's.

`schema.json`, beside this file, is the JSON Schema. Every key is always there; null is "not known". Times are seconds;
all numbers are rounded to three decimals; there is no NaN.

- `schema_version`: 1. New keys leave it; it goes up when a key goes or changes its meaning.
- `name`, `duration` and `recording` (the file name) of the recording, `language`, `engine` (who wrote the words),
  `diarization_model`, `warnings`.
- `text`: the whole text.
- `segments`: Whisper's (`id, seek, start, end, text, tokens, temperature, avg_logprob, compression_ratio,
  no_speech_prob`), cut where the speaker changes (a piece of a cut segment has no `tokens`). Added: `speaker`,
  `speaker_label`, `reason`, `words`.
- `segments[].words`: Whisper's (`word` with the space in front of it, `start, end, probability`). Added: WhisperX's
  `score` (the same as `probability`), `speaker`, `speaker_label`, `reason`, `gap`, `interpolated`; where attribution
  knows them, `speaker_confidence`, `runner_up` (a label), `overlap` and `other_speakers` (labels: who talks at the
  same time), `no_speech` (nobody is heard here).
- `word_segments`: WhisperX's list of all words; as there, `word` is without white space.
- `speakers`: `label` (the diarizer's), `name` (the reader's), `seconds` of talk, `turns`, `words`.
- `quality`: what the run noticed of the recording (corrections do not change it; null if not diarized): `speech`, the
  share of it in which somebody talks, `overlap`, the share of that in which several do, `snr`, by how many dB talk is
  louder than noise, `rival_speakers`, the next best number of speakers, and `rival_margin`, by how much it is worse.
- `turns` and `exclusive_turns` (nobody overlaps): `start, end, speaker, speaker_label`; null if not diarized.

`speaker` is the name and `speaker_label` the label; both null if there is none. `reason` says how it was found:
`overlap`, `nearest` (with `gap`, the seconds to that turn), `no turns`, `not diarized`, or `checked`: a person said so.

`parse_json` reads it back: the document is the project file of corrections.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from itertools import chain

from whisper_diarize.records import (
    AttributedSegment,
    AttributedTranscript,
    AttributedWord,
    Diarization,
    Quality,
    Turn,
    speaker_statistics,
)

from .cleaning import encodable

SCHEMA_VERSION = 1

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
_encode_text = json.encoder.encode_basestring
_encode_again = lru_cache(_encode)  # of what is the same in many words


class Json:
    """All that is known, for programs."""

    extension = "json"

    def render(self, transcript: AttributedTranscript) -> str:
        """Return one object on one line."""
        return encodable(_document(_with_rounded_turns(transcript))) + "\n"


def without_copies(transcript: AttributedTranscript) -> str:
    """Return the object without what follows from the rest: `text` and `word_segments` are empty."""
    return encodable(_document(_with_rounded_turns(transcript), copies=False))


def _with_rounded_turns(transcript: AttributedTranscript) -> AttributedTranscript:
    """Return the transcript with turns as they are written: their order and figures are those that a reader finds."""
    diarization = transcript.diarization
    if diarization is None:
        return transcript
    rounded = Diarization(
        tuple(_rounded_turn(turn) for turn in diarization.turns),
        tuple(_rounded_turn(turn) for turn in diarization.exclusive()),
        model=diarization.model,
        quality=diarization.quality,
    )
    return replace(transcript, diarization=rounded)


def _rounded_turn(turn: Turn) -> Turn:
    return Turn(round(float(turn.start), 3), round(float(turn.end), 3), turn.speaker)


# What follows returns JSON, not values to be encoded: of ten hours of talk, which have a million numbers in their
# words, each is turned into text once, though all words are in the file twice.


class Names(dict[str | None, str]):
    """The fields that say who speaks, by label."""

    def __init__(self, transcript: AttributedTranscript) -> None:
        super().__init__((speaker.label, _named(speaker.name, speaker.label)) for speaker in transcript.speakers)

    def __missing__(self, label: str | None) -> str:
        return self.setdefault(label, _named(label, label))


def _named(name: str | None, label: str | None) -> str:
    return f'"speaker": {_encode(name)}, "speaker_label": {_encode(label)}'


def _document(transcript: AttributedTranscript, *, copies: bool = True) -> str:
    names = Names(transcript)
    diarization = transcript.diarization
    facts = [[_facts(word, names) for word in segment.words] for segment in transcript.segments]
    segments = zip(transcript.segments, facts, strict=True)
    words = zip(transcript.words, chain.from_iterable(facts), strict=True)
    return _object(
        schema_version=_encode(SCHEMA_VERSION),
        name=_encode(transcript.name),
        duration=_rounded(transcript.duration),
        language=_encode(transcript.language),
        engine=_encode(transcript.engine),
        diarization_model=_encode(diarization.model if diarization else None),
        text=_encode(transcript.text if copies else ""),
        segments=_list(_segment(index, names, *segment) for index, segment in enumerate(segments)),
        word_segments=_list(_word(word.word.text.strip(), facts) for word, facts in (words if copies else ())),
        speakers=_speakers(transcript),
        turns=_turns(diarization.turns, names) if diarization else "null",
        exclusive_turns=_turns(diarization.exclusive(), names) if diarization else "null",
        warnings=_encode(list(transcript.warnings)),
        recording=_encode(transcript.recording),
        quality=_quality(diarization.quality) if diarization else "null",
    )


def _segment(index: int, names: Names, attributed: AttributedSegment, facts: list[str]) -> str:
    segment = attributed.segment
    words = zip(attributed.words, facts, strict=True)
    return (
        f'{{"id": {index}, "seek": {_encode(segment.seek)}, '
        f'"start": {_rounded(segment.start)}, "end": {_rounded(segment.end)}, '
        f'"text": {_encode(segment.text)}, "tokens": {_encode(segment.tokens)}, '
        f'"temperature": {_rounded(segment.temperature)}, "avg_logprob": {_rounded(segment.avg_logprob)}, '
        f'"compression_ratio": {_rounded(segment.compression_ratio)}, '
        f'"no_speech_prob": {_rounded(segment.no_speech_prob)}, '
        f'{names[attributed.speaker]}, "reason": {_encode_again(attributed.reason)}, '
        f'"words": {_list(_word(word.word.text, facts) for word, facts in words)}}}'
    )


def _word(text: str, facts: str) -> str:
    return f'{{"word": {_encode_text(text)}, {facts}}}'


def _facts(attributed: AttributedWord, names: Names) -> str:
    """Return the fields of a word after its text."""
    word = attributed.word
    probability = _rounded(word.probability)
    return (
        f'"start": {_rounded(word.start)}, "end": {_rounded(word.end)}, '
        f'"probability": {probability}, "score": {probability}, {names[attributed.speaker]}, '
        f'"reason": {_encode_again(attributed.reason)}, "gap": {_rounded(attributed.gap)}, '
        f'"interpolated": {_encode_again(word.interpolated)}, '
        f'"speaker_confidence": {_rounded(attributed.speaker_confidence)}, '
        f'"runner_up": {_encode_again(attributed.runner_up)}, "overlap": {_encode_again(attributed.overlap)}, '
        f'"other_speakers": {_encode_again(attributed.other_speakers)}, '
        f'"no_speech": {_encode_again(attributed.no_speech)}'
    )


def _speakers(transcript: AttributedTranscript) -> str:
    return _list(
        _object(
            label=_encode(row.speaker.label),
            name=_encode(row.speaker.name),
            seconds=_rounded(row.seconds),
            turns=_encode(row.turns),
            words=_encode(row.words),
        )
        for row in speaker_statistics(transcript)
    )


def _quality(quality: Quality) -> str:
    return _object(
        speech=_rounded(quality.speech),
        overlap=_rounded(quality.overlap),
        snr=_rounded(quality.snr),
        rival_speakers=_encode(quality.rival_speakers),
        rival_margin=_rounded(quality.rival_margin),
    )


def _turns(turns: Iterable[Turn], names: Names) -> str:
    return _list(
        f'{{"start": {_rounded(turn.start)}, "end": {_rounded(turn.end)}, {names[turn.speaker]}}}' for turn in turns
    )


def _object(**fields: str) -> str:
    return "{" + ", ".join([f'"{name}": {value}' for name, value in fields.items()]) + "}"


def _list(values: Iterable[str]) -> str:
    return f"[{', '.join(values)}]"


def rounded(number: float | None) -> float | None:
    """Return `number` with three decimals; None if it is not known, or not a number."""
    return None if number is None or not math.isfinite(number) else round(float(number), 3)


def _rounded(number: float | None) -> str:
    """Return `number` with at most three decimals; null if it is not known, or not a number.

    What `repr(round(number, 3))` gives, in a third of the time.
    """
    if number is None or not math.isfinite(number):
        return "null"
    text = f"{number:.3f}"
    if text[-1] != "0":
        return text
    return text[:-2] if text[-2] == "0" else text[:-1]
