"""Deepgram's JSON: the answer to a pre-recorded request with `utterances`, `diarize` and `multichannel`.

Times are seconds with three decimals, channels and speakers whole numbers from 0 on; speakers count anew in each
channel, and have no names.

Source: deepgram-python-sdk, `types/listen_v1response*.py`; guides, "Multichannel" and "Utterances".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from unicodedata import category
from uuid import NAMESPACE_URL, UUID, uuid5

from whisper_diarize.records import AttributedTranscript, rounded

from .cleaning import encodable
from .utterances import Utterance, mean_probability, utterances
from .words import TimedWord

Object = dict[str, object]

UTTERANCE_PAUSE = 800  # milliseconds: the default of `utt_split`
NO_TIME = "1970-01-01T00:00:00.000Z"


class Deepgram:
    """The answer of Deepgram, for programs that read it.

    `metadata` has what a request would: `request_id`, made of the transcript, and no checksum and no time, as there
    was none. Without a diarizer, and without channels, nothing has a `speaker`.
    """

    extension = "deepgram.json"

    def render(self, transcript: AttributedTranscript) -> str:
        """Return one object on one line."""
        said = list(utterances(transcript, max_pause=UTTERANCE_PAUSE))
        count = max((one.channel for one in said if one.channel is not None), default=0) + 1
        channels = [[one for one in said if (one.channel or 0) == number] for number in range(count)]
        numbers = {label: number for some in channels for label, number in _numbers(some).items()}
        request = uuid5(NAMESPACE_URL, encodable("\0".join([transcript.name, *(one.text for one in said)])))
        document = {
            "metadata": {
                "request_id": str(request),
                "sha256": "",
                "created": NO_TIME,
                "duration": rounded(transcript.duration),
                "channels": count,
                "models": [transcript.engine] if transcript.engine else [],
                "model_info": {},
            },
            "results": {
                "channels": [_channel(some, numbers, transcript.language) for some in channels],
                "utterances": [_utterance(one, numbers, request) for one in said],
            },
        }
        return encodable(json.dumps(document, ensure_ascii=False, allow_nan=False)) + "\n"


def _numbers(said: Iterable[Utterance]) -> dict[str, int]:
    """Return the number of each speaker of a channel, in order of appearance."""
    labels = dict.fromkeys(one.speaker for one in said if one.speaker is not None)
    return {label: number for number, label in enumerate(labels)}


def _channel(said: Sequence[Utterance], numbers: dict[str, int], language: str | None) -> Object:
    words = [word for one in said for word in one.words]
    alternative = {
        "transcript": " ".join(one.text for one in said),
        "confidence": mean_probability(words) or 0.0,
        "words": [_word(word, one, numbers) for one in said for word in one.words],
    }
    return {"alternatives": [alternative], **({"detected_language": language} if language else {})}


def _utterance(one: Utterance, numbers: dict[str, int], request: UUID) -> Object:
    return {
        "start": rounded(one.start / 1000),
        "end": rounded(one.end / 1000),
        "confidence": mean_probability(one.words) or 0.0,
        "channel": one.channel or 0,
        "transcript": one.text,
        "words": [_word(word, one, numbers) for word in one.words],
        **_speaker(one, numbers),
        "id": str(uuid5(request, f"{one.channel} {one.speaker} {one.start}")),
    }


def _word(word: TimedWord, one: Utterance, numbers: dict[str, int]) -> Object:
    confidence = {"confidence": word.probability, "speaker_confidence": word.speaker_confidence}
    return {
        "word": _bare(word.text),
        "start": rounded(word.start / 1000),
        "end": rounded(word.end / 1000),
        **{name: rounded(value) for name, value in confidence.items() if value is not None},
        **_speaker(one, numbers),
        "punctuated_word": word.text,
    }


def _bare(text: str) -> str:
    """Return a word in small letters, without the marks and signs around it; one of marks alone stays."""
    letters = [place for place, character in enumerate(text) if category(character)[0] not in "PSC"]
    return text[letters[0] : letters[-1] + 1].lower() if letters else text


def _speaker(one: Utterance, numbers: dict[str, int]) -> Object:
    return {} if one.speaker is None else {"speaker": numbers[one.speaker]}
