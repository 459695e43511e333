"""The job for a recording, from the arguments of a session's calls."""

from __future__ import annotations

import itertools
import os
from collections.abc import Sequence
from pathlib import Path

from whisper_diarize.assembly import Selection
from whisper_diarize.records import Job, SpeakerCount
from whisper_diarize.sources import whole_number


def count_of(num: object, minimum: object, maximum: object) -> SpeakerCount:
    """Return the number of speakers as it was given."""
    return SpeakerCount(
        whole_number(num, "number of speakers"),
        whole_number(minimum, "minimum number of speakers"),
        whole_number(maximum, "maximum number of speakers"),
    )


def job_for(
    selection: Selection,
    speaker_count: SpeakerCount,
    speaker_names: Sequence[str] = (),
    output_dir: str | os.PathLike[str] | None = None,
    channel_names: Sequence[str] = (),
) -> Job:
    """Return the job for a recording that is still to be named."""
    return Job(
        source="",
        name="",
        output_dir=Path(output_dir or ".") if selection.formats else None,
        formats=selection.formats,
        transcriber=selection.transcriber,
        diarizer=selection.diarizer,
        post_processors=selection.post_processors,
        speaker_count=speaker_count,
        speaker_names=tuple(speaker_names),
        by_channel=selection.diarized,
        channel_names=tuple(channel_names),
    )


def numbered(name: str, taken: set[str]) -> str:
    """Return a name that is not taken yet, with a number behind it if need be; it is taken then."""
    candidates = itertools.chain([name], (f"{name}-{number}" for number in itertools.count(2)))
    unique = next(candidate for candidate in candidates if candidate not in taken)
    taken.add(unique)
    return unique
