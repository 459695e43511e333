"""RTTM, written and read."""

from pathlib import Path

import pytest
from pyannote.database.util import load_rttm

from whisper_diarize.attribution import attribute
from whisper_diarize.errors import AnnotationError, ExportError
from whisper_diarize.formats import Rttm, parse_rttm
from whisper_diarize.records import AttributedTranscript, Diarization, Speaker, Transcript, Turn


def diarized(*turns: Turn, name: str = "talk") -> AttributedTranscript:
    return attribute(Transcript(), Diarization(turns), name=name, duration=60.0)


def test_turn_is_a_line_of_ten_fields(transcript: AttributedTranscript) -> None:
    assert Rttm().render(transcript) == (
        "SPEAKER talk 1 0.000 1.500 <NA> <NA> Ann_Lee <NA> <NA>\n"
        "SPEAKER talk 1 1.900 1.350 <NA> <NA> SPEAKER_01 <NA> <NA>\n"
    )


def test_turns_that_overlap_are_all_written() -> None:
    rendered = Rttm().render(diarized(Turn(0, 4, "a"), Turn(1, 2, "b")))

    assert parse_rttm(rendered) == (Turn(0, 4, "a"), Turn(1, 2, "b"))


def test_turns_that_touch_still_touch_after_rounding() -> None:
    rendered = Rttm().render(diarized(Turn(0.0004, 1.0006, "a"), Turn(1.0006, 2.0004, "b")))

    assert [line.split()[3:5] for line in rendered.splitlines()] == [["0.000", "1.001"], ["1.001", "0.999"]]


def test_turn_that_rounds_to_no_length_is_a_millisecond_long() -> None:
    assert Rttm().render(diarized(Turn(1, 1.0001, "a"))).split()[3:5] == ["1.000", "0.001"]


@pytest.mark.parametrize(
    ("name", "field"),
    [
        pytest.param("Ann  Mary\u00a0Lee", "Ann_Mary_Lee", id="spaces"),
        pytest.param("Ann\n", "Ann", id="line break"),
        pytest.param("<NA>", "<NA>_", id="the mark of a missing value"),
        pytest.param("None", "None_", id="a missing value to pandas"),
        pytest.param('"Ann', "'Ann", id="quote"),
        pytest.param(" ", "a", id="blank: the label"),
    ],
)
def test_name_is_one_field_that_is_a_value(name: str, field: str) -> None:
    transcript = diarized(Turn(0, 1, "a")).with_names((name,))

    assert Rttm().render(transcript).split()[7] == field


def test_name_of_the_recording_is_one_field() -> None:
    assert Rttm().render(diarized(Turn(0, 1, "a"), name="my talk")).split()[1] == "my_talk"


def test_nobody_speaking_is_an_empty_file(silence: AttributedTranscript) -> None:
    assert Rttm().render(silence) == ""


def test_transcript_that_was_not_diarized_is_refused_with_what_to_do(plain_transcript: AttributedTranscript) -> None:
    with pytest.raises(ExportError, match=r"talk: RTTM needs speakers: add --diarize"):
        Rttm().render(plain_transcript)


def test_pyannote_reads_the_same_turns(transcript: AttributedTranscript, tmp_path: Path) -> None:
    path = tmp_path / "talk.rttm"
    path.write_text(Rttm().render(transcript), encoding="utf-8")

    annotation = load_rttm(path)["talk"]

    assert [(segment.start, segment.end, label) for segment, _, label in annotation.itertracks(yield_label=True)] == [
        (0.0, 1.5, "Ann_Lee"),
        (1.9, 3.25, "SPEAKER_01"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("SPEAKER talk 1 1.5 0.5 <NA> <NA> ann <NA> <NA>\n", id="ten fields"),
        pytest.param("SPEAKER talk 1 1.5 0.5 <NA> <NA> ann <NA>", id="nine fields"),
        pytest.param("SPEAKER\ttalk  1\t1.50  .5 <NA> <NA> ann <NA> <NA>\r\n", id="tabs and spaces"),
        pytest.param(
            ";; made by hand\n\nSPEAKER talk 1 1.5 0.5 <NA> <NA> ann <NA> <NA>\n", id="comment and blank line"
        ),
        pytest.param(
            "SPKR-INFO talk 1 <NA> <NA> <NA> unknown ann <NA>\nSPEAKER talk 1 1.5 0.5 x x ann x", id="other rows"
        ),
        pytest.param("\ufeffSPEAKER talk 1 1.5 0.5 <NA> <NA> ann <NA> <NA>\n", id="byte order mark"),
    ],
)
def test_reading_is_tolerant(text: str) -> None:
    assert parse_rttm(text) == (Turn(1.5, 2.0, "ann"),)


