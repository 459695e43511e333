"""Results as notebooks and prompts show them: a clock, and a table whose text is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

MAX_ROWS = 50


def clock(seconds: float) -> str:
    """Return a time as MM:SS.t, with hours where there are any.

    >>> clock(79.04), clock(3723)
    ('01:19.0', '1:02:03.0')
    """
    minutes, tenths = divmod(round(seconds * 10), 600)
    hours, minutes = divmod(minutes, 60)
    return f"{f'{hours}:' if hours else ''}{minutes:02d}:{tenths / 10:04.1f}"


def counted(number: int, noun: str) -> str:
    """Return a number of things.

    >>> counted(1, "turn"), counted(1200, "word")
    ('1 turn', '1,200 words')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def table(title: str, head: Sequence[str], rows: Sequence[Iterable[str]]) -> str:
    """Return HTML: a title, and the first rows of a table. Text can neither be markup nor reverse the text after it."""
    header = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    shown = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows[:MAX_ROWS])
    left = len(rows) - MAX_ROWS
    more = f"<p>and {left} more</p>" if left > 0 else ""
    return f"<p>{escape(title)}</p><table><thead><tr>{header}</tr></thead><tbody>{shown}</tbody></table>{more}"


def _cell(text: str) -> str:
    return f'<td style="text-align: left"><bdi>{escape(text)}</bdi></td>'
