"""Word after word: a cue as several, each with the word underlined that is spoken just then, as mlx_whisper has it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .cues import TimedText
from .timing import GAP_MILLISECONDS

Frame = tuple[int, int, tuple[str, ...]]
"""Start, end (milliseconds), lines."""


def highlighted(cue: TimedText, *, plain: Callable[[str], str], underlined: Callable[[str], str]) -> Iterator[Frame]:
    """Yield the frames of a cue, which follow on each other; a cue without word times is one frame.

    No word is lit in a pause, but for those too short to be seen.

    `plain` escapes text, `underlined` escapes a word and marks it.
    """
    words = [(line, place) for line, row in enumerate(cue.words) for place in range(len(row))]
    times = [cue.words[line][place][1:] for line, place in words]
    following = [*(start for start, _ in times[1:]), cue.end]
    shown = cue.start
    for (line, place), (start, end), after in zip(words, times, following, strict=False):
        start, end = max(start, shown), min(after if after - end < GAP_MILLISECONDS else end, cue.end)  # noqa: PLW2901
        if start >= end:
            continue
        if start > shown:
            yield shown, start, _lines(cue, None, plain, underlined)
        yield start, end, _lines(cue, (line, place), plain, underlined)
        shown = end
    if shown < cue.end:
        yield shown, cue.end, _lines(cue, None, plain, underlined)


def _lines(
    cue: TimedText, lit: tuple[int, int] | None, plain: Callable[[str], str], underlined: Callable[[str], str]
) -> tuple[str, ...]:
    """Return the lines of a frame; the space in front of the word that is lit stays outside."""
    lines = list(map(plain, cue.full_lines))
    if lit is not None:
        row, place = lit
        before, (word, *_), after = cue.words[row][:place], cue.words[row][place], cue.words[row][place + 1 :]
        text = word.lstrip()
        lines[row] = (
            plain(cue.prefixes[row] + _join(before) + word[: len(word) - len(text)])
            + underlined(text)
            + plain(_join(after))
        )
    return tuple(lines)


def _join(words: tuple[tuple[str, int, int], ...]) -> str:
    return "".join(text for text, _, _ in words)
