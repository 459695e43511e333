"""AssemblyAI's JSON: the answer to "Get transcript". Times are whole milliseconds, channels count from "1" on.

Source: assemblyai-python-sdk, `types.py` (`TranscriptResponse`, `Utterance`, `Word`); API reference, "Multichannel
transcription".
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

from whisper_diarize.records import AttributedTranscript

from .cleaning import encodable
from .names import given_names, letters
from .utterances import Utterance, mean_probability, utterances
from .words import TimedWord

Object = dict[str, object]


class AssemblyAi:
    """The answer of AssemblyAI, for programs that read it.

    A speaker is called by the name that was given, else `A`, `B` ... in order of appearance; where the channels were
    split, by the channel's number, with a letter if a channel has several voices: `1A`, `1B`, `2A`. `utterances` are
    null without speakers and channels, as there. A confidence that is not known is 0: the type has no null.
    """

    extension = "assemblyai.json"

    def render(self, transcript: AttributedTranscript) -> str:
        """Return one object on one line."""
        said = list(utterances(transcript))
        channels = {one.channel for one in said if one.channel is not None}
        names = _names(transcript, said)
        words = sorted(((word, one) for one in said for word in one.words), key=lambda pair: pair[0].start)
        document = {
            "id": None,
            "status": "completed",
            "audio_url": transcript.recording or transcript.name,
            "language_code": transcript.language,
            "text": " ".join(one.text for one in said),
            "words": [_word(word, one, names) for word, one in words],
            "utterances": [_utterance(one, names) for one in said] if channels or transcript.diarization else None,
            "confidence": mean_probability(word for one in said for word in one.words) or 0.0,
            "audio_duration": round(transcript.duration),
            "multichannel": bool(channels),
            "audio_channels": max(channels, default=0) + 1,
            "speaker_labels": transcript.diarization is not None,
        }
        return encodable(json.dumps(document, ensure_ascii=False, allow_nan=False)) + "\n"


def _names(transcript: AttributedTranscript, said: Sequence[Utterance]) -> dict[str | None, str]:
    """Return the name, the letter or the channel of each speaker; letters that are names are passed over."""
    found = given_names(transcript)
    voices = list(dict.fromkeys((one.channel, one.speaker) for one in said if one.speaker is not None))
    several = any(count > 1 for count in Counter(channel for channel, _ in voices).values())
    free = {channel: (letter for letter in letters() if letter not in found.values()) for channel, _ in voices}
    for channel, label in voices:
        if label not in found:
            letter = next(free[channel]) if channel is None or several else ""
            found[label] = letter if channel is None else f"{channel + 1}{letter}"
    return found


def _utterance(one: Utterance, names: dict[str | None, str]) -> Object:
    return {
        "text": one.text,
        "start": one.start,
        "end": one.end,
        "confidence": mean_probability(one.words) or 0.0,
        **_source(one, names),
        "words": [_word(word, one, names) for word in one.words],
    }


def _word(word: TimedWord, one: Utterance, names: dict[str | None, str]) -> Object:
    return {
        "text": word.text,
        "start": word.start,
        "end": word.end,
        "confidence": word.probability or 0.0,
        **_source(one, names),
    }


def _source(one: Utterance, names: dict[str | None, str]) -> Object:
    """Return the speaker and the channel, which is missing if the channels were mixed."""
    channel = {} if one.channel is None else {"channel": str(one.channel + 1)}
    return {"speaker": names.get(one.speaker), **channel}
