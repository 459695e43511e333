"""Words that Whisper spread over a pause are cut to the speech under them."""

from hypothesis import given
from hypothesis import strategies as st

from whisper_diarize.attribution import trimmed
from whisper_diarize.records import Segment, Span, Transcript, Turn, Word


def said(*words: Word, start: float | None = None, end: float | None = None) -> Transcript:
    first, last = words[0].start if start is None else start, words[-1].end if end is None else end
    return Transcript((Segment(first, last, "".join(word.text for word in words), words, tokens=(1, 2)),))


def times(transcript: Transcript) -> list[tuple[float, float]]:
    return [(word.start, word.end) for word in transcript.words]


def test_last_word_ends_with_the_speech_and_so_does_its_segment() -> None:
    transcript = said(Word(1.0, 1.5, " see"), Word(1.5, 4.5, " you"))

    (segment,) = trimmed(transcript, [Turn(0.9, 2.0, "a")]).segments

    assert (segment.start, segment.end) == (1.0, 2.0)
    assert (segment.words[1].start, segment.words[1].end) == (1.5, 2.0)
    assert segment.tokens == (1, 2)


def test_first_word_starts_with_the_speech() -> None:
    assert times(trimmed(said(Word(0.0, 6.5, " right")), [Turn(6.1, 9.0, "a")])) == [(6.1, 6.5)]


def test_word_over_several_stretches_keeps_the_one_that_it_shares_most_with() -> None:
    turns = [Turn(1.0, 2.4, "a"), Turn(2.8, 3.3, "b"), Turn(0.0, 0.2, "a")]

    assert times(trimmed(said(Word(0.1, 4.0, " 2018")), turns)) == [(1.0, 2.4)]


def test_turns_that_overlap_are_one_stretch() -> None:
    turns = [Turn(1.0, 2.0, "a"), Turn(1.8, 3.0, "b")]

    assert times(trimmed(said(Word(0.1, 4.0, " well")), turns)) == [(1.0, 3.0)]


def test_short_words_stay_where_they_are() -> None:
    transcript = said(Word(1.0, 2.0, " yes"), Word(2.0, 2.5, " no"))

    assert trimmed(transcript, [Turn(1.5, 1.7, "a")]) == transcript


def test_word_without_speech_under_it_stays_where_it_is() -> None:
    transcript = said(Word(1.0, 3.0, " yes"))

    assert trimmed(transcript, [Turn(3.0, 4.0, "a"), Turn(0.0, 1.0, "a")]) == transcript
    assert trimmed(transcript, []) == transcript


def test_edges_of_a_segment_that_are_no_words_stay() -> None:
    (segment,) = trimmed(said(Word(1.0, 3.0, " yes"), start=0.5, end=3.5), [Turn(1.2, 2.0, "a")]).segments

    assert (segment.start, segment.end) == (0.5, 3.5)


@given(
    st.lists(st.tuples(st.floats(0, 3), st.floats(0, 3)), min_size=1, max_size=8),
    st.lists(st.tuples(st.floats(0, 20), st.floats(0, 3)), max_size=6),
)
def test_words_stay_in_order_and_only_lose_time(
    gaps: list[tuple[float, float]], spans: list[tuple[float, float]]
) -> None:
    now, words = 0.0, []
    for pause, length in gaps:
        words.append(Word(now + pause, now + pause + length, " word"))
        now += pause + length
    transcript = said(*words)

    after = trimmed(transcript, [Span(start, start + length) for start, length in spans]).words

    assert [word.text for word in after] == [word.text for word in words]
    assert all(old.start <= new.start <= new.end <= old.end for old, new in zip(words, after, strict=True))
