"""The names and texts of a finished transcript."""

from whisper_diarize.records import AttributedSegment, AttributedTranscript, Segment, Span, Speaker

TWO = AttributedTranscript(speakers=(Speaker("S0", "S0"), Speaker("S1", "S1")))


def test_names_are_given_in_order_of_appearance() -> None:
    assert TWO.with_names(("Ann", "Bob")).speakers == (Speaker("S0", "Ann"), Speaker("S1", "Bob"))


def test_speakers_beyond_the_names_keep_theirs() -> None:
    assert TWO.with_names(("Ann",)).speakers == (Speaker("S0", "Ann"), Speaker("S1", "S1"))


def test_names_beyond_the_speakers_are_not_needed() -> None:
    assert TWO.with_names(("Ann", "Bob", "Cy")).speakers == (Speaker("S0", "Ann"), Speaker("S1", "Bob"))


def test_giving_names_leaves_the_transcript_as_it_was() -> None:
    TWO.with_names(("Ann",))

    assert TWO.name_of("S0") == "S0"


def test_name_of_a_label_is_the_given_one() -> None:
    assert TWO.with_names(("Ann",)).name_of("S0") == "Ann"


def test_name_of_a_label_that_nobody_has_is_the_label() -> None:
    assert TWO.name_of("S7") == "S7"


def test_nobody_has_no_name() -> None:
    assert TWO.name_of(None) is None


def test_text_is_the_segments_joined_as_they_are() -> None:
    segments = tuple(AttributedSegment(Segment(0, 1, text), "S0", "overlap") for text in (" One.", " Two.", "三。"))

    assert AttributedTranscript(segments).text == "One. Two.三。"


def test_segment_shows_its_time_and_its_text_without_white_space() -> None:
    segment = AttributedSegment(Segment(1, 2, " One.\n"), None, "no turns")

    assert (segment.start, segment.end, segment.span, segment.text) == (1, 2, Span(1, 2), "One.")
