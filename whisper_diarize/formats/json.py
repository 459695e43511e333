"""JSON: everything that is known, as a superset of Whisper's and WhisperX's.

`schema.json`, beside this file, is the JSON Schema. Every key is always there; null is "not known". Times are seconds;
all numbers are rounded to three decimals; there is no NaN.

- `schema_version`: 1. New keys leave it; it goes up when a key goes or changes its meaning.
- `name`, `duration` (of the recording), `language`, `engine` (who wrote the words), `diarization_model`, `warnings`.
- `text`: the whole text.
- `segments`: Whisper's (`id, seek, start, end, text, tokens, temperature, avg_logprob, compression_ratio,
  no_speech_prob`), cut where the speaker changes (a piece of a cut segment has no `tokens`). Added: `speaker`,
  `speaker_label`, `reason`, `words`.
- `segments[].words`: Whisper's (`word` with the space in front of it, `start, end, probability`). Added: WhisperX's
  `score` (the same as `probability`), `speaker`, `speaker_label`, `reason`, `gap`, `interpolated`.
- `word_segments`: WhisperX's list of all words; as there, `word` is without white space.
- `speakers`: `label` (the diarizer's), `name` (the reader's), `seconds` of talk, `turns`, `words`.
- `turns` and `exclusive_turns` (nobody overlaps): `start, end, speaker, speaker_label`; null if not diarized.

`speaker` is the name and `speaker_label` the label; both null if there is none. `reason` says how it was found:
`overlap`, `nearest` (with `gap`, the seconds to that turn), `no turns`, `not diarized`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from itertools import chain

from whisper_diarize.records import (
    AttributedSegment,
    AttributedTranscript,
    AttributedWord,
    Turn,
    speaker_statistics,
)

from .cleaning import encodable

SCHEMA_VERSION = 1

Object = dict[str, object]


class Json:
    """All that is known, for programs."""

    extension = "json"

    def render(self, transcript: AttributedTranscript) -> str:
        """Return one object on one line."""
        return encodable(json.dumps(_document(transcript), ensure_ascii=False, allow_nan=False)) + "\n"


def _document(transcript: AttributedTranscript) -> Object:
    names = {speaker.label: speaker.name for speaker in transcript.speakers}
    diarization = transcript.diarization
    words = [[_word(word, names) for word in segment.words] for segment in transcript.segments]
    segments = zip(transcript.segments, words, strict=True)
    return {
        "schema_version": SCHEMA_VERSION,
        "name": transcript.name,
        "duration": rounded(transcript.duration),
        "language": transcript.language,
        "engine": transcript.engine,
        "diarization_model": diarization.model if diarization else None,
        "text": transcript.text,
        "segments": [_segment(index, names, *segment) for index, segment in enumerate(segments)],
        "word_segments": [word | {"word": str(word["word"]).strip()} for word in chain.from_iterable(words)],
        "speakers": _speakers(transcript),
        "turns": _turns(diarization.turns, names) if diarization else None,
        "exclusive_turns": _turns(diarization.exclusive(), names) if diarization else None,
        "warnings": list(transcript.warnings),
    }


def _segment(index: int, names: dict[str, str], attributed: AttributedSegment, words: list[Object]) -> Object:
    segment = attributed.segment
    return {
        "id": index,
        "seek": segment.seek,
        "start": rounded(segment.start),
        "end": rounded(segment.end),
        "text": segment.text,
        "tokens": list(segment.tokens),
        "temperature": rounded(segment.temperature),
        "avg_logprob": rounded(segment.avg_logprob),
        "compression_ratio": rounded(segment.compression_ratio),
        "no_speech_prob": rounded(segment.no_speech_prob),
        **_speaker(attributed.speaker, names),
        "reason": attributed.reason,
        "words": words,
    }


def _word(attributed: AttributedWord, names: dict[str, str]) -> Object:
    word = attributed.word
    probability = rounded(word.probability)
    return {
        "word": word.text,
        "start": rounded(word.start),
        "end": rounded(word.end),
        "probability": probability,
        "score": probability,
        **_speaker(attributed.speaker, names),
        "reason": attributed.reason,
        "gap": rounded(attributed.gap),
        "interpolated": word.interpolated,
    }


def _speaker(label: str | None, names: dict[str, str]) -> Object:
    return {"speaker": None if label is None else names.get(label, label), "speaker_label": label}


def _speakers(transcript: AttributedTranscript) -> list[Object]:
    return [
        {
            "label": row.speaker.label,
            "name": row.speaker.name,
            "seconds": rounded(row.seconds),
            "turns": row.turns,
            "words": row.words,
        }
        for row in speaker_statistics(transcript)
    ]


def _turns(turns: Iterable[Turn], names: dict[str, str]) -> list[Object]:
    return [{"start": rounded(turn.start), "end": rounded(turn.end), **_speaker(turn.speaker, names)} for turn in turns]


def rounded(number: float | None) -> float | None:
    """Return `number` with three decimals; None if it is not known, or not a number."""
    return None if number is None or not math.isfinite(number) else round(float(number), 3)
