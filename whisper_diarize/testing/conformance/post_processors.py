"""Cases for post-processors."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from whisper_diarize.protocols import PostProcessor
from whisper_diarize.records import AttributedTranscript
from whisper_diarize.testing.inputs import example_transcripts

from .case import Case, at_once, blaming

Make = Callable[[], PostProcessor]


def check_text_and_words(transcript: AttributedTranscript) -> None:
    """Check that the text of each segment is that of its words, which are all that some formats write."""
    for item in transcript.segments:
        joined = "".join(word.word.text for word in item.words)
        assert not item.words or joined.split() == item.segment.text.split(), (
            f"the text of a segment is {item.text!r}, but its words are {joined.strip()!r}: "
            "change words with transcript.map_words(function), and the text follows"
        )


def _has_its_method(make: Make) -> None:
    assert isinstance(make(), PostProcessor), "there is no method process(transcript)"


def _processes(situation: str, make: Make) -> None:
    transcript = example_transcripts()[situation]
    with blaming(situation):
        processed = make().process(transcript)
    assert isinstance(processed, AttributedTranscript), (
        f"process() returned {type(processed).__name__}, not the new AttributedTranscript"
    )
    check_text_and_words(processed)
    known = {None, *(speaker.label for speaker in processed.speakers)}
    unknown = {item.speaker for item in processed.segments} - known
    assert not unknown, f"segments have speakers that are not in `speakers`: {unknown}"


def _makes_up_nothing(make: Make) -> None:
    with blaming("nothing at all"):
        assert not make().process(AttributedTranscript()).segments, "it makes something of nothing"


def _is_deterministic(make: Make) -> None:
    transcript = example_transcripts()["a conversation"]
    processor = make()
    with blaming("a second call"):
        first = _content(processor.process(transcript))
        assert _content(processor.process(transcript)) == first, "the same transcript gives another a second time"
        assert _content(make().process(transcript)) == first, "another instance gives another transcript"


def _works_in_threads(make: Make) -> None:
    transcript = example_transcripts()["ten hours"]
    processor = make()
    with blaming("several threads"):
        expected = _content(make().process(transcript))
        same = all(_content(given) == expected for given in at_once(lambda: processor.process(transcript)))
    assert same, "threads that process at the same time disturb each other"


def _content(transcript: AttributedTranscript) -> object:
    return transcript.segments, transcript.speakers, transcript.warnings


CASES = (
    Case("has its method", _has_its_method),
    *(Case(f"processes {situation}", partial(_processes, situation)) for situation in example_transcripts()),
    Case("makes up nothing", _makes_up_nothing),
    Case("is deterministic", _is_deterministic),
    Case("works in threads", _works_in_threads),
)
