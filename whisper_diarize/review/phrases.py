"""Corrections of phrases: words inserted, deleted, split, joined, replaced, and times for those that are new.

Words that stay keep their times. A word for a word takes its time; other new words share the time of those that they
replace by their length in characters, or the pause in which they are inserted, and are marked as `interpolated`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from whisper_diarize.errors import OptionError
from whisper_diarize.records import AttributedSegment, AttributedTranscript, AttributedWord, Word, rounded

from .alignment import matches
from .pieces import checked, chosen_words
from .words import correct

SECONDS_PER_CHARACTER = 0.08
"""Of an inserted word, where there is room for it."""
_BETWEEN = re.compile(r"[ \t\r\n]+")


def rewrite(transcript: AttributedTranscript, words: range, text: str) -> AttributedTranscript:
    """Return the transcript in which these words are those of `text`; blank: they are gone.

    To insert words, give the text of the word before or after as well.

    Raises:
        OptionError: there are no such words.
    """
    chosen = [(i, *found) for i, found in enumerate(chosen_words(transcript, words)) if found[1]]
    if not chosen:
        raise OptionError(f"there is no word {words.start}")
    if len(chosen) == 1 and not chosen[0][1].words:
        return correct(transcript, max(words.start, 0), text)
    parts = [_part(segment, inside) for _, segment, inside in chosen]
    first, last = chosen[0][0], chosen[-1][0]
    before, after = transcript.segments[:first], transcript.segments[last + 1 :]
    floor = parts[0].before[-1].end if parts[0].before else before[-1].end if before else 0.0
    ceiling = parts[-1].after[0].start if parts[-1].after else after[0].start if after else transcript.duration
    _fill(parts, split_words(text), floor, ceiling)
    rebuilt = (_rebuilt(part) for part in parts)
    return replace(transcript, segments=(*before, *(segment for segment in rebuilt if segment is not None), *after))


def split_words(text: str) -> list[str]:
    """Return the words of a text that a person typed: what spaces, tabs and line breaks separate."""
    return [stripped for token in _BETWEEN.split(text) if (stripped := token.strip())]


def spread(texts: Sequence[str], start: float, end: float) -> list[tuple[float, float]]:
    """Return the times of words that share the time from `start` to `end` by their length."""
    total = sum(len(text) for text in texts)
    edges, reached = [start], 0
    for text in texts[:-1]:
        reached += len(text)
        edges.append(rounded(start + (end - start) * (reached / total)) or 0.0)
    return list(zip(edges, [*edges[1:], end], strict=True))


@dataclass(slots=True)
class _Part:
    """A segment, its words before, among and after those that are replaced; `now` are those that replace them."""

    segment: AttributedSegment
    before: tuple[AttributedWord, ...]
    chosen: tuple[AttributedWord, ...]
    after: tuple[AttributedWord, ...]
    now: list[AttributedWord] = field(default_factory=list)


def _part(segment: AttributedSegment, inside: range) -> _Part:
    if not segment.words:
        return _Part(segment, (), _filled_in(segment), ())
    words = segment.words
    return _Part(segment, words[: inside.start], words[inside.start : inside.stop], words[inside.stop :])


def _filled_in(segment: AttributedSegment) -> tuple[AttributedWord, ...]:
    """Return words for a segment that has none, with times by their length."""
    texts = split_words(segment.segment.text)
    if not texts:
        return ()
    leads = [_lead(segment.segment.text), *[" "] * (len(texts) - 1)]
    times = spread(texts, segment.start, segment.end)
    blank = Word(segment.start, segment.end, "", interpolated=True, channel=segment.segment.channel)
    words = (
        replace(blank, start=span[0], end=span[1], text=lead + text)
        for span, lead, text in zip(times, leads, texts, strict=True)
    )
    return tuple(AttributedWord(word, segment.speaker, segment.reason) for word in words)


def _fill(parts: list[_Part], texts: list[str], floor: float, ceiling: float) -> None:
    """Put the new words into `parts`, between those that stay; `floor` and `ceiling` are when their neighbours talk."""
    old = [word for part in parts for word in part.chosen]
    home = [part for part in parts for _ in part.chosen]
    i = j = 0
    for same, new in [*matches([word.text.strip() for word in old], texts), (len(old), len(texts))]:
        staying = old[same] if same < len(old) else None
        if same - i == new - j:
            for place, text in zip(range(i, same), texts[j:new], strict=True):
                home[place].now.append(checked(old[place].with_text(text), old[place].speaker))
        elif same > i and new > j:
            home[i].now += _replaced(old[i:same], texts[j:new])
        elif same == i and i > 0:
            left = home[i - 1].now.pop()
            home[i - 1].now += _inserted_after(left, texts[j:new], staying.start if staying else ceiling)
        elif same == i and staying:
            *inserted, staying = _inserted_before(staying, texts[j:new], floor)
            home[same].now += inserted
        elif new > j:
            parts[0].now += _said(parts[0].segment, texts[j:new])
        if staying:
            home[same].now.append(staying)
        i, j = same + 1, new + 1


def _replaced(old: Sequence[AttributedWord], texts: Sequence[str]) -> list[AttributedWord]:
    """Return words in the time of others; one alone has measured edges if theirs were."""
    times = spread(texts, old[0].start, max(old[0].start, *(word.end for word in old)))
    guessed = len(texts) > 1 or any(word.word.interpolated for word in old)
    leads = [_lead(old[0].text), *[" "] * (len(texts) - 1)]
    said = zip(times, leads, texts, strict=True)
    return [_new(old[0], span, lead + text, guessed=guessed) for span, lead, text in said]


def _inserted_after(left: AttributedWord, texts: Sequence[str], end: float) -> list[AttributedWord]:
    """Return `left` and words after it: in the pause before `end`, or, if that is too short, in the time of `left`."""
    wanted = SECONDS_PER_CHARACTER * sum(len(text) for text in texts)
    if end - left.end >= wanted / 2:
        stop = min(end, rounded(left.end + wanted) or 0.0)
        times = spread(texts, left.end, stop)
        return [left, *(_new(left, span, f" {text}", guessed=True) for span, text in zip(times, texts, strict=True))]
    first, *times = spread([left.text.strip(), *texts], left.start, left.end)
    return [
        _moved(left, first, left.text),
        *(_new(left, span, f" {text}", guessed=True) for span, text in zip(times, texts, strict=True)),
    ]


def _inserted_before(right: AttributedWord, texts: Sequence[str], start: float) -> list[AttributedWord]:
    """Return words before `right`, and it: in the pause after `start`, or, if that is too short, in its time."""
    lead = _lead(right.text)
    leads = [lead, *[" "] * (len(texts) - 1)]
    text = (lead or " ") + right.text.strip()
    wanted = SECONDS_PER_CHARACTER * sum(len(one) for one in texts)
    if right.start - start >= wanted / 2:
        times = spread(texts, max(start, rounded(right.start - wanted) or 0.0), right.start)
        last = right if text == right.text else replace(right, word=replace(right.word, text=text))
    else:
        *times, span = spread([*texts, right.text.strip()], right.start, right.end)
        last = _moved(right, span, text)
    new = (_new(right, span, one + said, guessed=True) for span, one, said in zip(times, leads, texts, strict=True))
    return [*new, last]


def _said(segment: AttributedSegment, texts: Sequence[str]) -> list[AttributedWord]:
    """Return words in the time of a silent segment."""
    times = spread(texts, segment.start, segment.end)
    blank = Word(segment.start, segment.end, "", channel=segment.segment.channel)
    base = AttributedWord(blank, segment.speaker, segment.reason)
    return [_new(base, span, f" {text}", guessed=True) for span, text in zip(times, texts, strict=True)]


def _new(like: AttributedWord, span: tuple[float, float], text: str, *, guessed: bool) -> AttributedWord:
    """Return a word that a person wrote, with the speaker of another; `guessed` if its time is not measured."""
    return replace(checked(like, like.speaker), word=Word(*span, text, interpolated=guessed, channel=like.word.channel))


def _moved(word: AttributedWord, span: tuple[float, float], text: str) -> AttributedWord:
    """Return a word that gives some of its time away."""
    return replace(word, word=replace(word.word, start=span[0], end=span[1], text=text, interpolated=True))


def _rebuilt(part: _Part) -> AttributedSegment | None:
    """Return the segment with its words as they are now; None if none is left."""
    words = (*part.before, *part.now, *part.after)
    if not words or words == part.segment.words:
        return part.segment if words else None
    start = min(part.segment.start, *(word.start for word in words))
    end = max(part.segment.end, *(word.end for word in words))
    said = part.segment.with_words(words)
    return replace(said, segment=replace(said.segment, start=start, end=end, tokens=()))


def _lead(text: str) -> str:
    """Return the white space in front of `text`."""
    return text[: len(text) - len(text.lstrip())]
