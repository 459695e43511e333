"""From the names that a user chose to the components of a run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from .component_options import Standing, Typed
from .components import MAX_EXTENSION, Components, Part, is_extension
from .errors import AudioError, OptionError, PluginError
from .kept import KeptComponents
from .plugins import Plugins
from .protocols import (
    Attributor,
    ClipTranscriber,
    Diarizer,
    Exporter,
    FileTranscriber,
    Identifier,
    PostProcessor,
    Reader,
    Transcriber,
)
from .records import Audio, SavedFile, SavedSpeech
from .registry import Entry, Registry
from .sources import OpenAudio

if TYPE_CHECKING:  # the commands' help need not wait for NumPy
    from .caching import Store

Component = TypeVar("Component")
AdaptDiarizer = Callable[[Diarizer], Diarizer]


@dataclass(frozen=True, slots=True)
class Selection:
    """Components by name, and the options of each: `{"mlx": {"step": "2"}}`.

    With `vad_clips`, only what the diarizer finds to be speech is transcribed. `diarized`: there are turns, although
    no diarizer is chosen. `same_people`: the recordings of a series have one set of speakers.
    """

    transcriber: str | None = None
    diarizer: str | None = None
    post_processors: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    options: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    vad_clips: bool = False
    attributor: str | None = None
    diarized: bool = False
    identifier: str | None = None
    same_people: bool = False


def assemble(
    plugins: Plugins,
    selection: Selection,
    cache: Store | None = None,
    kept: KeptComponents | None = None,
    adapt: AdaptDiarizer | None = None,
) -> Components:
    """Build the chosen components. `all` among the formats stands for every one that this run can fill.

    Words and voices that are in the `cache` are taken from there, and others kept in it. Components that are among
    those `kept` are taken from there, and others added to them. `adapt` is applied to the diarizer.

    Raises:
        OptionError: a name or an option is unknown, options are given for a component that was not chosen, or
            `vad_clips` asks for what the chosen ones cannot do.
        PluginError: a component lacks the method that its kind must have.
    """
    builder = _Builder(plugins, selection.options, kept)
    cache = cache if cache is not None and cache.limit > 0 else None
    if selection.vad_clips and selection.diarizer is None:
        raise OptionError("--vad-clips needs --diarize: it is the diarizer that knows where speech is")
    transcriber = builder.one(plugins.transcribers, selection.transcriber, Transcriber)
    components = Components(
        open_audio=reader(plugins, cache),
        transcriber=transcriber,
        diarizer=builder.one(plugins.diarizers, selection.diarizer, Diarizer),
        attributor=builder.one(plugins.attributors, selection.attributor, Attributor),
        identifier=builder.one(plugins.identifiers, selection.identifier, Identifier),
        post_processors=tuple(
            builder.build(plugins.post_processors, name, PostProcessor) for name in selection.post_processors
        ),
        exporters=builder.exporters(selection.formats, speakers=_has_speakers(selection, transcriber)),
        vad_clips=selection.vad_clips,
    )
    if selection.vad_clips and not (transcriber and isinstance(transcriber.component, ClipTranscriber)):
        raise OptionError(
            f"the transcriber '{selection.transcriber}' cannot leave out silence; leave out --vad-clips, "
            "or take another, such as mlx-whisper"
        )
    builder.refuse_unused()
    diarizer = components.diarizer
    if adapt is not None and diarizer is not None:
        components = replace(components, diarizer=replace(diarizer, component=adapt(diarizer.component)))
    return components if cache is None else _with_cache(components, selection, cache)


def _has_speakers(selection: Selection, transcriber: Part[Transcriber] | None) -> bool:
    """Return whether a run knows speakers: it finds them, has them, or a saved transcript does."""
    if selection.diarized or selection.diarizer is not None:
        return True
    return (
        transcriber is not None and isinstance(engine := transcriber.component, FileTranscriber) and engine.has_speakers
    )


def assemble_exporters(
    plugins: Plugins, formats: Sequence[str], options: Mapping[str, Mapping[str, object]], *, speakers: bool
) -> tuple[Part[Exporter], ...]:
    """Build output formats alone, for a transcript that exists; `speakers`: it was diarized.

    Raises:
        OptionError, PluginError: as in `assemble`.
    """
    builder = _Builder(plugins, options)
    exporters = builder.exporters(formats, speakers=speakers)
    builder.refuse_unused()
    return exporters


def reader(plugins: Plugins, cache: Store | None) -> OpenAudio:
    """Return the function that opens recordings; with our own reader only, the cache knows files by their bytes."""
    # the reverse of their registration is the order in which pluggy calls them
    readers = [Part("reader", name, call, plugins.info(name).label) for name, call in plugins.callers("open_audio")][
        ::-1
    ]

    def open_audio(source: str, sample_rate: int) -> Audio:
        for reader in readers:
            with reader.guarded():
                audio = reader.component(source=source, sample_rate=sample_rate)
            if audio is None:
                continue
            opened = reader.check(audio, Audio)
            if opened.sample_rate != sample_rate:
                raise reader.failed(f"it returned {opened.sample_rate} Hz instead of {sample_rate} Hz")
            return opened
        raise AudioError(source, "no reader takes it; name a file")

    if cache is None or not all(plugins.info(reader.name).builtin for reader in readers):
        return open_audio
    from .caching import KnownRecordings  # noqa: PLC0415  see above

    return KnownRecordings(open_audio, cache)


def file_readers(plugins: Plugins) -> dict[str, Reader]:
    """Return the readers of transcripts and turns, in the order in which they are tried: those of plugins first."""
    entries = sorted(plugins.readers, key=lambda entry: plugins.info(entry.plugin).builtin)
    return {entry.name: _GuardedReader(_reader_part(plugins, entry)) for entry in entries}


def _reader_part(plugins: Plugins, entry: Entry[Reader]) -> Part[Reader]:
    part = Part("reader", entry.name, entry, plugins.info(entry.plugin).label)
    with part.guarded():
        component = entry.build()
    if not isinstance(component, Reader):
        raise PluginError(f"the reader '{entry.name}' of {part.origin} is not a Reader")
    return Part(part.kind, part.name, component, part.origin)


class _GuardedReader:
    """A reader whose failures name it; a ValueError is about the file."""

    def __init__(self, part: Part[Reader]) -> None:
        self._part = part

    def read(self, file: SavedFile) -> SavedSpeech | None:
        """Read a file with the reader, and check the speech that it returns."""
        wrong: ValueError | None = None
        speech: object = None
        with self._part.guarded():
            try:
                speech = self._part.component.read(file)
            except ValueError as error:
                wrong = error
        if wrong is not None:
            raise wrong
        return None if speech is None else self._part.check(speech, SavedSpeech)


def _with_cache(components: Components, selection: Selection, cache: Store) -> Components:
    """Put the cache in front of the engines that can be kept."""
    from .caching import cached_diarizer, cached_transcriber  # noqa: PLC0415  see above

    transcriber, diarizer = components.transcriber, components.diarizer
    if transcriber is not None:
        kept = cached_transcriber(selection.transcriber or "", transcriber.component, cache)
        transcriber = replace(transcriber, component=kept)
    if diarizer is not None:
        diarizer = replace(diarizer, component=cached_diarizer(selection.diarizer or "", diarizer.component, cache))
    return replace(components, transcriber=transcriber, diarizer=diarizer)


class _Builder:
    """Builds components with their options, and refuses options that no component took."""

    def __init__(
        self, plugins: Plugins, options: Mapping[str, Mapping[str, object]], kept: KeptComponents | None = None
    ) -> None:
        self._plugins = plugins
        self._options = options
        self._kept = kept or KeptComponents()
        self._used: set[str] = set()

    def one(self, registry: Registry[Component], name: str | None, protocol: type[Component]) -> Part[Component] | None:
        return None if name is None else self.build(registry, name, protocol)

    def build(self, registry: Registry[Component], name: str, protocol: type[Component]) -> Part[Component]:
        if name not in registry:
            self._plugins.explain_missing(name)
        entry = registry.get(name)
        self._used.add(name)
        origin = self._plugins.info(entry.plugin).label
        with Part(registry.kind, name, entry, origin).guarded():
            options = self._options.get(name) or {}
            component = self._kept.get(registry.kind, name, options, lambda: entry.build(options))
            if isinstance(component, FileTranscriber):
                component = component.with_readers(file_readers(self._plugins))  # type: ignore[assignment]
            fits = isinstance(component, protocol)  # it asks the component for its attributes
        if not fits:
            raise PluginError(f"the {registry.kind} '{name}' of {origin} is not a {protocol.__name__}")
        return Part(registry.kind, name, component, origin)

    def exporters(self, formats: Sequence[str], *, speakers: bool) -> tuple[Part[Exporter], ...]:
        registry = self._plugins.exporters
        chosen = chosen_formats(registry, formats, speakers=speakers)
        mute = [name for name in chosen if registry.get(name).needs_speakers and not speakers]
        if mute:
            raise OptionError(f"the output format '{mute[0]}' is about speakers, whom nobody looks for; add --diarize")
        return tuple(self._exporter(name) for name in chosen)

    def _exporter(self, name: str) -> Part[Exporter]:
        part = self.build(self._plugins.exporters, name, Exporter)
        with part.guarded():
            extension: object = part.component.extension
        if not is_extension(extension):
            shown = f"{extension[:MAX_EXTENSION]!r}" if isinstance(extension, str) else f"a {type(extension).__name__}"
            raise part.failed(f"its extension is {shown}, which no file can have")
        return part

    def refuse_unused(self) -> None:
        for name in [name for name in self._options if name not in self._used]:
            if all(isinstance(value, Standing) for value in self._options[name].values()):
                continue
            self._plugins.find(name)  # a name that is mistyped is an error of its own
            flags = [value.flag for value in self._options[name].values() if isinstance(value, Typed)]
            raise OptionError(
                f"{flags[0] if flags else 'an option'} is for '{name}', which takes no part in this run"
                " (a diarizer does with --diarize, a format with --output-format)"
            )


def chosen_formats(exporters: Registry[Exporter], formats: Sequence[str], *, speakers: bool) -> tuple[str, ...]:
    """Return the names that `formats` stand for; `speakers`: the run finds them, or the transcript has them.

    `all` is every format but those on request and, without speakers, those that need them. A name may be written as a
    suffix, or in capitals: `.SRT`.
    """
    formats = [name if name in exporters else name.lower().removeprefix(".") for name in formats]
    named = dict.fromkeys(name for name in formats if name != "all")
    usual = (entry.name for entry in exporters if not entry.on_request and (speakers or not entry.needs_speakers))
    return tuple(dict.fromkeys((*usual, *named)) if "all" in formats else named)
