from dataclasses import replace
from typing import Any

import pytest

from whisper_diarize.attribution import attribute
from whisper_diarize.records import AttributedTranscript, Diarization, Segment, Transcript, Turn, Word
from whisper_diarize.review import carry_over, confirm, correct, reassign
from whisper_diarize.review.carry import same_speakers

WORDS = (" one", " two", " three", " four")
TURNS = (Turn(0.0, 2.0, "SPEAKER_00"), Turn(2.0, 4.0, "SPEAKER_01"))
OTHER_LABELS = (Turn(0.1, 2.1, "SPEAKER_01"), Turn(2.1, 4.0, "SPEAKER_00"))


def talk(turns: tuple[Turn, ...] = TURNS, texts: Any = WORDS, shift: float = 0.0) -> AttributedTranscript:
    words = tuple(Word(i + shift, i + 0.9 + shift, text) for i, text in enumerate(texts))
    segment = Segment(words[0].start, words[-1].end, "".join(texts), words)
    return attribute(Transcript((segment,)), Diarization(turns), name="talk", duration=4.0)


def test_names_go_to_whoever_talks_at_the_same_time() -> None:
    earlier = talk().with_names(("Ann", "Bob"))
    carried = carry_over(earlier, talk(OTHER_LABELS))
    assert {speaker.label: speaker.name for speaker in carried.transcript.speakers} == {
        "SPEAKER_01": "Ann",
        "SPEAKER_00": "Bob",
    }
    assert (carried.names, carried.names_left) == (2, 0)


def test_name_that_the_new_result_has_already_stays() -> None:
    carried = carry_over(talk().with_names(("Ann", "Bob")), talk().with_names(("Zoe",)))
    assert [speaker.name for speaker in carried.transcript.speakers] == ["Zoe", "Bob"]
    assert carried.names == 1


def test_name_of_a_speaker_who_is_not_found_again_is_counted() -> None:
    carried = carry_over(talk().with_names(("Ann", "Bob")), talk((Turn(0.0, 1.9, "SPEAKER_00"),)))
    assert (carried.names, carried.names_left) == (1, 1)


def test_checked_words_keep_their_text_and_speaker() -> None:
    earlier = confirm(correct(reassign(talk(), range(1, 2), "SPEAKER_01"), 2, "tree"), range(3, 4))
    carried = carry_over(earlier, talk(OTHER_LABELS, shift=0.1))
    words = carried.transcript.words
    assert [(word.text, word.speaker, word.reason) for word in words[1:]] == [
        (" two", "SPEAKER_00", "checked"),
        (" tree", "SPEAKER_00", "checked"),
        (" four", "SPEAKER_00", "checked"),
    ]
    assert words[0].reason == "overlap"
    assert (carried.words, carried.words_left) == (3, 0)


def test_checked_word_that_is_not_there_any_more_is_counted() -> None:
    earlier = confirm(talk(), range(4))
    carried = carry_over(earlier, talk(texts=WORDS[:2]))
    assert (carried.words, carried.words_left) == (2, 2)


def test_each_word_is_found_once() -> None:
    earlier = confirm(talk(), range(4))
    twice = replace(earlier, segments=earlier.segments * 2)
    assert carry_over(twice, talk()).words == 4


@pytest.mark.parametrize("nothing", [AttributedTranscript(), AttributedTranscript(diarization=Diarization())])
def test_nothing_is_carried_from_or_to_nothing(nothing: AttributedTranscript) -> None:
    assert carry_over(nothing, talk()).transcript == talk()
    assert carry_over(confirm(talk(), range(1)), nothing).words_left == 1


def test_speaker_who_hardly_shares_any_talk_is_somebody_else() -> None:
    assert same_speakers(talk(), talk((Turn(1.8, 4.0, "X"),))) == {"SPEAKER_01": "X"}
