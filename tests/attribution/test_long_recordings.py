"""The cost of attribution grows with the length of the recording, not with its square."""

import time

import pytest

from whisper_diarize.attribution import Overlap, Viterbi, attribute
from whisper_diarize.records import Diarization, Segment, Transcript, Turn, Word


@pytest.mark.parametrize("method", [Overlap(), Viterbi()], ids=["overlap", "viterbi"])
def test_ten_hours_of_talk_take_seconds_even_on_a_busy_machine(method: Overlap | Viterbi) -> None:
    # 100,000 words by 20,000 turns in 36,000 seconds; comparing each with each would take minutes
    words = tuple(Word(index * 0.36, index * 0.36 + 0.3, " word") for index in range(100_000))
    segments = tuple(
        Segment(run[0].start, run[-1].end, " word" * 10, run) for run in zip(*[iter(words)] * 10, strict=True)
    )
    turns = tuple(Turn(index * 1.8, index * 1.8 + 1.9, "abcde"[index % 5]) for index in range(20_000))
    transcript, diarization = Transcript(segments), Diarization(turns)

    started = time.process_time()
    result = attribute(transcript, diarization, method, name="talk", duration=36_000.0)
    seconds = time.process_time() - started

    assert len(result.words) == 100_000
    assert seconds < 5
