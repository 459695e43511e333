"""The flags of subtitles: options of every chosen format that has one of that name, those of plugins too."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from whisper_diarize.assembly import chosen_formats
from whisper_diarize.component_options import Standing
from whisper_diarize.errors import OptionError
from whisper_diarize.protocols import Exporter
from whisper_diarize.registry import Registry

from .typed_flags import flag_of, typed_flags

SUBTITLE_OPTIONS = ("speaker_labels", "max_line_width", "max_line_count", "max_words_per_line", "highlight_words")


def subtitle_options(
    context: typer.Context, formats: Sequence[str], exporters: Registry[Exporter], *, speakers: bool
) -> dict[str, dict[str, object]]:
    """Return the options of the chosen formats, by format, that flags set.

    `speakers` is as for `chosen_formats`.

    Raises:
        OptionError: a flag is given, and no chosen format knows it.
    """
    given = typed_flags(context, {name: name for name in SUBTITLE_OPTIONS})
    if not given:
        return {}
    fields = {name: exporters.get(name).fields for name in chosen_formats(exporters, formats, speakers=speakers)}
    for flag, value in given.items():
        if not isinstance(value, Standing) and not any(flag in known for known in fields.values()):
            able = ", ".join(entry.name for entry in exporters if flag in entry.fields)
            raise OptionError(f"{flag_of(flag)} is for {able}: add one of them to --output-format")
    return {name: {flag: value for flag, value in given.items() if flag in known} for name, known in fields.items()}
