import pytest

from whisper_diarize.errors import OptionError
from whisper_diarize.formats import Json, parse_json
from whisper_diarize.glossary import GlossaryOptions, GlossaryPostProcessor, corrected, parse_glossary, undone
from whisper_diarize.records import AttributedSegment, AttributedTranscript, AttributedWord, Segment, Speaker, Word


def spoken(*texts: str, reason: str = "overlap") -> AttributedTranscript:
    """A segment with a word of a second for each text."""
    plain = [Word(float(number), number + 1.0, text, 0.9 - number / 10) for number, text in enumerate(texts)]
    words = tuple(AttributedWord(word, "A", reason) for word in plain)
    segment = Segment(0.0, float(len(texts)), "".join(texts), tuple(plain))
    return AttributedTranscript((AttributedSegment(segment, "A", reason, words),), (Speaker("A", "A"),), duration=99.0)


def written(transcript: AttributedTranscript) -> list[tuple[str, float, float]]:
    return [(word.text, word.start, word.end) for word in transcript.words]


def test_as_many_words_keep_their_own_times() -> None:
    result = corrected(spoken(" Ask", ' "soe', " coval,"), parse_glossary("soe coval -> Zoe Kowal"))
    assert written(result) == [(" Ask", 0, 1), (' "Zoe', 1, 2), (" Kowal,", 2, 3)]
    assert [word.probability for word in result.words] == [0.9, 0.8, 0.7]


def test_one_word_for_several_has_the_time_of_all_and_the_doubt_of_the_least_sure() -> None:
    result = corrected(spoken(" Cove", " al", "-chek", "."), parse_glossary("cove al-chek -> Kowalczyk"))
    assert written(result) == [(" Kowalczyk", 0, 3), (".", 3, 4)]
    assert (result.words[0].probability, result.words[0].word.interpolated) == (0.7, False)


def test_several_words_for_one_share_its_time() -> None:
    result = corrected(spoken(" NYC!"), parse_glossary("nyc -> New York"))
    assert written(result) == [(" New", 0.0, 0.375), (" York!", 0.375, 1.0)]
    assert all(word.word.interpolated for word in result.words)


def test_words_of_two_segments_are_not_one_spelling() -> None:
    one, two = spoken(" cove"), spoken(" alchek")
    both = AttributedTranscript((*one.segments, *two.segments))
    assert corrected(both, parse_glossary("cove alchek -> Kowalczyk")) is both


def test_words_that_a_person_has_confirmed_stay() -> None:
    transcript = spoken(" soe", reason="checked")
    assert corrected(transcript, parse_glossary("soe -> Zoe")) is transcript


def test_segment_without_words_is_corrected_in_its_text() -> None:
    segment = AttributedSegment(Segment(0.0, 1.0, " Ask soe and soe."), "A", "overlap")
    result = corrected(AttributedTranscript((segment,), duration=1.0), parse_glossary("soe -> Zoe"))
    assert result.segments[0].segment.text == " Ask Zoe and Zoe."
    assert undone(result).segments == (segment,)


def test_corrections_are_in_the_json_and_can_be_undone() -> None:
    transcript = spoken(" Ask", " cove", " alchek,", " soe", " NYC")
    result = corrected(transcript, parse_glossary("cove alchek -> Kowalczyk\nsoe -> Zoe\nNYC -> New York"))
    read = parse_json(Json().render(result))
    assert read.text == "Ask Kowalczyk, Zoe New York"
    assert [(one.was, one.now, one.start, one.end) for one in read.corrections] == [
        ("cove alchek,", "Kowalczyk,", 1.0, 3.0),
        ("soe", "Zoe", 3.0, 4.0),
        ("NYC", "New York", 4.0, 5.0),
    ]
    assert undone(read) == parse_json(Json().render(transcript))


def test_correction_whose_words_have_changed_since_is_not_undone() -> None:
    result = corrected(spoken(" soe", " and"), parse_glossary("soe -> Zoe")).map_words(str.upper)
    assert undone(result) == result


def test_glossary_without_a_use_changes_nothing() -> None:
    transcript = spoken(" Zoe")
    assert corrected(transcript, parse_glossary("soe -> Zoe\nZoe\nBob")) is transcript


def test_post_processor_needs_a_file() -> None:
    with pytest.raises(OptionError, match="needs a file: --glossary FILE"):
        GlossaryPostProcessor(GlossaryOptions())
