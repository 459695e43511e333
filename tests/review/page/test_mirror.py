"""What the page exports is what `whisper-diarize export` writes, and its edits are those of `review`."""

import json
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from tests.fakes.optional import present
from whisper_diarize import review
from whisper_diarize.attribution import attribute
from whisper_diarize.errors import OptionError
from whisper_diarize.formats import Json, Markdown, Srt, Txt, Vtt, parse_json
from whisper_diarize.records import (
    AttributedSegment,
    AttributedTranscript,
    Diarization,
    Quality,
    Segment,
    Span,
    Transcript,
    Turn,
    Word,
)

pytestmark = pytest.mark.browser

MIRROR = Path(__file__).with_name("mirror.mjs")
FORMATS = {"json": Json(), "srt": Srt(), "vtt": Vtt(), "txt": Txt(), "md": Markdown()}

# fmt: off
TRICKS = (
    "\n", "\n\n", "\r\n", "\r", "\x00", "\x0b", "\x0c", "\x1c", "\x1f", "\x85", "\u2028", "\t", " ", "\u00a0", "\u3000",
    "\ufeff", "-->", "->", "--", ">", "<", "&", "<v Bob>", "</v>", "<00:00:01.000>", "{\\an8}", "{y:i}", "WEBVTT",
    "1\n00:00:00,500", "\n0,5,1", "\n१,२,३", '"', "\\", ":", "\u202e", "é", "你", "😀", "a", " word", " two words", "½",
)
# fmt: on
known = st.characters(exclude_categories=("Cs", "Cn"))
texts = st.lists(st.sampled_from(TRICKS) | st.text(known, max_size=3), max_size=5).map("".join)
# thousandths, and sixteenths: half of a thousandth is where rounding shows
seconds = st.integers(0, 9000).map(lambda n: n / 1000) | st.integers(0, 160).map(lambda n: n / 16)
spans = st.tuples(seconds, seconds).map(sorted)
shares = st.none() | st.floats(0, 1)
words = st.builds(lambda span, text, share: Word(span[0], span[1], text, share), spans, texts, shares)
segments = st.builds(
    lambda span, text, said: Segment(
        span[0],
        span[1],
        "".join(word.text for word in said) if said else text,
        tuple(said),
        seek=0,
        tokens=(1,),
        avg_logprob=-0.5,
    ),
    *(spans, texts, st.lists(words, max_size=4)),
)
labels = st.sampled_from("abcd")
qualities = st.builds(Quality, shares, shares, st.none() | st.just(12.0), st.none() | st.integers(1, 9), shares)
turns = st.lists(st.builds(lambda span, speaker: Turn(span[0], span[1], speaker), spans, labels), max_size=6)
exclusive = st.none() | turns.map(tuple)
numbers = st.integers(0, 9)
typed = st.lists(st.sampled_from(("one", "two", "three", "a", "é", "😀", "你")) | texts, max_size=5).map(" ".join)
thousandths = st.integers(0, 9000).map(lambda n: n / 1000)
times = st.tuples(thousandths, thousandths).map(sorted)
simple_edits = st.one_of(
    st.builds(lambda label, name: {"kind": "rename", "label": label, "name": name}, labels, texts),
    st.builds(lambda source, target: {"kind": "merge", "source": source, "target": target}, labels, labels),
    st.builds(
        lambda a, b, label: {"kind": "reassign", "first": min(a, b), "stop": max(a, b), "label": label},
        numbers,
        numbers,
        labels,
    ),
    st.builds(lambda a, b: {"kind": "confirm", "first": min(a, b), "stop": max(a, b)}, numbers, numbers),
    st.builds(lambda word, text: {"kind": "correct", "word": word, "text": text}, numbers, texts),
    st.builds(
        lambda a, b, text: {"kind": "rewrite", "first": min(a, b), "stop": max(a, b) + 1, "text": text},
        *(numbers, numbers, typed),
    ),
    st.builds(lambda word: {"kind": "begin", "word": word}, numbers),
    st.builds(lambda word: {"kind": "join", "word": word}, numbers),
    st.builds(
        lambda span, label, text: {"kind": "add", "start": span[0], "end": span[1], "label": label, "text": text},
        *(times, labels, typed),
    ),
    st.builds(
        lambda span, text: {"kind": "comment", "start": span[0], "end": span[1], "text": text},
        *(times, st.none() | texts),
    ),
)
edits = simple_edits | st.builds(lambda parts: {"kind": "group", "edits": parts}, st.lists(simple_edits, max_size=3))


