"""Room on the disks that a run writes to, compared with an estimate before the work begins.

Warnings, never refusals: the lengths come from headers, which may be wrong, and what is finished stays in the cache.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from whisper_diarize.files import file_of, free_bytes
from whisper_diarize.records import SAMPLE_RATE, Job

_log = logging.getLogger(__name__)

SAMPLE_BYTES = 4 * SAMPLE_RATE
"""Of a second, decoded."""

READ_AT_ONCE = 2
"""Recordings: the one that is worked on, and the next."""

OUTPUT_BYTES = {"json": 3_000, "html": 1_500, "whisperx": 800, "textgrid": 600}
"""Of a second of dense talk (three words), in the formats that say most; of a page, without its recording."""
OTHER_OUTPUT_BYTES = 200

EMBEDDED_BYTES = 27_000_000
"""The most that `auto` embeds in a page: 20 MB, written as base64."""

MIN_BYTES_A_SECOND = 500
"""No codec that is in use needs less (AMR at 4.75 kbit/s: 594): a bound on the length of a file that is not opened."""

Free = Callable[[Path], int | None]
SecondsOf = Callable[[Path], float | None]


def warn_of_little_room(
    jobs: Sequence[Job], formats: Sequence[str], *, free: Free = free_bytes, seconds_of: SecondsOf | None = None
) -> None:
    """Say in a line what has too little room: samples in the temporary folder, outputs in their folder.

    Files are only opened where the room would not do for the longest recordings that they could be.
    """
    paths = [path for path in (file_of(job.source) for job in jobs) if path is not None]
    lengths = _Lengths({path: path.stat().st_size for path in paths}, seconds_of)
    _warn_of_samples(paths, lengths, free)
    folder = jobs[0].output_dir
    if formats and folder is not None:
        _warn_of_outputs(folder, paths, formats, lengths, free)


class _Lengths:
    """Lengths of recordings in seconds: bounds by their sizes, or the lengths that their headers tell."""

    def __init__(self, sizes: Mapping[Path, int], seconds_of: SecondsOf | None) -> None:
        self._sizes = sizes
        self._seconds_of = seconds_of
        self._known: dict[Path, float] = {}

    def bound(self, path: Path) -> float:
        return self._sizes[path] / MIN_BYTES_A_SECOND

    def told(self, path: Path) -> float:
        """Return the length by the header; 0 if it tells none."""
        if self._seconds_of is None:
            from whisper_diarize.audio import probable_seconds  # noqa: PLC0415  it imports decoders

            self._seconds_of = probable_seconds
        if path not in self._known:
            self._known[path] = self._seconds_of(path) or 0.0
        return self._known[path]


def _warn_of_samples(paths: Sequence[Path], lengths: _Lengths, free: Free) -> None:
    folder = Path(tempfile.gettempdir())
    room = free(folder)
    if room is None or SAMPLE_BYTES * sum(map(lengths.bound, paths)) <= room:
        return
    longest = sorted(paths, key=lengths.told)[-READ_AT_ONCE:]
    needed = sum(_sample_bytes(lengths.told(path)) for path in longest)
    if needed > room:
        names = " and ".join(str(path) for path in longest if _sample_bytes(lengths.told(path)))
        _log.warning(
            "%s: decoded, about %s are needed in %s, and %s are free; make room, or set TMPDIR to a larger disk",
            *(names, _megabytes(needed), folder, _megabytes(room)),
        )


def _warn_of_outputs(
    folder: Path, paths: Sequence[Path], formats: Sequence[str], lengths: _Lengths, free: Free
) -> None:
    room = free(folder)
    rate = sum(OUTPUT_BYTES.get(name, OTHER_OUTPUT_BYTES) for name in formats)
    pages = EMBEDDED_BYTES * len(paths) if "html" in formats else 0
    if room is None or rate * sum(map(lengths.bound, paths)) + pages <= room:
        return
    pages = sum(min(EMBEDDED_BYTES, path.stat().st_size * 4 // 3) for path in paths) if "html" in formats else 0
    needed = round(rate * sum(map(lengths.told, paths)) + pages)
    if needed > room:
        _log.warning(
            "%s: the outputs need about %s, and %s are free there; make room, or choose another --output-dir",
            *(folder, _megabytes(needed), _megabytes(room)),
        )


def _sample_bytes(seconds: float) -> int:
    """Return the bytes on the disk of a decoded recording; a short one stays in memory."""
    from whisper_diarize.audio import MAX_IN_MEMORY  # noqa: PLC0415  it imports decoders

    return round(seconds * SAMPLE_BYTES) if seconds * SAMPLE_RATE > MAX_IN_MEMORY else 0


def _megabytes(number: int) -> str:
    return f"{number / 1e6:.0f} MB" if number >= 1_000_000 else f"{number / 1e6:.1f} MB"  # noqa: PLR2004
