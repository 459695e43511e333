"""A digest of the options on which the words and speakers of a batch depend, and the options of each format."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass

from whisper_diarize.assembly import Selection
from whisper_diarize.read_options import current
from whisper_diarize.records import Job

VERSION = 1
"""To be raised when the same options come to mean something else."""
LENGTH = 16


@dataclass(frozen=True, slots=True)
class Wanted:
    """The request of a batch: a digest of its options, its formats, and the options of those that have some."""

    fingerprint: str
    formats: tuple[str, ...]
    format_options: Mapping[str, Mapping[str, str]]


def wanted(selection: Selection, job: Job, formats: Collection[str], template: str) -> Wanted:
    """Return the request of a batch. The same options give the same digest, typed or from a program.

    Formats are not in the digest, so that one may be added; neither is the version of this program, so that an update
    does not do an archive anew. The reader's options are those in force.
    """
    options = _texts({name: values for name, values in selection.options.items() if name not in formats})
    components = (selection.transcriber, selection.diarizer, selection.attributor, selection.post_processors)
    speakers = (*asdict(job.speaker_count).values(), job.speaker_names)
    parts = (VERSION, components, selection.vad_clips, speakers, repr(current()), template, _sorted(options))
    from whisper_diarize.caching import entry_name  # noqa: PLC0415  the commands' help need not wait for NumPy

    digest = entry_name("options", *parts).rpartition("-")[2][:LENGTH]
    of_formats = _texts({name: values for name, values in selection.options.items() if name in formats})
    return Wanted(digest, tuple(formats), of_formats)


def _texts(options: Mapping[str, Mapping[str, object]]) -> dict[str, dict[str, str]]:
    """Return options as text, without those that are not set."""
    given = {
        name: {key: str(value) for key, value in values.items() if value is not None}
        for name, values in options.items()
    }
    return {name: values for name, values in given.items() if values}


def _sorted(options: Mapping[str, Mapping[str, str]]) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    return tuple((name, tuple(sorted(values.items()))) for name, values in sorted(options.items()))
