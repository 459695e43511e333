"""Names and words are data: whatever they are, an independent reader finds the same cues, rows and turns."""

import csv
import html
import io
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import docx
import pysubs2
import pytest
import srt
import webvtt
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from meeteval.io import CTM, STM
from praatio.utilities import textgrid_io
from pyannote.database.util import load_rttm

from tests.fakes.hostile import hostile, names, one_a_second, patient, rows, transcripts
from whisper_diarize.formats import (
    Ass,
    Audacity,
    Ctm,
    DiarizedJson,
    Docx,
    Json,
    Markdown,
    Podcast,
    Rttm,
    Srt,
    SrtOptions,
    Stm,
    TextGrid,
    Tsv,
    Txt,
    Vtt,
    VttOptions,
    WhisperX,
    parse_rttm,
)
from whisper_diarize.formats.ass import AssOptions
from whisper_diarize.formats.cleaning import clean_name, one_line
from whisper_diarize.formats.subtitles import subtitle_cues
from whisper_diarize.records import AttributedTranscript

pytestmark = pytest.mark.slow

ALWAYS: dict[str, Any] = {"speaker_labels": "always"}
BARE: dict[str, Any] = {**ALWAYS, "cues": "segments"}


def spoken(said: Sequence[tuple[str, str]]) -> list[int]:
    """The seconds in which something is said."""
    return [second for second, (_, text) in enumerate(said) if one_line(text)]


@given(rows, names)
@example([("a", "x\n5\n00:00:00,500 - > 00:00:02,000\nboo")], ("ann", "bob"))
@example([("a", "x\n\n--->\n")], ("ann", "bob"))
def test_srt_reads_back_as_the_same_cues(said: list[tuple[str, str]], names: tuple[str, ...]) -> None:
    text = Srt(SrtOptions(**BARE)).render(one_a_second(said, names)).encode().decode()

    assert [cue.start.seconds for cue in srt.parse(text)] == spoken(said)


@given(rows, names)
def test_srt_has_no_blank_line_but_between_cues(said: list[tuple[str, str]], names: tuple[str, ...]) -> None:
    text = Srt(SrtOptions(**BARE)).render(one_a_second(said, names))

    assert text.count("\n\n") == text.count(" --> ") == text.count("-->") == len(spoken(said))


@given(rows, names)
def test_webvtt_reads_back_as_the_same_cues(said: list[tuple[str, str]], names: tuple[str, ...]) -> None:
    text = Vtt(VttOptions(**BARE)).render(one_a_second(said, names)).encode().decode()

    captions = webvtt.from_string(text, strict=True).captions
    assert [caption.start_in_seconds for caption in captions] == spoken(said)


@given(rows, names)
def test_webvtt_has_exactly_one_voice_in_each_cue(said: list[tuple[str, str]], names: tuple[str, ...]) -> None:
    text = Vtt(VttOptions(cues="segments")).render(one_a_second(said, names))

    assert text.count("<") == 2 * len(spoken(said))
    assert text.count("<v ") == text.count("</v>") == len(spoken(said))


@given(st.just([("a", "Hi")]), st.tuples(hostile))
def test_webvtt_voice_reads_back_as_the_name(said: list[tuple[str, str]], names: tuple[str, ...]) -> None:
    (caption,) = webvtt.from_string(Vtt().render(one_a_second(said, names))).captions

    assert html.unescape(caption.voice).strip() == (clean_name(names[0]) or "a")  # type: ignore[arg-type]  # a fake, or what is to be refused


@given(rows, names)
def test_tsv_reads_back_as_the_same_rows(said: list[tuple[str, str]], names: tuple[str, ...]) -> None:
    text = Tsv().render(one_a_second(said, names)).encode().decode()

    table = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE))
    assert [len(row) for row in table] == [4] * (1 + len(spoken(said)))
    assert [int(row[0]) for row in table[1:]] == [1000 * second for second in spoken(said)]


@given(rows, names)
def test_json_reads_back_as_the_same_text_and_names(said: list[tuple[str, str]], names: tuple[str, ...]) -> None:
    text = Json().render(one_a_second(said, names)).encode().decode()

    document = json.loads(text)
    assert [segment["text"] for segment in document["segments"]] == [
        text.replace("\ud800", "\ufffd") for _, text in said
    ]
    labels = set("ab")  # of those whose name is empty
    assert {segment["speaker"] for segment in document["segments"]} <= labels | {
        name.replace("\ud800", "\ufffd") for name in names
    }


