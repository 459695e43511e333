"""JSON as others write it: OpenAI's `diarized_json`, WhisperX's, Podcasting 2.0's.

Times are seconds with three decimals.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain

from whisper_diarize.errors import ExportError
from whisper_diarize.records import AttributedSegment, AttributedTranscript, AttributedWord, rounded

from .cleaning import encodable, one_line
from .names import given_names, letters, shown_names

Object = dict[str, object]

_UNKNOWN_SPEAKER = "unknown"


class DiarizedJson:
    """The answer of OpenAI's `gpt-4o-transcribe-diarize`.

    Source: openai-python, `types/audio/transcription_diarized.py`. A speaker is called by the name that was given, else
    `A`, `B` ... in order of appearance.
    """

    extension = "diarized.json"

    def render(self, transcript: AttributedTranscript) -> str:
        """Return one object on one line.

        Raises:
            ExportError: the recording was not diarized.
        """
        if transcript.diarization is None:
            raise ExportError(
                f"{transcript.name}: diarized_json needs speakers: add --diarize, or choose another output format"
            )
        names = _names_or_letters(transcript)
        segments = [
            {
                "id": f"seg_{number:03d}",
                "type": "transcript.text.segment",
                "start": rounded(segment.start),
                "end": rounded(segment.end),
                "speaker": names[segment.speaker],
                "text": segment.text,
            }
            for number, segment in enumerate(_said(transcript), start=1)
        ]
        return _written(
            {
                "task": "transcribe",
                "duration": rounded(transcript.duration),
                "text": transcript.text,
                "segments": segments,
                "usage": {"type": "duration", "seconds": rounded(transcript.duration)},
            }
        )


class WhisperX:
    """WhisperX's JSON: an unknown value has no key.

    Source: whisperX, `schema.py` and `diarize.py`.
    """

    extension = "whisperx.json"

    def render(self, transcript: AttributedTranscript) -> str:
        """Return one object on one line."""
        names = shown_names(transcript)
        words = [[_whisperx_word(word, names) for word in segment.words] for segment in _said(transcript)]
        said = zip(_said(transcript), words, strict=True)
        segments = [_whisperx_segment(segment, of_segment, names) for segment, of_segment in said]
        document: Object = {"segments": segments, "word_segments": list(chain.from_iterable(words))}
        return _written({**document, "language": transcript.language} if transcript.language else document)


class Podcast:
    """The `podcast:transcript` of Podcasting 2.0 as JSON.

    Source: podcast-namespace, `transcripts/transcripts.md`.
    """

    extension = "podcast.json"

    def render(self, transcript: AttributedTranscript) -> str:
        """Return one object on one line; a segment without a known speaker has no `speaker`."""
        names = shown_names(transcript)
        segments = [
            {
                **_speaker(names[segment.speaker]),
                "startTime": rounded(segment.start),
                "endTime": rounded(segment.end),
                "body": one_line(segment.segment.text),
            }
            for segment in _said(transcript)
        ]
        return _written({"version": "1.0.0", "segments": segments})


def _said(transcript: AttributedTranscript) -> Iterator[AttributedSegment]:
    """Yield the segments that have text."""
    return (segment for segment in transcript.segments if one_line(segment.segment.text))


def _written(document: Object) -> str:
    return encodable(json.dumps(document, ensure_ascii=False, allow_nan=False)) + "\n"


def _speaker(name: str | None) -> Object:
    return {} if name is None else {"speaker": name}


def _whisperx_segment(segment: AttributedSegment, words: list[Object], names: dict[str | None, str | None]) -> Object:
    return {
        "start": rounded(segment.start),
        "end": rounded(segment.end),
        "text": segment.segment.text,
        "words": words,
        **_speaker(names[segment.speaker]),
    }


def _whisperx_word(attributed: AttributedWord, names: dict[str | None, str | None]) -> Object:
    word = attributed.word
    score = rounded(word.probability)
    return {
        "word": word.text.strip(),
        "start": rounded(word.start),
        "end": rounded(word.end),
        **({} if score is None else {"score": score}),
        **_speaker(names.get(attributed.speaker, attributed.speaker)),
    }


def _names_or_letters(transcript: AttributedTranscript) -> dict[str | None, str]:
    """Return the name or letter of each speaker; letters that are names are passed over."""
    named = given_names(transcript)
    free = (letter for letter in letters() if letter not in named.values())
    labels = dict.fromkeys(segment.speaker for segment in _said(transcript) if segment.speaker is not None)
    return {None: _UNKNOWN_SPEAKER} | {label: named[label] if label in named else next(free) for label in labels}
