"""Read one side of a comparison: STM and CTM by their names, files of any other kind by their contents."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from pathlib import Path

from whisper_diarize.dialects import Unreadable, built_in, load, recognized
from whisper_diarize.errors import AnnotationError
from whisper_diarize.protocols import Reader
from whisper_diarize.records import SavedFile

from .annotation import Annotation
from .documents import annotation_of
from .nist import read_ctm, read_stm

_log = logging.getLogger(__name__)

NIST: dict[str, Callable[[str, str | None], Annotation]] = {".stm": read_stm, ".ctm": read_ctm}
"""Lines of words and numbers, whose contents do not tell which is which."""

RTTM = ".rttm"
MAX_MESSAGE = 400


def read_annotation(
    path: str | Path, *, recording: str | None = None, readers: Mapping[str, Reader] | None = None
) -> Annotation:
    """Read the turns, and the words if there are any, of a file of any tool.

    Files of several recordings are read for one of them, `recording`. `readers` are those that are tried, else our own.

    Raises:
        AnnotationError: the file cannot be read, is of no kind that is known, is wrong, or has several recordings and
            `recording` is none of them.
    """
    try:
        return _annotation(Path(path), load(Path(path), recording), readers or built_in())
    except (AnnotationError, Unreadable) as exc:
        raise AnnotationError(f"{path}: {exc}"[:MAX_MESSAGE]) from exc


def _annotation(path: Path, file: SavedFile, readers: Mapping[str, Reader]) -> Annotation:
    read = NIST.get(path.suffix.lower())
    if read is not None:
        return read(file.text, file.recording)
    dialect, speech = recognized(file, readers)
    if path.suffix.lower() == RTTM and dialect != "RTTM":
        _log.warning("%s: this is not RTTM; it is read as %s", path, dialect)
    for note in speech.notes:
        _log.warning("%s: %s", path, note)
    return annotation_of(speech)
