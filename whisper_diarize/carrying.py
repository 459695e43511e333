"""A person's corrections of an earlier document of the same recording, carried over to the new result."""

from __future__ import annotations

import logging
from pathlib import Path

from .errors import TranscriptionError
from .records import AttributedTranscript, Job

_log = logging.getLogger(__name__)

SAME_LENGTH_SECONDS = 0.1


def carried(job: Job, result: AttributedTranscript) -> AttributedTranscript:
    """Return `result` with the names and checked words of the document that lies where the job writes, if any does.

    A document of another recording, or none of ours, has nothing to carry; neither has one that is to be replaced.
    """
    if job.output_dir is None or job.existing != "keep":
        return result
    path = job.output_dir / f"{job.name}.json"
    earlier = None if path in job.inputs else _read(path)
    if earlier is None or not _is_same_recording(earlier, result):
        return result
    from .review import carry_over  # noqa: PLC0415  most runs have no earlier document

    done = carry_over(earlier, result)
    kept, left = (_counted(done.names, done.words), _counted(done.names_left, done.words_left))
    if kept:
        _log.warning("%s: carried over from it: %s", path, kept)
    if left:
        _log.warning("%s: not found again, so only in the copy that is kept: %s", path, left)
    return done.transcript


def _read(path: Path) -> AttributedTranscript | None:
    from .formats import parse_json  # noqa: PLC0415  likewise

    try:
        return parse_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, TranscriptionError):
        return None


def _is_same_recording(earlier: AttributedTranscript, result: AttributedTranscript) -> bool:
    same_length = abs(earlier.duration - result.duration) <= SAME_LENGTH_SECONDS
    return earlier.recording == result.recording and same_length


def _counted(names: int, words: int) -> str:
    parts = [
        f"{number} {what}{'s' if number > 1 else ''}"
        for number, what in ((names, "name"), (words, "checked word"))
        if number
    ]
    return " and ".join(parts)