@given(rows, names)
def test_txt_has_a_line_for_each_paragraph(said: list[tuple[str, str]], names: tuple[str, ...]) -> None:
    attributed = one_a_second(said, names)

    text = Txt().render(replace(attributed, speakers=()))

    speakers = [said[second][0] for second in spoken(said)]
    changes = sum(a != b for a, b in zip(speakers, [None, *speakers], strict=False))
    assert len(text.splitlines()) == max(0, 2 * changes - 1)


@given(rows, names, hostile)
def test_rttm_reads_back_as_the_same_turns(said: list[tuple[str, str]], names: tuple[str, ...], name: str) -> None:
    text = Rttm().render(one_a_second(said, names, name)).encode().decode()

    assert [turn.start for turn in parse_rttm(text)] == [float(second) for second in range(len(said))]
    assert [len(line.split()) for line in text.split("\n")[:-1]] == [10] * len(said)


@settings(max_examples=40)
@given(rows.filter(bool), names, hostile)
def test_pyannote_finds_the_same_turns(said: list[tuple[str, str]], names: tuple[str, ...], name: str) -> None:
    text = Rttm().render(one_a_second(said, names, name))

    (annotation,) = load_rttm(io.StringIO(text)).values()
    assert [segment.start for segment, _ in annotation.itertracks()] == [float(second) for second in range(len(said))]
    assert all(isinstance(label, str) for label in annotation.labels())


@patient
@given(transcripts())
def test_fitted_srt_reads_back_as_its_cues(transcript: AttributedTranscript) -> None:
    rules = SrtOptions(**ALWAYS)
    cues = subtitle_cues(transcript, rules)

    found = list(srt.parse(Srt(rules).render(transcript)))

    assert [(ms(cue.start), ms(cue.end)) for cue in found] == [(cue.start, cue.end) for cue in cues]
    assert all(cue.content.count("\n") < 2 for cue in found)


@patient
@given(transcripts(), st.booleans())
def test_srt_reads_back_in_pysubs2_as_its_cues(transcript: AttributedTranscript, highlight: Any) -> None:
    text = Srt(SrtOptions(**ALWAYS, highlight_words=highlight)).render(transcript)

    found = pysubs2.SSAFile.from_string(text, format_="srt") if text else []
    assert len(found) == text.count(" --> ")
    # pysubs2 knows <u>, <i>, <b> and <s> alone; none but ours is there
    assert sum(event.text.count("{\\u1}") for event in found) == text.count("<u>")
    assert not any("{\\i1}" in event.text or "{\\b1}" in event.text for event in found)


