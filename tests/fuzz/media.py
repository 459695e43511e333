"""Damaged recordings: each is read, or refused in one line; none comes out shorter without a line.

python -m tests.fuzz.media --count 2000
"""

from __future__ import annotations

import functools
import random
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from whisper_diarize.audio import open_audio
from whisper_diarize.errors import AudioError
from whisper_diarize.remarks import collecting

from .campaign import Case, command
from .recording_damage import MUTATIONS
from .recordings import KINDS, SECONDS, Kind, encode

MAX_LOST = 0.3  # seconds


@dataclass(frozen=True, slots=True)
class Recording:
    """A damaged file: its kind and mutation by name, its bytes, and the seconds of sound that must come out of it."""

    kind: str
    mutation: str
    suffix: str
    data: bytes
    seconds: float


def make_case(rng: random.Random, number: int) -> Case:
    """Damage a recording of some kind in some way."""
    kinds = _recordings()
    kind, data = kinds[number % len(kinds)]
    mutation = MUTATIONS[number // len(kinds) % len(MUTATIONS)]
    damaged = mutation(rng, data)
    seconds = SECONDS * damaged.length if damaged.told or not kind.framed else 0.0
    name = mutation.__name__
    return Case(number, name, Recording(kind.name, name, kind.suffix, damaged.data, seconds))


def check(case: Case) -> str | None:
    """Read the recording; tell if less comes out of it than there must be, without a line."""
    recording: Recording = case.contents
    with tempfile.TemporaryDirectory() as folder, collecting() as remarks:
        path = Path(folder) / f"a.{recording.suffix}"
        path.write_bytes(recording.data)
        try:
            audio = open_audio(str(path))
        except AudioError as error:
            return f"{recording.kind}: refused: {error}" if case.kind == "whole" else None
        if case.kind == "whole" and _lines(remarks):
            return f"{recording.kind}: {remarks[0]}"
        if audio.duration < recording.seconds - MAX_LOST and not remarks:
            return f"{recording.kind}: {audio.duration:.1f} s instead of {recording.seconds:.1f}, without a line"
    return None


def _lines(remarks: list[str]) -> list[str]:
    return [remark for remark in remarks if "has no header" not in remark]


@functools.cache
def _recordings() -> list[tuple[Kind, bytes]]:
    made = [(kind, encode(kind)) for kind in KINDS]
    for kind, reason in made:
        if isinstance(reason, str):
            sys.stderr.write(f"skipped: {kind.name}: {reason}\n")
    return [(kind, data) for kind, data in made if isinstance(data, bytes)]


if __name__ == "__main__":
    sys.exit(command(make_case, check, count=2_000, seconds=20))
