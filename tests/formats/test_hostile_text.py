"""Names and words are data: whatever they are, an independent reader finds the same cues, rows and turns."""

import csv
import html
import io
import json
from dataclasses import replace

import srt
import webvtt
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyannote.database.util import load_rttm

from whisper_diarize.attribution import attribute
from whisper_diarize.formats import Json, Rttm, Srt, SrtOptions, Tsv, Txt, Vtt, VttOptions, parse_rttm
from whisper_diarize.formats.cleaning import clean_name, one_line
from whisper_diarize.records import Diarization, Segment, Transcript, Turn

# fmt: off
TRICKS = (
    "\n", "\n\n", "\r\n", "\r", "\x00", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\t", " ", "\u00a0", "\u3000",
    "-->", "->", "--", ">", "- >", "<", "&", "&gt;", "<v Bob>", "</v>", "<00:00:01.000>", "{\\an8}", "\ufeff",
    "WEBVTT", "NOTE", "STYLE", "REGION", "SPEAKER", ";;", "<NA>", "nan", "None",
    "1", "2\n", "00:00:00,500", "00:00:00,500 --> 00:00:02,000", "00:00.500 --> 00:02.000", "0,5,1 - > 00:00:02,000",
    '"', "'", "\\", ",", "#", ":", "=", "\u202e", "\u2066", "\ud800", "é", "你", "😀", "a",
)
# fmt: on
hostile = st.lists(st.sampled_from(TRICKS) | st.text(max_size=4), max_size=8).map("".join)
rows = st.lists(st.tuples(st.sampled_from("ab"), hostile), max_size=4)


def transcript(said, names, name="talk"):
    """A second of `said` after the other, by two speakers called `names`."""
    segments = tuple(Segment(second, second + 1, text) for second, (_, text) in enumerate(said))
    turns = tuple(Turn(second, second + 1, speaker) for second, (speaker, _) in enumerate(said))
    attributed = attribute(Transcript(segments), Diarization(turns), name=name, duration=9.0)
    return attributed.with_names(names)


def spoken(said):
    """The seconds in which something is said."""
    return [second for second, (_, text) in enumerate(said) if one_line(text)]


@given(rows, st.tuples(hostile, hostile))
@example([("a", "x\n5\n00:00:00,500 - > 00:00:02,000\nboo")], ("ann", "bob"))
@example([("a", "x\n\n--->\n")], ("ann", "bob"))
def test_srt_reads_back_as_the_same_cues(said, names):
    text = Srt(SrtOptions(speaker_labels="always")).render(transcript(said, names)).encode().decode()

    assert [cue.start.seconds for cue in srt.parse(text)] == spoken(said)


@given(rows, st.tuples(hostile, hostile))
def test_srt_has_no_blank_line_but_between_cues(said, names):
    text = Srt(SrtOptions(speaker_labels="always")).render(transcript(said, names))

    assert text.count("\n\n") == text.count(" --> ") == text.count("-->") == len(spoken(said))


@given(rows, st.tuples(hostile, hostile))
def test_webvtt_reads_back_as_the_same_cues(said, names):
    text = Vtt(VttOptions(speaker_labels="always")).render(transcript(said, names)).encode().decode()

    captions = webvtt.from_string(text, strict=True).captions
    assert [caption.start_in_seconds for caption in captions] == spoken(said)


@given(rows, st.tuples(hostile, hostile))
def test_webvtt_has_exactly_one_voice_in_each_cue(said, names):
    text = Vtt().render(transcript(said, names))

    assert text.count("<") == 2 * len(spoken(said))
    assert text.count("<v ") == text.count("</v>") == len(spoken(said))


@given(st.just([("a", "Hi")]), st.tuples(hostile))
def test_webvtt_voice_reads_back_as_the_name(said, names):
    (caption,) = webvtt.from_string(Vtt().render(transcript(said, names))).captions

    assert html.unescape(caption.voice).strip() == (clean_name(names[0]) or "a")


@given(rows, st.tuples(hostile, hostile))
def test_tsv_reads_back_as_the_same_rows(said, names):
    text = Tsv().render(transcript(said, names)).encode().decode()

    table = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE))
    assert [len(row) for row in table] == [4] * (1 + len(spoken(said)))
    assert [int(row[0]) for row in table[1:]] == [1000 * second for second in spoken(said)]


@given(rows, st.tuples(hostile, hostile))
def test_json_reads_back_as_the_same_text_and_names(said, names):
    text = Json().render(transcript(said, names)).encode().decode()

    document = json.loads(text)
    assert [segment["text"] for segment in document["segments"]] == [
        text.replace("\ud800", "\ufffd") for _, text in said
    ]
    assert {segment["speaker"] for segment in document["segments"]} <= {
        name.replace("\ud800", "\ufffd") for name in names
    }


@given(rows, st.tuples(hostile, hostile))
def test_txt_has_a_line_for_each_paragraph(said, names):
    attributed = transcript(said, names)

    text = Txt().render(replace(attributed, speakers=()))

    speakers = [said[second][0] for second in spoken(said)]
    changes = sum(a != b for a, b in zip(speakers, [None, *speakers], strict=False))
    assert len(text.splitlines()) == max(0, 2 * changes - 1)


@given(rows, st.tuples(hostile, hostile), hostile)
def test_rttm_reads_back_as_the_same_turns(said, names, name):
    text = Rttm().render(transcript(said, names, name)).encode().decode()

    assert [turn.start for turn in parse_rttm(text)] == [float(second) for second in range(len(said))]
    assert [len(line.split()) for line in text.split("\n")[:-1]] == [10] * len(said)


@settings(max_examples=40)
@given(rows.filter(bool), st.tuples(hostile, hostile), hostile)
def test_pyannote_finds_the_same_turns(said, names, name):
    text = Rttm().render(transcript(said, names, name))

    (annotation,) = load_rttm(io.StringIO(text)).values()
    assert [segment.start for segment, _ in annotation.itertracks()] == [float(second) for second in range(len(said))]
    assert all(isinstance(label, str) for label in annotation.labels())
