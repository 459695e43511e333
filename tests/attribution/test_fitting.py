"""Words begin and end with the turns of their speakers."""

from hypothesis import given
from hypothesis import strategies as st

from whisper_diarize.attribution import attribute, fitted
from whisper_diarize.records import AttributedTranscript, Diarization, Segment, Transcript, Turn, Word


def said(words: list[Word], *turns: Turn) -> AttributedTranscript:
    segment = Segment(words[0].start, words[-1].end, "".join(word.text for word in words), tuple(words))
    return attribute(Transcript((segment,)), Diarization(turns))


def times(transcript: AttributedTranscript) -> list[tuple[float, float]]:
    return [(word.start, word.end) for word in transcript.words]


def test_first_and_last_word_of_a_turn_reach_its_edges_and_so_does_the_segment() -> None:
    found = fitted(said([Word(1.2, 1.5, " see"), Word(1.5, 1.8, " you")], Turn(1.0, 2.0, "a")))

    assert times(found) == [(1.0, 1.5), (1.5, 2.0)]
    assert [(part.start, part.end) for part in found.segments] == [(1.0, 2.0)]


def test_edge_far_from_the_word_is_left_alone() -> None:
    assert times(fitted(said([Word(2.0, 2.4, " see")], Turn(1.0, 3.0, "a")))) == [(2.0, 2.4)]


def test_word_never_reaches_over_another_one() -> None:
    words = [Word(0.7, 1.1, " no"), Word(1.2, 1.5, " yes"), Word(1.7, 1.9, " well")]

    assert times(fitted(said(words, Turn(0.2, 0.9, "a"), Turn(1.0, 1.6, "b"), Turn(1.65, 2.0, "a"))))[1][0] == 1.2


def test_long_word_is_cut_to_the_turn_of_its_speaker_and_not_of_another() -> None:
    found = fitted(said([Word(0.0, 1.0, " well")], Turn(0.4, 1.6, "a"), Turn(0.0, 0.3, "b")))

    assert times(found) == [(0.4, 1.0)]


def test_short_word_over_an_edge_stays() -> None:
    assert times(fitted(said([Word(0.8, 1.2, " well")], Turn(1.0, 1.2, "a")))) == [(0.8, 1.2)]


def test_word_without_a_turn_of_its_speaker_stays() -> None:
    assert times(fitted(said([Word(3.0, 4.0, " well")], Turn(0.0, 1.0, "a")))) == [(3.0, 4.0)]


def test_nothing_changes_without_turns() -> None:
    transcript = attribute(Transcript((Segment(0, 1, " a", (Word(0, 1, " a"),)),)), None)

    assert fitted(transcript) is transcript


@given(
    st.lists(st.floats(0, 2), min_size=2, max_size=12),
    st.lists(st.tuples(st.floats(0, 10), st.floats(0.01, 5), st.sampled_from("ab")), min_size=1, max_size=5),
)
def test_words_keep_their_order_and_never_overlap(lengths: list[float], turns: list[tuple[float, float, str]]) -> None:
    edges = [sum(lengths[:count]) for count in range(len(lengths) + 1)]
    words = [Word(start, end, " w") for start, end in zip(edges[::2], edges[1::2], strict=False)]
    transcript = said(words, *(Turn(start, start + length, speaker) for start, length, speaker in turns))

    found = [edge for pair in times(fitted(transcript)) for edge in pair]

    assert found == sorted(found)
    assert [word.text for word in fitted(transcript).words] == [word.text for word in words]