@patient
@given(transcripts(), st.booleans(), st.booleans())
def test_fitted_webvtt_reads_back_as_its_cues(transcript: AttributedTranscript, stamped: Any, colors: Any) -> None:
    rules = VttOptions(word_timestamps=stamped, colors=colors)
    cues = subtitle_cues(transcript, rules)

    text = Vtt(rules).render(transcript)

    found = webvtt.from_string(text, strict=True).captions
    assert [round(1000 * caption.start_in_seconds) // 1000 for caption in found] == [cue.start // 1000 for cue in cues]
    assert text.count("<v") == text.count("</v>") == sum(cue.speaker is not None for cue in cues)
    blocks = text.split("\n\n")[2 if "STYLE" in text[:14] else 1 : -1]
    for block, cue in zip(blocks, cues, strict=True):
        stamps = [thousandths(stamp) for stamp in re.findall(r"<([\d:.]+)>", block)]
        assert stamps == sorted(set(stamps))
        assert all(cue.start < stamp < cue.end for stamp in stamps)
        assert "".join(html.unescape(re.sub(r"<[^>]*>", "", block.partition("\n")[2])).split()) == bare(cue)


def thousandths(stamp: str) -> int:
    hours, minutes, seconds = stamp.split(":")
    return round(1000 * (3600 * int(hours) + 60 * int(minutes) + float(seconds)))


@patient
@given(transcripts(), st.booleans())
def test_ass_reads_back_as_its_cues(transcript: AttributedTranscript, highlight: Any) -> None:
    rules = AssOptions(**ALWAYS, highlight_words=highlight)
    text = Ass(rules).render(transcript)
    cues = [cue for cue in subtitle_cues(transcript, rules) if cue.start // 10 < cue.end // 10]

    found = pysubs2.SSAFile.from_string(text, format_="ass")

    assert len(found) == text.count("\nDialogue: ")
    assert {event.style for event in found} <= set(found.styles)
    assert highlight or [event.start // 10 for event in found] == [cue.start // 10 for cue in cues]
    assert highlight or [visible(event) for event in found] == [ass_text(cue) for cue in cues]


def visible(event: pysubs2.SSAEvent) -> str:
    return "".join(event.plaintext.split())


def ass_text(cue: Any) -> str:
    return bare(cue).translate(str.maketrans("{}", "()")).replace("\\", "\\\u2060")


def bare(cue: Any) -> str:
    return "".join("".join(cue.full_lines).split())


def ms(time: timedelta) -> int:
    return round(time.total_seconds() * 1000)


@given(rows, names, hostile)
def test_ctm_reads_back_in_meeteval_as_the_same_words(
    said: list[tuple[str, str]], names: tuple[str, ...], name: str
) -> None:
    transcript = one_a_second(said, names, name)

    found = CTM.parse(Ctm().render(transcript))

    assert len(found) == sum(len(one_line(text).split()) for _, text in said)
    assert len({line.filename for line in found}) <= 1
    assert {line.channel for line in found} <= {
        field(name) or label for name, label in zip(names, "ab", strict=True)
    } | {*"ab"}


@given(rows, names, hostile)
def test_stm_reads_back_in_meeteval_as_the_same_segments(
    said: list[tuple[str, str]], names: tuple[str, ...], name: str
) -> None:
    found = STM.parse(Stm().render(one_a_second(said, names, name)))

    assert [line.begin_time for line in found] == [Decimal(second) for second in spoken(said)]
    assert [len(line.transcript.split()) for line in found] == [
        len(one_line(said[second][1]).split()) for second in spoken(said)
    ]


def field(name: str) -> str:
    from whisper_diarize.formats.nist import name_field

    return name_field(name) if clean_name(name) else ""


@given(rows, names)
def test_labels_read_back_as_the_same_rows(said: list[tuple[str, str]], names: tuple[str, ...]) -> None:
    text = Audacity().render(one_a_second(said, names)).encode().decode()

    table = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE))
    assert [(float(start), len(row)) for start, *row in table] == [(float(second), 2) for second in spoken(said)]


@patient
@given(transcripts())
def test_textgrid_reads_back_in_praatio_with_every_text(transcript: AttributedTranscript) -> None:
    grid = textgrid_io.parseTextgridStr(TextGrid().render(transcript), includeEmptyIntervals=True)

    tiers = {tier["name"]: tier["entries"] for tier in grid["tiers"]}
    assert len(tiers) == len(grid["tiers"])
    assert {(float(rows[0][0]), float(rows[-1][1])) for rows in tiers.values()} == {(0.0, grid["xmax"])}
    assert all(before[1] == after[0] for rows in tiers.values() for before, after in pairwise(rows))
    assert all(float(row[0]) < float(row[1]) for rows in tiers.values() for row in rows)
    said = [row[2] for name, rows in tiers.items() for row in rows if row[2] and not name.endswith(" - words")]
    assert sorted(said) == sorted(
        filter(None, (praats(one_line(segment.segment.text)) for segment in transcript.segments))
    )


def praats(text: str) -> str:
    """The text as praatio strips it."""
    return text.strip()


@patient
@given(transcripts())
def test_markdown_reads_back_as_plain_paragraphs(transcript: AttributedTranscript) -> None:
    text = Markdown().render(transcript)

    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)

    assert {token.type for token in tokens} <= {
        "heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline"
    }  # fmt: skip
    inner = {child.type for token in tokens for child in token.children or ()}
    assert inner <= {"text", "text_special", "strong_open", "strong_close"}
    shown = "".join(child.content for token in tokens for child in token.children or ())
    said = [
        one_line("".join(segment.segment.text for segment in transcript.segments if segment.speaker == label))
        for label in ("a", "b")
    ]
    assert sum(map(len, map(bare_text, said))) <= len(bare_text(shown))


def bare_text(text: str) -> str:
    return "".join(text.split())


@patient
@given(transcripts())
def test_docx_reads_back_with_every_text(transcript: AttributedTranscript) -> None:
    document = docx.Document(io.BytesIO(Docx().render(transcript)))

    shown = "".join("".join(paragraph.text for paragraph in document.paragraphs).split())
    assert all(
        "".join(re.sub("[\ufffe\uffff]", "\ufffd", one_line(segment.segment.text)).split()) in shown
        for segment in transcript.segments
    )


@given(rows, names)
def test_others_json_reads_back_as_the_same_text(said: list[tuple[str, str]], names: tuple[str, ...]) -> None:
    transcript = one_a_second(said, names)
    texts = [text.replace("\ud800", "\ufffd") for _, text in said if one_line(text)]

    whisperx, openai, podcast = (
        json.loads(exporter.render(transcript).encode())["segments"]
        for exporter in (WhisperX(), DiarizedJson(), Podcast())
    )

    assert [segment["text"] for segment in whisperx] == texts
    assert [segment["text"] for segment in openai] == [text.strip() for text in texts]
    assert [segment["body"] for segment in podcast] == [one_line(text) for text in texts]
