"""JSON: everything that is known, as a superset of Whisper's and WhisperX's.

`schema.json`, beside this file, is the JSON Schema. Every key is always there; null is "not known". Times are seconds;
all numbers are rounded to three decimals; there is no NaN.

- `schema_version`: 1. New keys leave it; it goes up when a key goes or changes its meaning.
- `name`, `duration` and `recording` (the file name) of the recording, `language`, `engine` (that wrote the words),
  `diarization_model`, with its `diarization_licence` and `diarization_authors`, `warnings`.
- `text`: the whole text.
- `segments`: Whisper's (`id, seek, start, end, text, tokens, temperature, avg_logprob, compression_ratio,
  no_speech_prob`), cut where the speaker changes (a piece of a cut segment has no `tokens`). Added: `speaker`,
  `speaker_label`, `reason`, `words`, `paragraph`: a person began one here (true), or joined it to the one before
  (false), `channel` (from 0 on; null: the channels were mixed), and `echo`: the sound of another channel that is heard
  in this one, which no other list and no other format has.
- `segments[].words`: Whisper's (`word` with the space in front of it, `start, end, probability`). Added: WhisperX's
  `score` (the same as `probability`), `speaker`, `speaker_label`, `reason`, `gap`, `interpolated`; where attribution
  knows them, `speaker_confidence`, `runner_up` (a label), `overlap` and `other_speakers` (labels: they talk at
  the same time), `no_speech` (the diarizer hears no speech here); `channel`.
- `word_segments`: WhisperX's list of all words but echoes; as there, `word` is without white space.
- `speakers`: `label` (the diarizer's), `name` (the reader's), `seconds` of talk, `turns`, `words`, and `match`, the
  voice compared with those of known people (null: it was not): `name` (null: none of them), `score` (the probability by
  the voice alone), `margin` (by how much the next person's is lower), `status` (`confirmed` by a person, `suggested` by
  the voice, or `unknown`).
- `quality`: the recording, as the run noticed it (corrections do not change it; null if not diarized): `speech`, the
  share of it with speech, `overlap`, the share of that in which several do, `snr`, by how many dB talk is
  louder than noise, `rival_speakers`, the next best number of speakers, and `rival_margin`, by how much it is worse.
- `comments`: a person's, each with `start`, `end` and `text`; without text, the words are highlighted.
- `corrections`: words that a glossary replaced: `was` and `now`, `start` and `end`, and the `words` before, with their
  times (none for a segment without word times).
- `turns` and `exclusive_turns` (which do not overlap): `start, end, speaker, speaker_label, channel`; null if not
  diarized.

`speaker` is the name and `speaker_label` the label; both null if there is none. `reason` says how it was found:
`overlap`, `nearest` (with `gap`, the seconds to that turn), `no turns`, `not diarized`, `channel`: the channel is
theirs alone, `echo`: it is said in another channel, `transcript`: the transcript that was taken said so, or `checked`:
a person did.

The object is `AttributedTranscript.to_dict()` and the version. `parse_json` reads it back: the document is the project
file of corrections.
"""

from __future__ import annotations

import json

from whisper_diarize.records import AttributedTranscript

from .cleaning import encodable

SCHEMA_VERSION = 1


class Json:
    """All that is known, for programs: echoes too."""

    extension = "json"
    with_echo = True

    def render(self, transcript: AttributedTranscript) -> str:
        """Return one object on one line."""
        return _encoded(transcript.to_dict()) + "\n"


def without_copies(transcript: AttributedTranscript) -> str:
    """Return the object without copies: `text` and `word_segments` are empty."""
    return _encoded({**transcript.to_dict(), "text": "", "word_segments": []})


def _encoded(fields: dict[str, object]) -> str:
    document = {"schema_version": SCHEMA_VERSION, **fields}
    return encodable(json.dumps(document, ensure_ascii=False, allow_nan=False))
