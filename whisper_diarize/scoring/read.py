"""Read one side of a comparison: RTTM, STM, CTM, and JSON of several kinds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from whisper_diarize.errors import AnnotationError

from .annotation import Annotation
from .documents import read_json
from .nist import read_ctm, read_rttm, read_stm

Reader = Callable[[str, str | None], Annotation]

READERS: dict[str, Reader] = {".rttm": read_rttm, ".stm": read_stm, ".ctm": read_ctm, ".json": read_json}


def read_annotation(path: str | Path, *, recording: str | None = None) -> Annotation:
    """Read a file; its extension says of which kind it is.

    Files of several recordings are read for one of them, `recording`.

    Raises:
        AnnotationError: the file cannot be read, is of none of these kinds, is wrong, or has several recordings and
            `recording` is none of them.
    """
    path = Path(path)
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise AnnotationError(f"{path}: its kind is not known; known are {', '.join(READERS)}")
    try:
        return reader(path.read_text(encoding="utf-8-sig"), recording)
    except OSError as exc:
        raise AnnotationError(f"{path}: it cannot be read ({exc.strerror}); check the name") from exc
    except UnicodeDecodeError as exc:
        raise AnnotationError(f"{path}: this is not text in UTF-8") from exc
    except AnnotationError as exc:
        raise AnnotationError(f"{path}: {exc}") from exc
