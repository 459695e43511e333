"""Recordings at addresses (`s3://bucket/talks`): found and read through fsspec."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

import fsspec

from whisper_diarize import Audio, AudioError, OptionError, hookimpl
from whisper_diarize.audio import open_stream
from whisper_diarize.batch import Findings, FoundRecording, Search, find_recordings


@hookimpl
def open_audio(source: str, sample_rate: int) -> Audio | None:
    """Open a recording at an address; files are left to others.

    Raises:
        AudioError: it cannot be read.
    """
    if not is_address(source):
        return None
    try:
        with fsspec.open(source, "rb") as file:
            return open_stream(file, source, PurePosixPath(source).stem, sample_rate)
    except (OSError, ValueError, ImportError) as error:
        raise AudioError(
            source, f"it cannot be read ({error!s:.200}); check the address, and the rights to it"
        ) from error


def is_address(source: str) -> bool:
    """Tell whether a source is an address rather than a file."""
    return "://" in source


def find(arguments: Sequence[str], search: Search) -> Findings:
    """Return the recordings that arguments stand for: those of the command `transcribe`, and folders at addresses.

    Raises:
        OptionError: a list or an address cannot be read.
    """
    findings = find_recordings([argument for argument in arguments if not is_address(argument)], search)
    findings.recordings += [found for one in arguments if is_address(one) for found in _at(one, search)]
    return findings


def _at(address: str, search: Search) -> list[FoundRecording]:
    try:
        system, path = fsspec.url_to_fs(address)
        if not system.isdir(path):
            return [FoundRecording(address, PurePosixPath(address).name)]
        files = system.find(path, maxdepth=None if search.recursive else 1)
    except (OSError, ValueError, ImportError) as error:
        raise OptionError(f"{address}: it cannot be looked up ({error!s:.200})") from error
    places = {file: PurePosixPath(file).relative_to(path).as_posix() for file in files}
    return [
        FoundRecording(system.unstrip_protocol(file), place)
        for file, place in sorted(places.items())
        if search.takes(place)
    ]
