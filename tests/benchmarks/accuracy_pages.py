"""The table where people read it: in a terminal, in docs/accuracy.md and in the model card."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from pathlib import Path

from whisper_diarize.cli.accuracy_table import remarks, table
from whisper_diarize.models import bundled_directory
from whisper_diarize.models.accuracy import Accuracy

START = "<!-- accuracy: written by tests/benchmarks/accuracy.py --write -->"
END = "<!-- end of accuracy -->"
PAGES = (Path(__file__).parents[2] / "docs" / "accuracy.md", bundled_directory() / "MODEL_CARD.md")


def aligned(cells: Sequence[Sequence[str]]) -> str:
    """Return a table for a terminal."""
    widths = [max(len(line[column]) for line in cells) for column in range(len(cells[0]))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in cells)
    return "\n".join(line.rstrip() for line in lines)


def markdown(accuracy: Accuracy) -> str:
    """Return the text between the marks of a page."""
    header, *rows = table(accuracy)
    lines = [header, ["---"] * len(header), *rows]
    told = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return "\n\n".join([told, *(textwrap.fill(remark, 120, break_on_hyphens=False) for remark in remarks(accuracy))])


def update_pages(accuracy: Accuracy, pages: Sequence[Path]) -> None:
    """Put the table between the marks of each page."""
    for page in pages:
        text = page.read_text(encoding="utf-8")
        page.write_text(with_table(text, accuracy), encoding="utf-8")


def with_table(page: str, accuracy: Accuracy) -> str:
    """Return a page with the table between its marks.

    Raises:
        ValueError: it has no marks.
    """
    return with_block(page, START, END, markdown(accuracy))


def with_block(page: str, start: str, end: str, text: str) -> str:
    """Return a page with a text between two lines of its own.

    Raises:
        ValueError: it does not have them.
    """
    between = re.compile(re.escape(start) + r"\n.*?" + re.escape(end), re.DOTALL)
    page, count = between.subn(lambda _: f"{start}\n{text}\n\n{end}", page)
    if count != 1:
        raise ValueError(f"a page must have these two lines once: {start} and {end}")
    return page
