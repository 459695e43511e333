from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.optional import present
from whisper_diarize.attribution import attribute
from whisper_diarize.quality import hints, with_speech_share
from whisper_diarize.records import AttributedTranscript, Diarization, Quality, SpeakerCount, Transcript, Turn

CLEAN = Quality(snr=25.0, rival_speakers=3, rival_margin=0.6)
TWO = (Turn(0.0, 10.0, "a"), Turn(10.0, 20.0, "b"), Turn(22.0, 30.0, "a"))
FREE, GIVEN = SpeakerCount(), SpeakerCount(num=2)


def transcript(turns: Sequence[Turn] = TWO, quality: Quality = CLEAN, duration: float = 60.0) -> AttributedTranscript:
    diarization = with_speech_share(Diarization(tuple(turns), quality=quality), duration)
    return attribute(Transcript(), diarization, name="talk", duration=duration)


def texts(said: AttributedTranscript, count: SpeakerCount = FREE) -> list[str]:
    return [hint.text for hint in hints(said, count)]


def test_clean_talk_has_no_hints() -> None:
    assert texts(transcript()) == []


def test_nothing_is_known_of_what_was_not_measured() -> None:
    assert texts(transcript(quality=Quality())) == []


def test_nobody_asked_for_speakers() -> None:
    assert hints(AttributedTranscript(), FREE) == ()


def test_recording_in_which_nobody_talks_is_doubted_and_nothing_else_of_it() -> None:
    assert texts(transcript((), Quality(snr=1.0))) == [
        "nobody was heard talking (of 60 s); is this the right recording?"
    ]


def test_recording_in_which_hardly_anybody_talks_is_doubted() -> None:
    assert texts(transcript([Turn(3.0, 4.2, "a")])) == [
        "talk was heard in 1.2 s only (of 60 s); is this the right recording?"
    ]


def test_short_recording_full_of_talk_is_not() -> None:
    assert texts(transcript([Turn(0.0, 1.2, "a")], duration=2.0)) == []


def test_noise_is_told_with_its_distance() -> None:
    (text,) = texts(transcript(quality=Quality(snr=6.4)), GIVEN)
    assert text.startswith("noisy: talk is only 6 dB louder than what is behind it")
    assert "microphone closer to the mouth" in text


def test_who_says_next_to_nothing_may_be_nobody() -> None:
    said = transcript([*TWO, Turn(40.0, 41.2, "c")]).with_names(("Ann",))
    assert texts(said) == ["next to no talk by c (1.2 s): this may be nobody; if so, say --num-speakers 2"]


def test_all_who_say_next_to_nothing_are_named_as_readers_know_them() -> None:
    said = transcript([*TWO, Turn(40.0, 41.0, "c"), Turn(42.0, 42.5, "d")]).with_names(("Ann", "Bob", "Eve"))
    (text,) = texts(said)
    assert text == "next to no talk by Eve (1.0 s) and d (0.5 s): this may be nobody; if so, say --num-speakers 2"


def test_short_remarks_in_a_short_recording_are_not_doubted() -> None:
    assert texts(transcript([Turn(0.0, 2.0, "a"), Turn(2.0, 3.0, "b")], duration=3.0)) == []


def test_where_everybody_says_little_nobody_is_doubted() -> None:
    assert texts(transcript([Turn(k, k + 1.0, f"s{k:02}") for k in range(30)])) == []


@pytest.mark.parametrize(("rival", "low", "high"), [(1, 1, 2), (3, 2, 3)])
def test_number_that_fits_about_as_well_is_offered(rival: int, low: int, high: int) -> None:
    (text,) = texts(transcript(quality=Quality(rival_speakers=rival, rival_margin=0.05)))
    assert text == (
        f"{low} or {high} speakers? Both fit the voices about as well, and 2 was taken; if there are {rival}, say "
        f"--num-speakers {rival}"
    )


def test_number_of_speakers_is_not_doubted_where_it_was_given() -> None:
    doubtful = Quality(rival_speakers=3, rival_margin=0.05)
    assert texts(transcript([*TWO, Turn(40.0, 41.2, "c")], doubtful), SpeakerCount(num=3)) == []


def test_there_is_one_hint_about_the_number_of_speakers() -> None:
    doubtful = Quality(rival_speakers=4, rival_margin=0.05)
    assert [hint.name for hint in hints(transcript([*TWO, Turn(40.0, 41.2, "c")], doubtful), FREE)] == ["ghost"]


turns = st.builds(
    lambda edges, speaker: Turn(min(edges), max(edges), speaker),
    st.tuples(st.floats(0, 60), st.floats(0, 60)),
    st.sampled_from("abcdefgh"),
)
qualities = st.builds(
    Quality,
    snr=st.none() | st.floats(-30, 90),
    rival_speakers=st.none() | st.integers(1, 9),
    rival_margin=st.none() | st.floats(0, 9),
)


@given(st.lists(turns, max_size=12), qualities, st.sampled_from([FREE, GIVEN]))
def test_any_run_has_at_most_one_line_of_each_kind(turns: Any, quality: Any, count: Any) -> None:
    found = hints(transcript(turns, quality), count)
    assert len({hint.name for hint in found}) == len(found) <= 2
    assert all(hint.text.isprintable() for hint in found)


@given(st.lists(turns, max_size=12), qualities)
def test_advised_number_of_speakers_can_be_given_and_is_another(turns: Any, quality: Any) -> None:
    said = transcript(turns, quality)
    advised = [int(text.rpartition("--num-speakers ")[2]) for text in texts(said) if "--num-speakers" in text]
    assert all(1 <= number != len(present(said.diarization).speakers) for number in advised)
