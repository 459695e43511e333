from collections.abc import Callable

import pytest

from tests.identification.conftest import FIGURES, MODEL, axis
from whisper_diarize.errors import VoiceError
from whisper_diarize.identification import Exemplar, Voice, VoiceLibrary, enrol, exemplar

Sample = Callable[..., Exemplar]


def test_a_voice_becomes_an_exemplar() -> None:
    made = exemplar(Voice("A", axis(0), 20.04, 5), recording="r", model=MODEL, added="2026-05-03", consent="asked")
    assert (made.seconds, made.turns, made.recording, made.consent) == (20.0, 5, "r", "asked")


def test_less_than_three_seconds_are_no_exemplar() -> None:
    with pytest.raises(VoiceError, match=r"A has 2\.5 s of speech alone, and a voice is known from 3 s on"):
        exemplar(Voice("A", axis(0), 2.5, 5), recording="r", model=MODEL, added="2026-05-03", consent="asked")


@pytest.mark.parametrize(
    ("seconds", "turns"), [pytest.param(14.9, 9, id="too few seconds"), pytest.param(60.0, 2, id="too few turns")]
)
def test_little_speech_is_refused(library: VoiceLibrary, sample: Sample, seconds: float, turns: int) -> None:
    with pytest.raises(VoiceError, match="a voice is learnt from 15 s over 3 turns; add a longer recording"):
        enrol(library, "Ann", [sample(axis(0), seconds=seconds, turns=turns)], FIGURES)
    assert library.people() == ()


def test_several_clips_count_together(library: VoiceLibrary, sample: Sample) -> None:
    clips = [sample(axis(0), f"r{number}", seconds=6.0, turns=1) for number in range(3)]
    assert len(enrol(library, "Ann", clips, FIGURES, min_turns=1).exemplars) == 3


def test_a_short_sample_is_welcome_where_there_is_more(library: VoiceLibrary, sample: Sample) -> None:
    enrol(library, "Ann", [sample(axis(0))], FIGURES)
    assert len(enrol(library, "Ann", [sample(axis(0), "r2", seconds=4.0, turns=1)], FIGURES).exemplars) == 2


def test_the_voice_of_another_person_is_refused(library: VoiceLibrary, sample: Sample) -> None:
    enrol(library, "Bob", [sample(axis(0))], FIGURES)
    with pytest.raises(VoiceError, match="Ann: this is the voice of Bob in the library"):
        enrol(library, "Ann", [sample(axis(0, (1, 0.1)), "r2")], FIGURES)


def test_a_sample_unlike_the_others_is_set_apart(library: VoiceLibrary, sample: Sample) -> None:
    enrol(library, "Ann", [sample(axis(0))], FIGURES)
    ann = enrol(library, "Ann", [sample(axis(1), "r2")], FIGURES)
    assert [one.quarantined for one in ann.exemplars] == [False, True]
    assert len(ann.usable(MODEL)) == 1


def test_a_sample_set_apart_counts_when_another_recording_agrees(library: VoiceLibrary, sample: Sample) -> None:
    enrol(library, "Ann", [sample(axis(0))], FIGURES)
    enrol(library, "Ann", [sample(axis(1), "r2")], FIGURES)
    ann = enrol(library, "Ann", [sample(axis(1, (2, 0.2)), "r3")], FIGURES)
    assert [one.quarantined for one in ann.exemplars] == [False, False, False]
