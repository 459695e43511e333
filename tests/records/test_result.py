"""The result of a run, and what programs do with it."""

import sys
from typing import Any

import pytest

from whisper_diarize import OptionError
from whisper_diarize.records import AttributedTranscript, Quality, Segment, Transcript


def test_words_have_text_times_and_probability(talk: Any) -> None:
    word = talk.words[1]

    assert (word.text, word.start, word.end, word.duration, word.probability) == (" morning,", 0.5, 1.0, 0.5, 0.8)


def test_result_is_shown_in_one_line(talk: Any) -> None:
    assert repr(talk) == "<AttributedTranscript 'talk': 2 speakers, 4 words, 01:19.0>"
    assert (
        repr(AttributedTranscript(name="\x1b[31m"))
        == "<AttributedTranscript '\\x1b[31m': 0 speakers, 0 words, 00:00.0>"
    )
    assert repr(talk.diarization) == "<Diarization: 2 speakers, 2 turns>"
    assert repr(talk.segments[0]) == "<AttributedSegment 0.00-1.40 A: 'Good morning, Lee.', 3 words>"
    assert repr(talk.words[0]) == "<AttributedWord 0.00-0.50 A: ' Good'>"
    assert repr(talk.segments[1].segment) == "<Segment 2.00-2.50: ' Hi.'>"
    assert repr(Transcript((Segment(0, 1, "a"),), "en")) == "<Transcript: 1 segment, 0 words, en>"


def test_notebook_shows_a_table_in_which_nothing_is_markup(talk: Any) -> None:
    html = talk.with_names(["<b>&"]).with_text(["<script>", "Hi."])._repr_html_()

    assert '<td style="text-align: left"><bdi>&lt;b&gt;&amp;</bdi></td>' in html
    assert "<bdi>&lt;script&gt;</bdi>" in html
    assert "<script>" not in html


def test_notebook_shows_the_first_rows_only(talk: Any) -> None:
    html = AttributedTranscript(talk.segments * 30)._repr_html_()

    assert html.count("<tr>") == 1 + 50
    assert html.endswith("<p>and 10 more</p>")


def test_quality_and_statistics_are_where_a_reader_looks(talk: Any) -> None:
    assert talk.quality == Quality(speech=0.8)
    assert AttributedTranscript().quality is None
    assert [(row.speaker.name, row.turns, row.words) for row in talk.statistics()] == [("Ann", 1, 3), ("B", 1, 1)]


def test_names_are_given_in_order_or_by_label(talk: Any) -> None:
    assert [speaker.name for speaker in talk.with_names(["Lee"]).speakers] == ["Lee", "B"]
    assert [speaker.name for speaker in talk.with_names({"B": "Bob"}).speakers] == ["Ann", "Bob"]


def test_name_for_a_label_that_is_not_there_is_refused(talk: Any) -> None:
    with pytest.raises(OptionError, match="there is no speaker 'C'; there is: A, B"):
        talk.with_names({"C": "Cy"})


def test_mapped_words_keep_white_space_times_and_speakers(talk: Any) -> None:
    mapped = talk.map_words(lambda word: word.replace("Lee", "[name]"))

    assert [segment.segment.text for segment in mapped.segments] == [" Good morning, [name].", " Hi."]
    assert [(w.start, w.end, w.speaker, w.probability) for w in mapped.words] == [
        (w.start, w.end, w.speaker, w.probability) for w in talk.words
    ]
    assert mapped.segments[0].segment.tokens == ()
    assert mapped.segments[1] == talk.segments[1]


def test_words_without_times_are_mapped_as_well(talk: Any) -> None:
    assert talk.with_text(["Good  morning, Lee.", "Hi."]).map_words(str.upper).text == "GOOD  MORNING, LEE. HI."


def test_word_that_becomes_blank_is_left_out_and_so_is_a_segment_without_any_other(talk: Any) -> None:
    kept = talk.map_words(lambda word: "" if word in ("morning,", "Hi.") else word)

    assert [segment.segment.text for segment in kept.segments] == [" Good Lee."]


def test_words_mapped_to_themselves_are_the_same_transcript(talk: Any) -> None:
    assert talk.map_words(lambda word: word) == talk


def test_changed_text_stays_between_its_neighbours_without_word_times(talk: Any) -> None:
    changed = talk.with_text(["Guten Morgen, Lee.", "Hi."])

    assert changed.text == "Guten Morgen, Lee. Hi."
    assert changed.words == ()
    assert changed.segments[1] is talk.segments[1]


def test_each_segment_needs_a_text(talk: Any) -> None:
    with pytest.raises(ValueError, match="1 texts for 2 segments"):
        talk.with_text(["one"])


def test_table_has_a_row_for_each_word(talk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    class Pandas:
        @staticmethod
        def DataFrame(rows: list[Any], columns: list[str]) -> list[dict[str, Any]]:  # noqa: N802  the name is that of pandas
            return [dict(zip(columns, row, strict=True)) for row in rows]

    monkeypatch.setitem(sys.modules, "pandas", Pandas)

    rows = talk.to_dataframe()

    assert rows[2] == {
        "start": 1.0,
        "end": 1.4,
        "text": "Lee.",
        "speaker": "Ann",
        "speaker_label": "A",
        "segment": 0,
        "probability": 0.7,
        "speaker_confidence": 0.75,
        "reason": "overlap",
    }
    assert [(row["text"], row["speaker"], row["segment"]) for row in rows[3:]] == [("Hi.", "B", 1)]


def test_table_without_pandas_is_one_clear_line(talk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)

    with pytest.raises(OptionError, match="to_dataframe needs pandas: pip install pandas"):
        talk.to_dataframe()
