"""Our JSON, read back."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.optional import present
from whisper_diarize.attribution import attribute
from whisper_diarize.errors import TranscriptionError
from whisper_diarize.formats import Json, parse_json
from whisper_diarize.records import AttributedTranscript, Diarization, Quality, Segment, Transcript, Turn, Word

seconds = st.floats(0, 100)
spans = st.tuples(seconds, seconds).map(sorted)
words = st.builds(
    lambda span, text, probability, interpolated: Word(span[0], span[1], text, probability, interpolated),
    *(spans, st.text(max_size=5), st.none() | st.floats(0, 1), st.booleans()),
)
segments = st.builds(
    lambda span, text, words, logprob, tokens: Segment(
        span[0],
        span[1],
        "".join(word.text for word in words) if words else text,
        tuple(words),
        3,
        tuple(tokens),
        avg_logprob=logprob,
    ),
    *(spans, st.text(max_size=9), st.lists(words, max_size=3), st.none() | st.floats(-9, 0)),
    st.lists(st.integers(0, 60_000)),
)
qualities = st.builds(
    Quality,
    *(st.none() | st.floats(0, 1), st.none() | st.floats(0, 1), st.none() | st.floats(-30, 90)),
    *(st.none() | st.integers(1, 9), st.none() | st.floats(0, 9)),
)
turns = st.lists(
    st.builds(lambda span, speaker: Turn(span[0], span[1], speaker), spans, st.sampled_from("abc")), max_size=5
)


@st.composite
def transcripts(draw: st.DrawFn) -> AttributedTranscript:
    """Any transcript that a run can end with."""
    diarization = draw(st.none() | st.builds(Diarization, turns.map(tuple), quality=qualities))
    said = Transcript(tuple(draw(st.lists(segments, max_size=4))), draw(st.none() | st.just("en")), "an engine")
    return attribute(said, diarization, name=draw(st.text()), duration=draw(seconds)).with_names(("Ann",))


@given(transcripts())
def test_what_was_written_reads_back_to_the_last_byte(transcript: AttributedTranscript) -> None:
    text = Json().render(transcript)

    assert Json().render(parse_json(text)) == text


@pytest.mark.parametrize("kind", ["transcript", "plain_transcript", "silence"])
def test_records_read_back_as_they_were(kind: str, request: pytest.FixtureRequest) -> None:
    transcript = request.getfixturevalue(kind)

    found = parse_json(Json().render(transcript))

    fields = ("speakers", "language", "engine", "name", "duration", "warnings", "recording")
    assert [getattr(found, key) for key in fields] == [getattr(transcript, key) for key in fields]
    assert (found.diarization is None) == (transcript.diarization is None)


def test_documents_from_before_the_recording_was_named_are_read(transcript: AttributedTranscript) -> None:
    document = json.loads(Json().render(transcript))
    del document["recording"]

    assert parse_json(json.dumps(document)).recording is None


def test_documents_from_before_quality_was_noticed_are_read(transcript: AttributedTranscript) -> None:
    document = json.loads(Json().render(transcript))
    del document["quality"]

    assert present(parse_json(json.dumps(document)).diarization).quality == Quality()


def test_byte_order_mark_is_passed_over(transcript: AttributedTranscript) -> None:
    assert parse_json("\ufeff" + Json().render(transcript)).text == "Good morning. Hi, Ann."


def changed(transcript: AttributedTranscript, *path: str | int, value: object) -> str:
    """The document with one value replaced."""
    document = json.loads(Json().render(transcript))
    *above, key = path
    place = document
    for step in above:
        place = place[step]
    place[key] = value
    return json.dumps(document)


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        (("schema_version",), 2, "it has schema_version 2, and only 1 is known here"),
        (("segments",), None, "segments is None, not a list"),
        (("quality",), 7, "quality is 7, not an object"),
        (("quality",), {"snr": "loud"}, "quality.snr is 'loud', not a number"),
        (("segments", 0), 7, r"segments\[0\] is 7, not an object"),
        (("segments", 0, "start"), "0", r"segments\[0\].start is '0', not a number"),
        (("segments", 0, "start"), True, r"segments\[0\].start is True, not a number"),
        (("segments", 0, "end"), -1, r"segments\[0\] is not a span of time: 0.0 to -1.0"),
        (("segments", 0, "end"), float("nan"), r"segments\[0\].end is nan, not a number"),
        (("segments", 0, "end"), 1e308, r"segments\[0\] is not a span of time: 0.0 to 1e\+308"),
        (("segments", 0, "start"), 10**400, r"segments\[0\].start is too large a number"),
        (("segments", 0, "text"), " Bye.", r"segments\[0\]: the text ' Bye.' is not what the words say"),
        (("segments", 0, "tokens"), ["x"], r"segments\[0\].tokens\[0\] is 'x', not a whole number"),
        (("segments", 0, "seek"), 2**53, r"segments\[0\].seek is not a whole number from -9007199254740991 to"),
        (("segments", 0, "words", 0, "probability"), 7, r"words\[0\].probability is 7.0, not a number from 0 to 1"),
        (("segments", 0, "words", 0, "gap"), -1, r"words\[0\].gap is -1.0, not a number of at least 0"),
        (("segments", 0, "words", 0, "other_speakers"), 5, r"words\[0\].other_speakers is 5, not a list"),
        (("segments", 0, "words", 0, "overlap"), 1, r"words\[0\].overlap is 1, not true or false"),
        (("warnings",), [None], r"warnings\[0\] is None, not text"),
        (("quality",), {"speech": 1.2}, "quality.speech is 1.2, not a number from 0 to 1"),
        (("duration",), -1, "duration is -1.0, not a number from 0 to 1e\\+07"),
        (("segments", 1, "words", 1, "word"), 3, r"segments\[1\].words\[1\].word is 3, not text"),
        (("speakers", 0, "label"), None, r"speakers\[0\].label is None, not text"),
        (("turns", 0, "speaker_label"), [], r"turns\[0\].speaker_label is \[\], not text"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    transcript: AttributedTranscript,
    path: tuple[int | str, ...],
    value: dict[str, float | str] | float | list[str | None] | str | None,
    fault: str,
) -> None:
    with pytest.raises(TranscriptionError, match=fault):
        parse_json(changed(transcript, *path, value=value))


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "nonsense"], ids=["empty", "cut", "deep", "text"])
def test_what_is_no_json_is_said(text: str) -> None:
    with pytest.raises(TranscriptionError, match="this is not JSON"):
        parse_json(text)


@pytest.mark.parametrize("text", ["[]", "3", "null", '{"segments": []}'], ids=["list", "number", "null", "whisper"])
def test_other_json_is_told_from_ours(text: str) -> None:
    with pytest.raises(TranscriptionError, match="this is not a JSON document of transcribe"):
        parse_json(text)
