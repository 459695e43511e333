"""Writing of Whisper: what it leaves out of a conversation, and how it marks sentences.

Its text is one stream. Measured with whisper-base on two calls (1450 words, 53 changes of speaker): a remark while
another talks is mostly left out; 5 of 1224 places inside sentences are changes of speaker; of 52 capitals and 4 ends of
sentences before a small letter there none is, for these are names and abbreviations; 16 words in a thousand are pieces
(` a`, `.m.`), 20 have no length.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from tests.benchmarks.attribution_talk import Said, Spoken, Talk

LEFT_OUT = 0.87  # of short turns that others talk over: 27 of 31, and 13 of 15 by other labels
DROWNED = 0.3  # of other words at once with somebody else's
PIECES = 0.008
ABBREVIATIONS = 0.004
COLLAPSED = 0.02
STOPS = 0.3  # of pauses inside a sentence that are taken for its end
MIN_PAUSE_SECONDS = 0.3
ENDS = ".?!"


def as_written(talk: Talk, draw: random.Random) -> Talk:
    """Write a conversation as Whisper does; times stay as they are but for words that lose their length."""
    words = _without_drowned(talk, draw)
    texts = list(_marked(words, draw))
    written = [replace(word, text=text) for word, text in zip(words, texts, strict=True)]
    return replace(talk, words=tuple(part for word in written for part in _parts(word, draw)))


def _without_drowned(talk: Talk, draw: random.Random) -> list[Said]:
    """Leave out most remarks that others talk over, and some other words that two say at once."""
    remarks = {id(word) for part in talk.spoken if part.key[0] == "short" for word in part.words}
    dropped: set[int] = set()
    for part in talk.spoken:
        over = [word for word in part.words if _is_drowned(word, part, talk.spoken)]
        if part.key[0] == "short":
            if 2 * len(over) > len(part.words) and draw.random() < LEFT_OUT:
                dropped.update(map(id, part.words))
        else:
            dropped.update(id(word) for word in over if draw.random() < DROWNED and id(word) not in remarks)
    kept = [word for word in talk.words if id(word) not in dropped]
    return kept or list(talk.words)


def _is_drowned(word: Said, part: Spoken, spoken: Sequence[Spoken]) -> bool:
    """Tell whether another talks during most of a word."""
    others = (other for other in spoken if other.voice != part.voice)
    shared = sum(max(0.0, min(word.end, o.words[-1].end) - max(word.start, o.words[0].start)) for o in others)
    return 2 * shared > word.end - word.start


def _marked(words: Sequence[Said], draw: random.Random) -> Iterator[str]:
    """Yield the texts, with marks and capitals as in one person's text."""
    text = words[0].text
    for word, following in pairwise(words):
        goes_on = following.text
        if word.speaker == following.speaker:
            pause = following.start - word.end > MIN_PAUSE_SECONDS
            if text[-1] not in ENDS and pause and draw.random() < STOPS:
                text, goes_on = text.rstrip(",") + ".", _large(goes_on)
        else:
            text, goes_on = _change(text, goes_on, draw)
        yield text
        text = goes_on
    yield text


def _change(text: str, following: str, draw: random.Random) -> tuple[str, str]:
    """Return the words beside a change of speaker: one sentence for both, or two."""
    inside = text[-1] not in ENDS or following[0].islower()
    if draw.random() < (0.25 if inside else 0.06):
        return text.rstrip(ENDS + ",") + draw.choice([",", ","] + [""] * inside), _small(following)
    return (text if text[-1] in ENDS else text.rstrip(",") + "."), _large(following)


def _parts(word: Said, draw: random.Random) -> Iterator[Said]:
    """Yield a word, or the pieces that it is written in; some words lose their length."""
    chance = draw.random()
    letters = [word.text[:1], ".m."] if chance < ABBREVIATIONS else [word.text[:2], f"-{word.text[2:]}"]
    if chance >= ABBREVIATIONS + PIECES or len(word.text) < 4 or word.text[-1] in ENDS:
        yield replace(word, end=word.start) if draw.random() < COLLAPSED else word
        return
    middle = (word.start + word.end) / 2
    yield replace(word, text=letters[0], end=middle)
    yield replace(word, text=letters[1], start=middle, piece=True)


def _large(text: str) -> str:
    return text[:1].upper() + text[1:]


def _small(text: str) -> str:
    return text if text.split("'", maxsplit=1)[0] == "I" else text[:1].lower() + text[1:]