@st.composite
def transcripts(draw: st.DrawFn) -> AttributedTranscript:
    """Any transcript that a run can end with."""
    said = Transcript(tuple(draw(st.lists(segments, max_size=4))), "en", "an engine")
    diarization = draw(st.none() | st.builds(Diarization, turns.map(tuple), exclusive, quality=qualities))
    transcript = attribute(said, diarization, name="talk", duration=9.0).with_names((draw(texts),))
    facts = st.lists(st.tuples(shares, st.none() | labels, st.lists(labels, max_size=2, unique=True), st.booleans()))
    return replace(transcript, segments=tuple(informed(segment, draw(facts)) for segment in transcript.segments))


def informed(segment: AttributedSegment, known: Any) -> AttributedSegment:
    """The segment with what a method of attribution may know of its words."""
    words = tuple(
        replace(
            word,
            speaker_confidence=confidence,
            runner_up=runner_up,
            overlap=bool(others),
            other_speakers=tuple(others),
            no_speech=no_speech,
        )
        for word, (confidence, runner_up, others, no_speech) in zip(segment.words, known, strict=False)
    )
    return replace(segment, words=(*words, *segment.words[len(words) :]))


# fmt: off
VOCABULARY = (
    "the", "meeting", "starts", "now,", "really?", "Dr.", "J.", "«", "oui", "»", "!", "antidisestablishmentarianism",
    "a", "(yes)", "well;", "end.", "“so”", "今日は", "会議を", "始め", "ます。", "カタカナ", "。", "字幕", "안녕하세요",
    "مرحبا", "بالعالم،", "שלום", "नमस्ते", "สวัสดี", "e\u0301", "👩\u200d👧", "1,000", "x" * 50, "it's", "…",
)
# fmt: on


@st.composite
def talks(draw: st.DrawFn) -> AttributedTranscript:
    """Some minutes of talk in several scripts, with pauses, by people who interrupt each other."""
    segments, turns, time = [], [], 0.0
    for speaker in draw(st.lists(labels, min_size=1, max_size=6)):
        said: list[Any] = []
        for text in draw(st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=40)):
            glued = said and draw(st.integers(0, 9)) == 0
            said.append(Word(time, time + 0.3, text if glued else f" {text}", 0.9))
            time += draw(st.sampled_from((0.3, 0.3, 0.3, 0.45, 0.6, 0.9, 1.5)))
        text = "".join(word.text for word in said)
        with_words = draw(st.integers(0, 4)) > 0
        segments.append(Segment(said[0].start, said[-1].end, text, tuple(said) if with_words else ()))
        turns.append(Turn(said[0].start, said[-1].end, speaker))
        time = max(0.0, time - draw(st.sampled_from((0.0, 0.0, 0.2, 2.0))))
    transcript = Transcript(tuple(segments), "en")
    return attribute(transcript, Diarization(tuple(turns), tuple(turns)), name="talk", duration=time + 1).with_names(
        ("Ann Lee",)
    )


