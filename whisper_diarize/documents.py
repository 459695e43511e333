"""Transcripts as files: rendered in any format, saved, and read back."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import OptionError, TranscriptionError
from .files import find_recording, write_atomically
from .records import SAMPLE_RATE, AttributedTranscript, Audio

if TYPE_CHECKING:
    from .components import Part
    from .plugins import Plugins
    from .protocols import Exporter

Options = Mapping[str, object]

# Formats and plugins are imported when they are used: `import whisper_diarize` need not wait for them.


def read(path: str | Path) -> AttributedTranscript:
    """Read a JSON document that `transcribe`, `AttributedTranscript.save` or the review page wrote.

    Raises:
        TranscriptionError: it cannot be read, or is not one.
    """
    from .formats import parse_json  # noqa: PLC0415  see above

    try:
        return parse_json(Path(path).read_text(encoding="utf-8"))
    except OSError as exc:
        raise TranscriptionError(f"{path}: it cannot be read ({exc.strerror}); check the name") from exc
    except UnicodeDecodeError as exc:
        raise TranscriptionError(f"{path}: this is not JSON: it is not text in UTF-8") from exc
    except TranscriptionError as exc:
        raise TranscriptionError(f"{path}: {exc}") from exc


def write_document(path: Path, transcript: AttributedTranscript) -> None:
    """Write a JSON document; an existing file stays until the new one is complete.

    Raises:
        ExportError: it cannot be written.
    """
    from .formats import Json  # noqa: PLC0415  see above

    write_atomically(path, Json().render(transcript))


def render(
    transcript: AttributedTranscript, output_format: str, options: Options, recording: str | Path | None = None
) -> str | bytes:
    """Return the contents of a file in a format, by name; `recording` is for formats that play and draw it.

    Raises:
        OptionError: there is no such format, or an option of it is unknown or wrong.
        ExportError, ComponentError: the transcript cannot be said in this format.
    """
    from .pipeline import render as rendered  # noqa: PLC0415  see above
    from .plugins import load  # noqa: PLC0415  see above

    plugins = load()
    exporter = _exporter(plugins, transcript, output_format, options)
    if recording is None:
        return rendered(exporter, transcript, None, Path())
    return rendered(exporter, transcript, Path(recording), Path(), _sound(plugins, recording))


def save(transcript: AttributedTranscript, path: str | Path, output_format: str | None, options: Options) -> Path:
    """Write a transcript to a file and return its path; without `output_format`, the suffix names the format.

    A format that plays the recording looks for it beside the file and in the current folder.

    Raises:
        OptionError: no format has this suffix, or an option is unknown or wrong.
        ExportError, ComponentError: the transcript cannot be said in this format, or the file cannot be written.
    """
    from .pipeline import render as rendered  # noqa: PLC0415  see above
    from .plugins import load  # noqa: PLC0415  see above

    path = Path(path)
    plugins = load()
    exporter = _exporter(plugins, transcript, output_format or _format_of(plugins, path), options)
    recording = find_recording(transcript.recording, path.parent)
    sound = None if recording is None else _sound(plugins, recording)
    write_atomically(path, rendered(exporter, transcript, recording, path.parent, sound))
    return path


def _sound(plugins: Plugins, recording: str | Path) -> Callable[[], Audio]:
    from .assembly import reader  # noqa: PLC0415  see above

    return partial(reader(plugins, None), str(recording), SAMPLE_RATE)


def _exporter(plugins: Plugins, transcript: AttributedTranscript, name: str, options: Options) -> Part[Exporter]:
    from .assembly import assemble_exporters  # noqa: PLC0415  see above

    if name == "all":  # which `assemble_exporters` takes for every format
        raise OptionError.unknown("output format", name, plugins.exporters.names)
    speakers = transcript.diarization is not None
    (exporter,) = assemble_exporters(plugins, (name,), {name: options}, speakers=speakers)
    return exporter


def _format_of(plugins: Plugins, path: Path) -> str:
    """Return the name of the format that a file name asks for: the longest suffix that is an extension, or a name."""
    names = {name.casefold(): name for name in plugins.exporters.names}
    by_extension: dict[str, str] = {}
    for suffix in _suffixes(path.name):
        by_extension = by_extension or _by_extension(plugins)
        if suffix in by_extension:
            return by_extension[suffix]
        if suffix in names:
            return names[suffix]
    raise OptionError(
        f"{path}: no output format has this suffix; say output_format=NAME: {', '.join(sorted(names.values()))}"
    )


def _suffixes(name: str) -> Iterator[str]:
    """Yield the suffixes of a file name, after each dot, the longest first, in small letters."""
    parts = name.casefold().split(".")
    return (".".join(parts[number:]) for number in range(1, len(parts)))


def _by_extension(plugins: Plugins) -> dict[str, str]:
    """Return the names of formats by their extensions, but of those that cannot be made here."""
    found: dict[str, str] = {}
    for entry in plugins.exporters:
        extension: object = None
        with contextlib.suppress(Exception):  # what it needs is not installed, or it is broken: said if it is chosen
            extension = entry.build().extension
        if isinstance(extension, str):
            found.setdefault(extension.casefold(), entry.name)
    return found