@pytest.mark.parametrize(
    ("line", "turn"),
    [
        pytest.param("SPEAKER my file 1 0.0 1.0 <NA> <NA> ann <NA> <NA>", Turn(0, 1, "ann"), id="space in the file"),
        pytest.param("SPEAKER x 1 0.0 1.0 <NA> <NA> Ann Lee <NA> <NA>", Turn(0, 1, "Ann Lee"), id="space in the name"),
        pytest.param(
            "SPEAKER a b c 1 0 1 <NA> <NA> Ann van Lee 0.9 <NA>", Turn(0, 1, "Ann van Lee"), id="spaces in both"
        ),
        pytest.param("SPEAKER a 7 1 0 1 <NA> <NA> ann <NA>", Turn(0, 1, "ann"), id="number in the file, nine fields"),
        pytest.param("SPEAKER\tx\t1\t0\t1\t<NA>\t<NA>\tAnn Lee\t<NA>\t<NA>", Turn(0, 1, "Ann Lee"), id="tabs"),
        pytest.param("SPEAKER\tx 1 0 1 <NA> <NA>\tann", Turn(0, 1, "ann"), id="tabs and spaces"),
        pytest.param("speaker x 1 0 1 <na> <na> ann <na> <na>", Turn(0, 1, "ann"), id="small letters"),
        pytest.param("SPEAKER x 1 -0.02 1 <NA> <NA> ann <NA> <NA>", Turn(0, 0.98, "ann"), id="begins before 0"),
    ],
)
def test_lines_as_they_are_found_are_read(line: str, turn: Turn) -> None:
    assert parse_rttm(line) == (turn,)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("0.0\t1.0\tann\n", "this is not RTTM: line 1 begins with '0.0'", id="labels of Audacity"),
        pytest.param(
            "SPKR-INFO x 1 <NA>\n", "the RTTM has no turn: none of its lines begins with SPEAKER", id="no turn"
        ),
        pytest.param(
            "SPEAKER my own file 1 0.0 1.0 x x ann x x\n", "line 1 of the RTTM has 12 fields, and no <NA>", id="unclear"
        ),
    ],
)
def test_text_without_a_turn_is_no_silence(text: str, fault: str) -> None:
    with pytest.raises(AnnotationError, match=fault):
        parse_rttm(text)


def test_turns_of_one_recording_can_be_read_from_a_file_of_several() -> None:
    text = "SPEAKER one 1 0 1 <NA> <NA> a <NA> <NA>\nSPEAKER two 1 0 1 <NA> <NA> b <NA> <NA>\n"

    assert parse_rttm(text, name="two") == (Turn(0, 1, "b"),)


def test_empty_file_has_no_turns() -> None:
    assert parse_rttm("") == ()


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        pytest.param("SPEAKER talk 1 0 1", "line 2 of the RTTM has 5 fields; 10 are expected", id="too few fields"),
        pytest.param(
            "SPEAKER talk 1 x 1 - - ann - -", "line 2 of the RTTM has no valid times: onset 'x'", id="no number"
        ),
        pytest.param("SPEAKER talk 1 0 -1 - - ann - -", "line 2 of the RTTM has no valid times", id="negative"),
        pytest.param("SPEAKER talk 1 nan 1 - - ann - -", "line 2 of the RTTM has no valid times", id="not a number"),
    ],
)
def test_line_that_cannot_be_read_is_named(line: str, fault: str) -> None:
    with pytest.raises(AnnotationError, match=fault):
        parse_rttm(f";;\n{line}\n")


def test_turns_of_two_speakers_with_one_name_are_one_speakers() -> None:
    transcript = diarized(Turn(0, 1, "a"), Turn(1, 2, "b")).with_names(("Ann", "Ann"))

    assert transcript.speakers == (Speaker("a", "Ann"), Speaker("b", "Ann"))
    assert {turn.speaker for turn in parse_rttm(Rttm().render(transcript))} == {"Ann"}
