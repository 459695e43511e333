"""Where cues and lines break, and under whose name."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from whisper_diarize.formats.subtitles import SubtitleOptions, subtitle_cues
from whisper_diarize.records import AttributedTranscript


def lines(transcript: AttributedTranscript, **options: Any) -> list[Sequence[str]]:
    return [
        cue.full_lines for cue in subtitle_cues(transcript, SubtitleOptions(**{"speaker_labels": "never", **options}))
    ]


def texts(transcript: AttributedTranscript, **options: Any) -> list[str]:
    return [" ".join(cue) for cue in lines(transcript, **options)]


LONG = (
    "When the train came in, nobody was there. They had left the station before the doors of the carriage opened again."
)


def test_what_fits_is_one_cue_of_one_line(spoken: Callable[..., AttributedTranscript]) -> None:
    assert lines(spoken((0, "a", "Yes. I think that is right."))) == [("Yes. I think that is right.",)]


def test_cue_breaks_after_a_sentence_rather_than_where_it_is_full(spoken: Callable[..., AttributedTranscript]) -> None:
    assert texts(spoken((0, "a", LONG))) == [
        "When the train came in, nobody was there.",
        "They had left the station before the doors of the carriage opened again.",
    ]


def test_line_breaks_in_the_middle_and_not_after_a_short_word(spoken: Callable[..., AttributedTranscript]) -> None:
    assert lines(spoken((0, "a", LONG)))[1] == (
        "They had left the station before",
        "the doors of the carriage opened again.",
    )


def test_line_breaks_after_a_comma_rather_than_in_the_middle(spoken: Callable[..., AttributedTranscript]) -> None:
    assert lines(spoken((0, "a", "If you wait here for me, we can go back home together."))) == [
        ("If you wait here for me,", "we can go back home together.")
    ]


def test_line_does_not_break_after_a_title(spoken: Callable[..., AttributedTranscript]) -> None:
    said = "This is the famous old house of Dr. Livingstone the explorer."
    assert all(not line.endswith("Dr.") for cue in lines(spoken((0, "a", said))) for line in cue)


def test_cue_breaks_at_a_pause_of_a_second(spoken: Callable[..., AttributedTranscript]) -> None:
    assert texts(spoken((0, "a", "I see| you now"))) == ["I see", "you now"]


def test_pause_invites_a_break_where_there_are_no_marks(spoken: Callable[..., AttributedTranscript]) -> None:
    said = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    transcript = spoken((0, "a", said))
    words = transcript.segments[0].words
    later = [replace(w, word=replace(w.word, start=w.word.start + 0.6, end=w.word.end + 0.6)) for w in words[7:]]
    segment = replace(transcript.segments[0], words=(*words[:7], *later))

    assert texts(replace(transcript, segments=(segment,)))[0].endswith("seven")


def test_segments_of_one_speaker_share_a_cue(say: Callable[..., AttributedTranscript]) -> None:
    assert texts(say((0, 1, "a", " One."), (1, 2, "a", " Two."))) == ["One. Two."]


def test_cue_never_has_two_speakers(say: Callable[..., AttributedTranscript]) -> None:
    assert texts(say((0, 1, "a", " One."), (1, 2, "b", " Two."))) == ["One.", "Two."]


def test_cue_is_no_longer_than_allowed(spoken: Callable[..., AttributedTranscript]) -> None:
    cues = subtitle_cues(spoken((0, "a", "one two three four five"), seconds=2.0), SubtitleOptions())
    assert [cue.end - cue.start for cue in cues] == [4000 - 83, 6000]


def test_word_limit_holds_for_the_cue(spoken: Callable[..., AttributedTranscript]) -> None:
    assert texts(spoken((0, "a", "one two three four five")), max_words_per_line=2) == ["one two", "three four", "five"]


def test_one_word_at_a_time(spoken: Callable[..., AttributedTranscript]) -> None:
    assert texts(spoken((0, "a", "one two three")), max_words_per_line=1) == ["one", "two", "three"]


def test_width_and_count_can_be_set(spoken: Callable[..., AttributedTranscript]) -> None:
    said = " ".join(["seventeen"] * 7)
    assert lines(spoken((0, "a", said)), max_line_width=10, max_line_count=3) == [
        ("seventeen", "seventeen", "seventeen"),
        ("seventeen", "seventeen", "seventeen"),
        ("seventeen",),
    ]


def test_word_that_is_wider_than_a_line_is_cut(spoken: Callable[..., AttributedTranscript]) -> None:
    assert lines(spoken((0, "a", "x" * 20)), max_line_width=8) == [("xxxxxxxx", "xxxxxxxx"), ("xxxx",)]


def test_accent_stays_with_its_letter(spoken: Callable[..., AttributedTranscript]) -> None:
    assert lines(spoken((0, "a", "e\u0301" * 12)), max_line_width=8) == [("e\u0301" * 8, "e\u0301" * 4)]


def test_name_takes_room_in_its_line(spoken: Callable[..., AttributedTranscript]) -> None:
    transcript = spoken((0, "a", "one two three four")).with_names(("Benjamin",))
    assert lines(transcript, speaker_labels="change", max_line_width=18) == [("Benjamin: one", "two three four")]


def test_name_that_leaves_no_room_has_a_line_of_its_own(spoken: Callable[..., AttributedTranscript]) -> None:
    transcript = spoken((0, "a", "extraordinary things")).with_names(("Benjamin",))
    assert lines(transcript, speaker_labels="change", max_line_width=14) == [
        ("Benjamin:", "extraordinary"),
        ("things",),
    ]


def test_name_is_shown_again_after_somebody_spoke_in_between(spoken: Callable[..., AttributedTranscript]) -> None:
    transcript = spoken((0, "a", " ".join(["seventeen"] * 15)), (1, "b", "yes"))
    found = lines(transcript, speaker_labels="change")
    assert [first.partition(":")[0] for first, *_ in found if ":" in first] == ["a", "b", "a"]


def test_text_that_has_no_word_times_any_more_is_shown_as_changed(spoken: Callable[..., AttributedTranscript]) -> None:
    assert texts(spoken((0, "a", "Hello there.")).with_text(["Guten Tag."])) == ["Guten Tag."]


def test_segments_can_be_shown_as_they_are(say: Callable[..., AttributedTranscript]) -> None:
    transcript = say((0, 1, "a", " One."), (1, 1, "a", " Two."))
    cues = subtitle_cues(transcript, SubtitleOptions(cues="segments"))
    assert [(cue.start, cue.end, cue.full_lines) for cue in cues] == [
        (0, 1000, ("a: One.",)),
        (1000, 1100, ("Two.",)),
    ]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        pytest.param(
            "昨日は雨が降っていたので、家で本を読んでいました。今日は晴れています。",
            [("昨日は雨が降っていたので、", "家で本を読んでいました。"), ("今日は晴れています。",)],
            id="Japanese",
        ),
        pytest.param(
            "我们今天去公园。明天再去学校，好吗？", [("我们今天去公园。", "明天再去学校，好吗？")], id="Chinese"
        ),
        pytest.param(
            "저는 오늘 학교에 갔습니다 그리고 집에 왔어요",
            [("저는 오늘 학교에 갔습니다", "그리고 집에 왔어요")],
            id="Korean",
        ),
    ],
)
def test_wide_characters_take_two_columns_and_lines_break_where_the_script_lets_them(
    say: Callable[..., AttributedTranscript], said: str, shown: list[tuple[str, ...]]
) -> None:
    assert lines(say((0, 7, "a", said)), max_line_width=26) == shown


def test_no_line_begins_with_a_closing_mark(say: Callable[..., AttributedTranscript]) -> None:
    found = lines(say((0, 7, "a", "「" + "あ" * 12 + "」。" + "「" + "い" * 12 + "」")), max_line_width=26)
    assert all(line[0] not in "」。" and line[-1] != "「" for cue in found for line in cue)


def test_french_mark_stays_with_its_word(spoken: Callable[..., AttributedTranscript]) -> None:
    assert lines(spoken((0, "a", "« Comment allez-vous ? »")), max_line_width=14, max_line_count=3) == [
        ("« Comment", "allez-vous ? »"),
    ]


def test_words_that_no_space_parts_are_one(
    say: Callable[..., AttributedTranscript], spoken: Callable[..., AttributedTranscript]
) -> None:
    transcript = spoken((0, "a", "It is 5 ,000 km"))
    segment = transcript.segments[0]
    words = [replace(w, word=replace(w.word, text=w.word.text.replace(" ,", ","))) for w in segment.words]
    joined = segment.with_words(tuple(words))
    assert lines(replace(transcript, segments=(joined,)), max_line_width=6) == [("It is", "5,000"), ("km",)]
