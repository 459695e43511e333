"""Cases for ways of attribution."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from whisper_diarize.protocols import Attributor
from whisper_diarize.records import AttributedWord, Diarization, Word
from whisper_diarize.testing.inputs import example_transcripts

from .case import Case, at_once, blaming

Make = Callable[[], Attributor]


def _inputs(situation: str) -> tuple[Sequence[Word], Diarization]:
    transcript = example_transcripts()[situation]
    return [word.word for word in transcript.words], transcript.diarization or Diarization()


def _has_its_method(make: Make) -> None:
    assert isinstance(make(), Attributor), "there is no method attribute(words, diarization)"


def _attributes(situation: str, make: Make) -> None:
    words, diarization = _inputs(situation)
    with blaming(situation):
        found = make().attribute(words, diarization)
    assert isinstance(found, Sequence), f"attribute() returned {type(found).__name__}, not a sequence"
    wrong = next((item for item in found if not isinstance(item, AttributedWord)), None)
    assert wrong is None, f"attribute() returned a {type(wrong).__name__} among the AttributedWords"
    assert [item.word for item in found] == list(words), "words are lost, made up, changed or out of order"
    unknown = {item.speaker for item in found} - {None, *diarization.speakers}
    assert not unknown, f"words have speakers who have no turn: {unknown}"


def _names_no_speaker_without_turns(make: Make) -> None:
    words, _ = _inputs("a conversation")
    with blaming("a diarization without turns"):
        found = make().attribute(words, Diarization())
    assert [item.word for item in found] == list(words), "words are lost where there are no turns"
    assert {item.speaker for item in found} == {None}, "words have speakers although there are no turns"


def _is_deterministic(make: Make) -> None:
    words, diarization = _inputs("ten hours")
    attributor = make()
    with blaming("a second call"):
        first = list(attributor.attribute(words, diarization))
        assert list(attributor.attribute(words, diarization)) == first, "a second call gives other speakers"
        assert list(make().attribute(words, diarization)) == first, "another instance gives other speakers"


def _works_in_threads(make: Make) -> None:
    words, diarization = _inputs("ten hours")
    attributor = make()
    with blaming("several threads"):
        expected = list(make().attribute(words, diarization))
        same = all(list(given) == expected for given in at_once(lambda: attributor.attribute(words, diarization)))
    assert same, "threads that attribute at the same time disturb each other"


CASES = (
    Case("has its method", _has_its_method),
    *(Case(f"attributes {situation}", partial(_attributes, situation)) for situation in example_transcripts()),
    Case("names no speaker without turns", _names_no_speaker_without_turns),
    Case("is deterministic", _is_deterministic),
    Case("works in threads", _works_in_threads),
)
