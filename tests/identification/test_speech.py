import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.identification.conftest import axis
from whisper_diarize.identification import voice_within, voices_of
from whisper_diarize.identification.speech import alone
from whisper_diarize.records import Diarization, Turn

TURNS = (Turn(0.0, 10.0, "A"), Turn(8.0, 20.0, "B"), Turn(30.0, 30.2, "A"), Turn(40.0, 50.0, "C"))
FOUND = Diarization(TURNS, embeddings={"A": axis(0), "B": 3 * axis(1), "C": np.zeros(8, np.float32)})


def test_seconds_and_turns_are_those_without_others() -> None:
    a, b = voices_of(FOUND)
    assert (a.label, a.turns, b.label, b.turns) == ("A", 1, "B", 1)
    assert (a.seconds, b.seconds) == pytest.approx((8.2, 10.0))


def test_vectors_have_unit_length_and_speakers_without_one_are_left_out() -> None:
    assert [float(np.linalg.norm(voice.vector)) for voice in voices_of(FOUND)] == pytest.approx([1.0, 1.0])


def test_a_person_has_the_voice_that_talks_in_their_turns() -> None:
    voice = voice_within(FOUND, [Turn(0.0, 10.0, "Ann"), Turn(30.0, 30.2, "Ann")], "Ann")
    assert voice is not None
    assert (voice.label, voice.turns) == ("Ann", 1)
    assert voice.seconds == pytest.approx(8.2)
    assert np.allclose(voice.vector, axis(0))


def test_two_speakers_that_a_person_merged_are_one_voice() -> None:
    voice = voice_within(FOUND, [Turn(0.0, 20.0, "Ann"), Turn(30.0, 30.2, "Ann")], "Ann")
    assert voice is not None
    assert voice.seconds == pytest.approx(18.2)
    assert np.allclose(voice.vector, axis(0, (1, 10 / 8.2)), atol=1e-6)


def test_a_voice_that_talks_elsewhere_too_is_not_theirs() -> None:
    assert voice_within(FOUND, [Turn(0.0, 5.0, "Ann")], "Ann") is None


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9), st.sampled_from("AB")), max_size=12))
def test_nobody_is_alone_while_another_talks(drawn: list[tuple[int, int, str]]) -> None:
    turns = [Turn(float(start), float(start + length), speaker) for start, length, speaker in drawn]
    heard = {
        speaker: {
            second for turn in turns if turn.speaker == speaker for second in range(int(turn.start), int(turn.end))
        }
        for speaker in "AB"
    }
    found = alone(turns)
    for speaker, other in ("AB", "BA"):
        seconds = {s for span in found.get(speaker, []) for s in range(int(span.start), int(span.end))}
        assert seconds == heard[speaker] - heard[other]
