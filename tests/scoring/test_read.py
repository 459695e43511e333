"""Every kind of file says the same of the same conversation."""

import json
from pathlib import Path
from typing import Any

import pytest

from whisper_diarize import Diarization, Segment, Transcript, Turn, Word, attribute
from whisper_diarize.errors import AnnotationError
from whisper_diarize.formats import Json
from whisper_diarize.scoring import Annotation, SaidWord, read_annotation

TURNS = (Turn(0, 2, "ann"), Turn(3, 4, "bob"))
WORDS = (SaidWord(0, 1, "how", "ann"), SaidWord(1, 2, "much", "ann"), SaidWord(3, 4, "two", "bob"))
RTTM = """;; comment
SPKR-INFO talk 1 <NA> <NA> <NA> unknown ann <NA> <NA>
SPEAKER talk 1 0 2 <NA> <NA> ann <NA> <NA>
SPEAKER talk 1 3.0 1.0 <NA> <NA> bob <NA>
"""
STM = """;; comment
talk 1 ann 0.0 2.0 <o,f0,female> How? Much,
talk 1 inter_segment_gap 2.0 3.0
talk 1 bob 3.0 4.0 Two.
talk 1 bob 5.0 6.0 <o,f0,male> IGNORE_TIME_SEGMENT_IN_SCORING
"""
CTM = """talk A 0.0 1.0 How 0.9 lex ann
talk A 1.0 1.0 much 0.9 lex ann
talk A 2.5 0.1 breath 0.9 non-lex ann
talk B 3.0 1.0 Two NA lex bob
"""
WORD_ITEMS = [
    {"word": "How", "start": 0, "end": 1, "speaker": "ann"},
    {"word": "much,", "start": 1, "end": 2, "speaker": "ann"},
    {"word": "Two.", "start": 3, "end": 4, "speaker": "bob"},
]
WHISPERX = {
    "segments": [
        {"start": 0, "end": 4, "text": " How much, Two.", "speaker": "ann", "words": WORD_ITEMS},
    ]
}
SEGLST = [
    {"session_id": "talk", "speaker": "ann", "start_time": "0", "end_time": "2.0", "words": "how? much"},
    {"session_id": "talk", "speaker": "bob", "start_time": 3.0, "end_time": 4.0, "words": "two"},
]


def ours() -> str:
    words = (Word(0, 1, " How"), Word(1, 2, " much,"), Word(3, 4, " Two."))
    return Json().render(
        attribute(Transcript((Segment(0, 4, " How much, Two.", words),)), Diarization(TURNS), name="talk")
    )


def read(tmp_path: Path, name: str, text: str, **options: Any) -> Annotation:
    path = tmp_path / name
    path.write_text(text)
    return read_annotation(path, **options)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.stm", STM),
        ("x.ctm", CTM),
        ("x.json", ours()),
        ("whisperx.json", json.dumps(WHISPERX)),
        ("seglst.json", json.dumps(SEGLST)),
        ("words.json", json.dumps(WORD_ITEMS)),
    ],
)
def test_words_and_turns_are_read(tmp_path: Path, name: str, text: str) -> None:
    annotation = read(tmp_path, name, text)

    assert [(word.text, word.speaker) for word in annotation.words] == [(w.text, w.speaker) for w in WORDS]  # type: ignore[union-attr]  # of this kind here
    assert [word.end for word in annotation.words][1:] == [2, 4]  # type: ignore[union-attr]  # of this kind here
    assert annotation.turns == TURNS
    assert annotation.speakers == ("ann", "bob")


def test_rttm_has_turns_and_no_words(tmp_path: Path) -> None:
    annotation = read(tmp_path, "x.rttm", RTTM)

    assert (annotation.turns, annotation.words, annotation.name) == (TURNS, None, "talk")


def test_ctm_without_speakers_takes_channels_for_them(tmp_path: Path) -> None:
    annotation = read(tmp_path, "x.ctm", "talk A 0 1 hello\ntalk B 2 1 hi 0.5\n")

    assert [word.speaker for word in annotation.words] == ["A", "B"]  # type: ignore[union-attr]  # of this kind here


def test_words_are_joined_to_turns_over_short_pauses_only(tmp_path: Path) -> None:
    annotation = read(tmp_path, "x.ctm", "talk A 0 1 a\ntalk A 1.5 0.5 b\ntalk A 2.75 1 c\n")

    assert annotation.turns == (Turn(0, 2, "A"), Turn(2.75, 3.75, "A"))


def test_word_without_times_lies_between_its_neighbours(tmp_path: Path) -> None:
    items = [WORD_ITEMS[0], {"word": "20", "speaker": "ann"}, WORD_ITEMS[2]]
    document = {"segments": [{"start": 0, "end": 4, "text": "", "words": items}]}

    annotation = read(tmp_path, "x.json", json.dumps(document))

    assert annotation.words[1] == SaidWord(1, 3, "20", "ann")  # type: ignore[index]  # there, as the test would say


