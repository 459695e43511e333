"""A digest of the options on which the words and speakers of a batch depend, and the options of each format."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from typing import Any

from whisper_diarize.assembly import Selection
from whisper_diarize.read_options import current
from whisper_diarize.records import Job

VERSION = 1
"""To be raised when the same options come to mean something else."""
LENGTH = 16
OF_JOB = ("speaker_names", "channel_names", "name_matches")
NOT_OF_RESULT = ("formats", "options", "diarized")
"""Of a selection: what is looked at by itself, or follows from the rest."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The request of a batch: a digest of its options, its formats, and the options of those that have some."""

    fingerprint: str
    formats: tuple[str, ...]
    format_options: Mapping[str, Mapping[str, str]]


def wanted(selection: Selection, job: Job, formats: Collection[str], template: str) -> Wanted:
    """Return the request of a batch. The same options give the same digest, typed or from a program.

    Formats are not in the digest, so that one may be added; neither is the version of this program, nor an option that
    is not set, so that an update with new options does not do an archive anew. The reader's options are those in force.
    """
    from whisper_diarize.caching import entry_name  # noqa: PLC0415  the commands' help need not wait for NumPy

    options = _texts({name: values for name, values in selection.options.items() if name not in formats})
    speakers = _set(job.speaker_count) | {name: getattr(job, name) for name in OF_JOB if getattr(job, name)}
    chosen = {name: value for name, value in _set(selection).items() if name not in NOT_OF_RESULT}
    if selection.identifier is None:
        speakers.pop("name_matches", None)
    parts = (VERSION, _pairs(chosen), _pairs(speakers), _pairs(_set(current())), template, _sorted(options))
    digest = entry_name("options", *parts).rpartition("-")[2][:LENGTH]
    of_formats = _texts({name: values for name, values in selection.options.items() if name in formats})
    return Wanted(digest, tuple(formats), of_formats)


# Any: a dataclass of options
def _set(options: Any) -> dict[str, object]:
    """Return the fields of a dataclass that have another value than their default."""
    blank = type(options)()
    values = {one.name: getattr(options, one.name) for one in fields(options)}
    return {name: value for name, value in values.items() if value != getattr(blank, name)}


def _pairs(values: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    return tuple((name, repr(value)) for name, value in sorted(values.items()))


def _texts(options: Mapping[str, Mapping[str, object]]) -> dict[str, dict[str, str]]:
    """Return options as text, without those that are not set."""
    given = {
        name: {key: str(value) for key, value in values.items() if value is not None}
        for name, values in options.items()
    }
    return {name: values for name, values in given.items() if values}


def _sorted(options: Mapping[str, Mapping[str, str]]) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    return tuple((name, tuple(sorted(values.items()))) for name, values in sorted(options.items()))
