"""Accuracy of a model, as `models show` prints it."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from .terminal import console

if TYPE_CHECKING:
    from whisper_diarize.models import ModelFiles
    from whisper_diarize.models.accuracy import Accuracy

TITLE_WIDTH, MAX_WIDTH = 30, 1000
_log = logging.getLogger(__name__)


def measured(model: Path | ModelFiles) -> Accuracy | None:
    """Return the accuracy of a model: None of a single file, and if other weights or settings were measured.

    Raises:
        ModelError: the figures beside the weights cannot be read.
    """
    from whisper_diarize.models import find_files  # noqa: PLC0415  NumPy is slow to import
    from whisper_diarize.models.accuracy import FILE, read_accuracy  # noqa: PLC0415

    if isinstance(model, Path) and not model.is_dir():
        return None
    files = find_files(model) if isinstance(model, Path) else model
    accuracy = read_accuracy(files)
    if accuracy is not None and not accuracy.is_of(files):
        _log.warning("%s beside the weights is not of these weights and settings; it is not shown", FILE)
        return None
    return accuracy


def print_accuracy(accuracy: Accuracy) -> None:
    """Print the table, each figure above its interval if the terminal is narrow, and its remarks."""
    from rich.table import Table  # noqa: PLC0415  rich is slow to import

    from .accuracy_table import remarks, table  # noqa: PLC0415  NumPy is slow to import

    cells = table(accuracy)
    shown, screen = Table(*cells[0], box=None, pad_edge=False), console(soft_wrap=False)
    for row in cells[1:]:
        shown.add_row(*row)
    unbounded = screen.options.update(width=MAX_WIDTH)
    if screen.measure(shown, options=unbounded).maximum > screen.width:
        for number, column in enumerate(shown.columns):
            words = (word for row in cells for word in row[number].split())
            column.width = max(map(len, words), default=1) if number else TITLE_WIDTH
    screen.print("\naccuracy")
    console(soft_wrap=False, width=screen.measure(shown, options=unbounded).maximum).print(shown)
    for remark in remarks(accuracy):
        screen.print(f"\n{remark}")
