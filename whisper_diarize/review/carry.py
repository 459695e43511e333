"""Carry a person's work over to a new result for the same recording: names of speakers, and words that were checked."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

from whisper_diarize.records import AttributedTranscript, AttributedWord, Span, Turn

from .pieces import CHECKED
from .words import confirm, correct, reassign

MIN_SHARED_TALK = 0.5
"""Of the talk of the speaker who talks less: two labels that share so much are one person."""
MIN_SHARED_TIME = 0.5
"""Of the time that two words take together: two words that share so much are one."""


@dataclass(frozen=True, slots=True)
class Carried:
    """The new result with a person's work in it, and the numbers of names and words that were and were not found."""

    transcript: AttributedTranscript
    names: int = 0
    words: int = 0
    names_left: int = 0
    words_left: int = 0


def carry_over(earlier: AttributedTranscript, result: AttributedTranscript) -> Carried:
    """Return `result` with the names and the checked words of `earlier` where they are found again.

    A speaker is found again by talking at the same time, a word by its time; it then has the earlier text and speaker.
    A speaker of `result` who has a name already keeps it.
    """
    same = same_speakers(earlier, result)
    given = {speaker.label: speaker.name for speaker in earlier.speakers if speaker.name != speaker.label}
    unnamed = {speaker.label for speaker in result.speakers if speaker.name == speaker.label}
    names = {same[label]: name for label, name in given.items() if same.get(label) in unnamed}
    done = Carried(result.with_names(names), names=len(names), names_left=sum(label not in same for label in given))
    return _carry_words(earlier, done, same)


def same_speakers(earlier: AttributedTranscript, result: AttributedTranscript) -> dict[str, str]:
    """Return the label in `result` for each label of `earlier` that is the same person; each at most once."""
    if earlier.diarization is None or result.diarization is None:
        return {}
    before, after = _by_speaker(earlier.diarization.turns), _by_speaker(result.diarization.turns)
    shared = {(old, new): _shared(turns, others) for old, turns in before.items() for new, others in after.items()}
    found: dict[str, str] = {}
    for (old, new), seconds in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        least = min(_seconds(before[old]), _seconds(after[new]))
        if seconds > 0 and seconds >= MIN_SHARED_TALK * least and old not in found and new not in found.values():
            found[old] = new
    return found


def _carry_words(earlier: AttributedTranscript, done: Carried, same: dict[str, str]) -> Carried:
    checked = [word for word in earlier.words if word.reason == CHECKED]
    result, count = done.transcript, 0
    here = _numbered(result)
    places = _Places(here)
    for word in checked:
        place = places.find(word)
        label = None if word.speaker is None else same.get(word.speaker)
        if place is None or (label is None and word.speaker is not None):
            continue
        result = _checked(result, place, here[place], word, label)
        count += 1
    return Carried(result, done.names, count, done.names_left, len(checked) - count)


def _checked(
    result: AttributedTranscript, place: int, found: AttributedWord, word: AttributedWord, label: str | None
) -> AttributedTranscript:
    """Return the result in which the word at `place`, now `found`, is as a person corrected it."""
    here = range(place, place + 1)
    if label is not None and found.speaker != label:
        result = reassign(result, here, label)
    if found.text.strip() != word.text.strip():
        return correct(result, place, word.text.strip())
    return confirm(result, here)


def _numbered(result: AttributedTranscript) -> dict[int, AttributedWord]:
    """Return the words by their numbers, as corrections count them: a segment without words counts as one."""
    words: dict[int, AttributedWord] = {}
    first = 0
    for segment in result.segments:
        words.update(enumerate(segment.words, start=first))
        first += len(segment.words) or 1
    return words


class _Places:
    """The numbers of words, by their time; a number is given once."""

    def __init__(self, words: dict[int, AttributedWord]) -> None:
        self._order = sorted(words, key=lambda place: (words[place].start, place))
        self._words = words
        self._starts = [words[place].start for place in self._order]
        self._longest = max((word.duration for word in words.values()), default=0.0)
        self._free = set(self._order)

    def find(self, word: AttributedWord) -> int | None:
        """Return the place of the word that shares most time with `word`, if that is enough."""
        first = bisect_left(self._starts, word.start - self._longest)
        last = bisect_left(self._starts, max(word.end, word.start + 1e-9))
        near = [place for place in self._order[first : last + 1] if place in self._free]
        best = max(near, key=lambda place: _likeness(self._words[place], word), default=None)
        if best is None or _likeness(self._words[best], word) < MIN_SHARED_TIME:
            return None
        self._free.remove(best)
        return best


def _likeness(one: AttributedWord, other: AttributedWord) -> float:
    """Return the share of the time that both words take, 0 to 1; words without length are alike at the same time."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    together = max(one.end, other.end) - min(one.start, other.start)
    return shared / together if together > 0 else 1.0


def _by_speaker(turns: tuple[Turn, ...]) -> dict[str, list[Span]]:
    """Return each speaker's talk as spans that do not overlap, in order of time."""
    spans: defaultdict[str, list[Span]] = defaultdict(list)
    for turn in turns:  # in order of time
        mine = spans[turn.speaker]
        if mine and turn.start <= mine[-1].end:
            mine[-1] = Span(mine[-1].start, max(mine[-1].end, turn.end))
        else:
            mine.append(Span(turn.start, turn.end))
    return dict(spans)


def _seconds(spans: list[Span]) -> float:
    return sum(span.duration for span in spans)


def _shared(spans: list[Span], others: list[Span]) -> float:
    """Return the seconds that two lists of spans share, each without overlap and in order of time."""
    edges = sorted([(span.start, 1) for span in (*spans, *others)] + [(span.end, -1) for span in (*spans, *others)])
    depth, seconds = 0, 0.0
    for (start, change), (end, _) in pairwise(edges):
        depth += change
        if depth == 2:  # noqa: PLR2004  both talk
            seconds += end - start
    return seconds