def test_word_without_speaker_has_that_of_its_segment(tmp_path: Path) -> None:
    document = {"segments": [{"start": 0, "end": 1, "speaker": "ann", "words": [{"word": "a", "start": 0, "end": 1}]}]}

    assert read(tmp_path, "x.json", json.dumps(document)).words == (SaidWord(0, 1, "a", "ann"),)


def test_word_that_was_given_to_nobody_counts_as_a_word_and_not_as_a_speaker(tmp_path: Path) -> None:
    items = [*WORD_ITEMS, {"word": "hm", "start": 4, "end": 5, "speaker": None}]
    document = {"segments": [{"start": 0, "end": 5, "speaker": "ann", "words": items}]}

    annotation = read(tmp_path, "x.json", json.dumps(document))

    assert (annotation.num_speakers, annotation.speakers, len(annotation.words)) == (2, ("ann", "bob", ""), 4)  # type: ignore[arg-type]  # a fake, or what is to be refused
    assert annotation.turns == TURNS


def test_segment_without_words_has_those_of_its_text(tmp_path: Path) -> None:
    document = {"segments": [{"start": 0, "end": 3, "text": " a bc", "speaker": "ann"}]}

    assert read(tmp_path, "x.json", json.dumps(document)).words == (
        SaidWord(0, 1, "a", "ann"),
        SaidWord(1, 3, "bc", "ann"),
    )


@pytest.mark.parametrize("name", ["x.rttm", "x.stm", "x.ctm"])
def test_empty_file_is_silence(tmp_path: Path, name: str) -> None:
    annotation = read(tmp_path, name, "")

    assert (annotation.turns, annotation.num_speakers) == ((), 0)


def test_one_of_several_recordings_is_read(tmp_path: Path) -> None:
    text = RTTM + "SPEAKER other 1 0 9 <NA> <NA> zoe <NA> <NA>\n"

    assert read(tmp_path, "x.rttm", text, recording="talk").turns == TURNS


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("x.txt", "hello", "this is text, of no kind that is known; looked for: whisper-diarize, OpenAI-diarized"),
        (
            "x.rttm",
            "SPEAKER a 1 0 1 <NA>",
            "this looks like RTTM, but line 1 of the RTTM has 6 fields; 10 are expected",
        ),
        ("x.rttm", "SPEAKER", "this looks like RTTM, but line 1 of the RTTM has 1 fields; 10 are expected"),
        (
            "x.rttm",
            "SPEAKER a 1 zero 1 <NA> <NA> ann",
            "this looks like RTTM, but line 1 of the RTTM has no valid times: onset 'zero', duration '1'",
        ),
        (
            "x.rttm",
            "SPEAKER a 1 0 -1 <NA> <NA> ann",
            "this looks like RTTM, but line 1 of the RTTM has no valid times: onset '0', duration '-1'",
        ),
        (
            "x.rttm",
            "SPEAKER a 1 0 1e9 <NA> <NA> ann",
            "this looks like RTTM, but line 1 of the RTTM has no valid times: onset '0', duration '1e9'",
        ),
        ("x.stm", "a 1 ann 0", "line 1 of the STM has 4 fields; at least 5 are expected"),
        ("x.ctm", "a 1 0 1 x\n\nb 1 0 1 y", "it has several recordings (a, b); say which: --recording NAME"),
        ("x.json", "{", "this begins as JSON does, but is not JSON (Expecting property name"),
        ("x.json", "{}", "this is JSON, of no kind that is known; looked for: whisper-diarize"),
        ("x.json", '{"segments": [1]}', "this looks like Whisper, but segments[0] is 1, not an object"),
        (
            "x.json",
            '{"segments": [{"start": null, "end": 1}]}',
            "this looks like Whisper, but segments[0].text is missing",
        ),
    ],
)
def test_wrong_file_is_one_clear_line(tmp_path: Path, name: str, text: str, complaint: Any) -> None:
    with pytest.raises(AnnotationError, match=r"^\S+: ") as caught:
        read(tmp_path, name, text)

    assert str(caught.value).startswith(f"{tmp_path / name}: {complaint}")


def test_recording_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match="there is no recording 'x'; there is: talk"):
        read(tmp_path, "x.rttm", RTTM, recording="x")


def test_missing_file_and_one_that_is_not_text_are_named(tmp_path: Path) -> None:
    (tmp_path / "x.stm").write_bytes(b"\xff\xff")

    with pytest.raises(AnnotationError, match="not text in UTF-8"):
        read_annotation(tmp_path / "x.stm")
    with pytest.raises(AnnotationError, match="cannot be read"):
        read_annotation(tmp_path / "y.stm")
