"""The components that a session was made for, and the selection of each call."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from whisper_diarize.assembly import Selection, chosen_formats
from whisper_diarize.errors import OptionError
from whisper_diarize.plugins import Plugins

from .glossary import with_glossary

Options = Mapping[str, Mapping[str, object]]
Task = Literal["transcribe", "translate"]


@dataclass(frozen=True, slots=True)
class Choice:
    """Components by name, with options that hold whenever their component takes part, and the file of a glossary.

    Raises:
        OptionError: there are options for a component that does not exist.
    """

    plugins: Plugins
    transcriber: str
    diarizer: str
    attributor: str
    post_processors: tuple[str, ...]
    options: Options
    glossary: str | os.PathLike[str] | None = None
    identifier: str | None = None

    def __post_init__(self) -> None:
        plugins = self.plugins
        engines = (plugins.transcribers, plugins.diarizers, plugins.attributors, plugins.identifiers)
        known = {name for registry in (*engines, plugins.post_processors, plugins.exporters) for name in registry.names}
        for name in self.options:
            if name not in known and name not in (self.transcriber, self.diarizer):  # those are reported when chosen
                raise OptionError.unknown("component", name, known)

    def selection(  # noqa: PLR0913  what a call may say
        self,
        *,
        diarize: bool,
        options: Options,
        words: bool = True,
        vad_clips: bool = False,
        by_channel: bool = False,
        formats: Sequence[str] = (),
    ) -> Selection:
        """Return the selection for a call; `options` are its own, which must all be of use."""
        exporters = chosen_formats(self.plugins.exporters, formats, speakers=diarize or by_channel)
        with_words = (self.transcriber, self.attributor, *self.post_processors) if words else ()
        with_speakers = (self.diarizer, self.identifier) if diarize else ()
        part = {*with_words, *exporters, *with_speakers}
        standing = {name: values for name, values in self.options.items() if name in part}
        selection = Selection(
            transcriber=self.transcriber if words else None,
            diarizer=self.diarizer if diarize else None,
            post_processors=self.post_processors if words else (),
            formats=tuple(formats),
            options=merged(standing, options),
            vad_clips=vad_clips,
            attributor=self.attributor if words else None,
            diarized=by_channel,
            identifier=self.identifier if diarize else None,
        )
        return with_glossary(selection, self.plugins, self.glossary if words else None)


def merged(*options: Options) -> Options:
    """Return the options of all; for one key, the last one counts."""
    names = dict.fromkeys(name for some in options for name in some)
    return {name: {key: value for some in options for key, value in some.get(name, {}).items()} for name in names}


def engine_options(  # noqa: PLR0913, PLR0917  each argument is one option of an engine
    transcriber: str,
    diarizer: str = "",
    model: str | os.PathLike[str] | None = None,
    diarization_model: str | os.PathLike[str] | None = None,
    language: str | None = None,
    task: Task | None = None,
) -> Options:
    """Return the options that have arguments of their own, those that are given, by component."""
    paths = (None if path is None else os.fspath(path) for path in (model, diarization_model))
    words_model, speakers_model = paths
    words = {"model": words_model, "language": language, "task": task}
    given = merged({transcriber: words}, {diarizer: {"model": speakers_model}} if speakers_model else {})
    kept = {name: {key: value for key, value in some.items() if value is not None} for name, some in given.items()}
    return {name: some for name, some in kept.items() if some}
