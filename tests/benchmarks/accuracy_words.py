"""Word diarization error rates of an engine's words, where the words are known."""

from __future__ import annotations

from collections.abc import Iterator

import whisper_diarize
from tests.benchmarks.accuracy_cases import Case
from whisper_diarize.models.accuracy import Words
from whisper_diarize.records import Diarization, Transcript
from whisper_diarize.scoring import read_annotation, score
from whisper_diarize.scoring.annotation import UNASSIGNED, SaidWord, make_annotation


def word_rates(case: Case, found: Diarization, engine: str) -> Iterator[Words]:
    """Yield the WDER of the words that the engine hears, given to the speakers found."""
    if case.words is None:
        return
    heard = whisper_diarize.transcribe(case.audio, transcriber=engine)
    plain = Transcript(tuple(part.segment for part in heard.segments))
    given = whisper_diarize.attribute(plain, found).words
    said = [SaidWord(item.word.start, item.word.end, item.word.text, item.speaker or UNASSIGNED) for item in given]
    words = score(read_annotation(case.words), make_annotation(case.title, said, found.turns)).words
    if words is not None and words.rate is not None:
        yield Words(case.words.name.split(".")[0], engine, words.paired, round(100 * words.rate, 2))
