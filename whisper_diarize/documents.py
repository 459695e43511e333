"""The project file: a transcript in our JSON, on disk."""

from __future__ import annotations

from pathlib import Path

from .errors import TranscriptionError
from .files import write_atomically
from .formats import Json, parse_json
from .records import AttributedTranscript


def read_document(path: str | Path) -> AttributedTranscript:
    """Read a document that `transcribe`, or the review page, wrote.

    Raises:
        TranscriptionError: it cannot be read, or is not one.
    """
    try:
        return parse_json(Path(path).read_text(encoding="utf-8"))
    except OSError as exc:
        raise TranscriptionError(f"{path}: it cannot be read ({exc.strerror}); check the name") from exc
    except UnicodeDecodeError as exc:
        raise TranscriptionError(f"{path}: this is not JSON: it is not text in UTF-8") from exc
    except TranscriptionError as exc:
        raise TranscriptionError(f"{path}: {exc}") from exc


def write_document(path: Path, transcript: AttributedTranscript) -> None:
    """Write a document; what was there stays until the new one is complete.

    Raises:
        ExportError: it cannot be written.
    """
    write_atomically(path, Json().render(transcript))