@pytest.fixture(scope="session")
def page(node: str, scripts: Path) -> Iterator[Callable[..., Any]]:
    """Return a function from a document and edits to what the page exports."""
    command = [node, str(MIRROR), scripts.as_uri() + "/"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as process:

        def export(document: str, edits: Sequence[object] = ()) -> Any:
            present(process.stdin).write(json.dumps({"document": document, "edits": list(edits)}) + "\n")
            present(process.stdin).flush()
            return json.loads(present(process.stdout).readline())

        yield export
        present(process.stdin).close()


EDITS: dict[str, Callable[[AttributedTranscript, Any], AttributedTranscript]] = {
    "rename": lambda old, edit: review.rename(old, {edit["label"]: edit["name"]}),
    "merge": lambda old, edit: review.merge(old, edit["source"], edit["target"]),
    "reassign": lambda old, edit: review.reassign(old, range(edit["first"], edit["stop"]), edit["label"]),
    "confirm": lambda old, edit: review.confirm(old, range(edit["first"], edit["stop"])),
    "correct": lambda old, edit: review.correct(old, edit["word"], edit["text"]),
    "rewrite": lambda old, edit: review.rewrite(old, range(edit["first"], edit["stop"]), edit["text"]),
    "begin": lambda old, edit: review.begin_paragraph(old, edit["word"]),
    "join": lambda old, edit: review.join_paragraph(old, edit["word"]),
    "add": lambda old, edit: review.add_turn(old, Span(edit["start"], edit["end"]), edit["label"], edit["text"]),
    "move": lambda old, edit: review.move_edges(
        old, Turn(edit["start"], edit["end"], edit["label"]), Span(edit["from"], edit["to"])
    ),
    "stretch": lambda old, edit: review.stretch_turn(
        old, Turn(edit["start"], edit["end"], edit["label"]), Span(edit["from"], edit["to"])
    ),
    "comment": lambda old, edit: review.comment(old, Span(edit["start"], edit["end"]), edit["text"]),
    "group": lambda old, edit: corrected(old, edit["edits"]),
}
"""The functions of `review` that make the edits of the page."""


def corrected(transcript: AttributedTranscript, edits: Sequence[Any]) -> AttributedTranscript:
    """Make all edits that apply."""
    for edit in edits:
        try:
            transcript = EDITS[edit["kind"]](transcript, edit)
        except OptionError:
            continue
    return transcript


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(transcripts())
def test_page_exports_what_python_exports(page: Callable[..., Any], transcript: AttributedTranscript) -> None:
    document = Json().render(transcript)

    found = page(json.loads(document))

    again = parse_json(document)
    assert found == {name: form.render(again) for name, form in FORMATS.items()}  # type: ignore[attr-defined]  # there all the same
    assert found["json"] == document


@settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=60
)
@given(talks())
def test_page_cuts_long_talks_as_python_cuts_them(page: Callable[..., Any], transcript: AttributedTranscript) -> None:
    document = Json().render(transcript)

    found = page(json.loads(document))

    assert found == {name: form.render(parse_json(document)) for name, form in FORMATS.items()}  # type: ignore[attr-defined]  # there all the same


RAGGED = attribute(Transcript((Segment(0.0, 1.0, "0\n"),), "en"), None, name="talk", duration=9.0)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(transcripts(), st.lists(edits, max_size=4))
@example(RAGGED, [{"kind": "correct", "word": 0, "text": "0"}])
def test_edits_of_the_page_are_those_of_python(
    page: Callable[..., Any], transcript: AttributedTranscript, edits: Any
) -> None:
    document = Json().render(transcript)

    found = page(json.loads(document), edits)

    expected = corrected(parse_json(document), edits)
    assert found == {name: form.render(expected) for name, form in FORMATS.items()}  # type: ignore[attr-defined]  # there all the same


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    talks() | transcripts(), st.lists(edits, max_size=4), times, st.integers(0, 9), st.sampled_from(("move", "stretch"))
)
def test_edges_that_the_page_moves_are_those_of_python(  # noqa: PLR0913, PLR0917  hypothesis gives each
    page: Callable[..., Any], transcript: AttributedTranscript, edits: Any, span: Any, number: int, kind: str
) -> None:
    document = json.loads(Json().render(transcript))
    assume(document["turns"])
    turn = document["turns"][number % len(document["turns"])]
    label, start, end = turn["speaker_label"], turn["start"], turn["end"]
    moves = [{"kind": kind, "label": label, "start": start, "end": end, "from": span[0], "to": span[1]}, *edits]

    found = page(document, moves)

    expected = corrected(parse_json(json.dumps(document)), moves)
    assert found["json"] == Json().render(expected)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(transcripts(), st.lists(edits, min_size=1, max_size=4))
def test_what_the_page_exports_as_json_exports_as_the_page_does(
    page: Callable[..., Any], transcript: AttributedTranscript, edits: Any
) -> None:
    found = page(json.loads(Json().render(transcript)), edits)

    again = parse_json(found["json"])
    assert {name: form.render(again) for name, form in FORMATS.items()} == found  # type: ignore[attr-defined]  # there all the same
