"""NIST's formats of lines that have words: STM (segments with their text) and CTM (words).

    STM   <recording> <channel> <speaker> <start> <end> [<label>] word word ...
    CTM   <recording> <channel> <start> <duration> <word> [<confidence> [<type> [<speaker>]]]

Source: NIST's sctk (doc/infmts.htm), KWS15 and RT-09 evaluation plans. Lines that begin with `;;` are comments. In CTM
without an eighth field, a channel is a speaker.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise

from whisper_diarize.dialects import one_of
from whisper_diarize.errors import AnnotationError
from whisper_diarize.records import Fields, Turn

from .annotation import Annotation, SaidWord, make_annotation

IGNORED = "ignore_time_segment_in_scoring"
NOT_WORDS = frozenset({"non-lex", "misc", "noscore"})
GAP_SPEAKERS = frozenset({"inter_segment_gap"})
NUM_STM_FIELDS, NUM_CTM_FIELDS = 5, 5
CTM_TYPE, CTM_SPEAKER = 6, 7

Line = tuple[int, list[str]]


def read_stm(text: str, recording: str | None) -> Annotation:
    """Read segments; their words share their time by length."""
    name, lines = _of_one(_lines(text, "STM", NUM_STM_FIELDS), recording)
    turns: list[Turn] = []
    words: list[SaidWord] = []
    for number, (_, _, speaker, start, end, *rest) in lines:
        said = rest[1:] if rest and rest[0].startswith("<") and rest[0].endswith(">") else rest
        if speaker in GAP_SPEAKERS or " ".join(said).lower() == IGNORED:
            continue
        turns.append(_turn(number, *_times(number, start, end), speaker))
        words += spread(said, turns[-1])
    return make_annotation(name, words, turns, "segments")


def read_ctm(text: str, recording: str | None) -> Annotation:
    """Read words."""
    name, lines = _of_one(_lines(text, "CTM", NUM_CTM_FIELDS), recording)
    words = []
    for number, fields in lines:
        if len(fields) > CTM_TYPE and fields[CTM_TYPE].lower() in NOT_WORDS:
            continue
        start, length = _times(number, fields[2], fields[3])
        span = _turn(number, start, start + length, fields[CTM_SPEAKER] if len(fields) > CTM_SPEAKER else fields[1])
        words.append(SaidWord(span.start, span.end, fields[4], span.speaker))
    return make_annotation(name, words, None)


def spread(said: Iterable[str], turn: Turn) -> Iterator[SaidWord]:
    """Yield the words of a turn; each has a share of its time, by length."""
    texts = list(said)
    total = sum(map(len, texts))
    shares = accumulate((len(text) / total for text in texts), initial=0.0)
    edges = [min(turn.end, turn.start + turn.duration * share) for share in shares]
    for text, (start, end) in zip(texts, pairwise(edges), strict=True):
        yield SaidWord(start, end, text, turn.speaker)


def _lines(text: str, kind: str, least: int) -> list[Line]:
    """Return the number and the fields of each line that is not blank or a comment."""
    lines = [(number, line.split()) for number, line in enumerate(text.splitlines(), start=1)]
    lines = [(number, fields) for number, fields in lines if fields and not fields[0].startswith(";;")]
    for number, fields in lines:
        if len(fields) < least:
            raise AnnotationError(
                f"line {number} of the {kind} has {len(fields)} fields; at least {least} are expected"
            )
    return lines


def _of_one(lines: list[Line], recording: str | None) -> tuple[str, list[Line]]:
    """Return the name of the recording, and the lines that are about it."""
    names = list(dict.fromkeys(fields[0] for _, fields in lines))
    name = _one_of(names, recording)
    return name, [line for line in lines if line[1][0] == name]


def _one_of(names: list[str], recording: str | None) -> str:
    try:
        return one_of(names, recording)
    except ValueError as exc:
        raise AnnotationError(str(exc)) from exc


def _times(number: int, *texts: str) -> tuple[float, float]:
    fields = Fields(dict(zip("ab", texts, strict=True)))
    try:
        first, second = fields.seconds("a"), fields.seconds("b")
    except ValueError:
        first = second = None
    if first is None or second is None:
        raise AnnotationError(f"line {number} has no valid times: {' '.join(texts)[:80]}")
    return first, second


def _turn(number: int, start: float, end: float, speaker: str) -> Turn:
    try:
        return Turn(start, end, speaker)
    except ValueError as exc:
        raise AnnotationError(f"line {number} is {exc}") from exc
