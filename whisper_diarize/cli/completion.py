"""Names that shells complete. A name that cannot be had is none: completion never complains, and runs no code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import typer

from whisper_diarize.configuration import places, profiles, read_files
from whisper_diarize.errors import WhisperDiarizeError
from whisper_diarize.plugins import Plugins, load
from whisper_diarize.registry import Registry

from .progress import configure_logging

Named = tuple[str, str]
"""A name and a line about it."""

# Any: components of any kind
OfPlugins = Callable[[Plugins], Registry[Any]]


def of(registry: OfPlugins) -> Callable[[str], list[Named]]:
    """Return the function that completes the names of components of one kind."""

    def complete(incomplete: str) -> list[Named]:
        return _matching(_components(registry), incomplete)

    return complete


def components(incomplete: str) -> list[Named]:
    """Complete the names of components of all kinds."""
    entries = [entry for plugins in _loaded() for registry in plugins.registries.values() for entry in registry]
    return _matching({entry.name: entry.summary for entry in entries}.items(), incomplete)


def formats(incomplete: str) -> list[Named]:
    """Complete the last of several output formats: `srt,v` to `srt,vtt`."""
    *before, last = incomplete.split(",")
    begun = "".join(f"{name}," for name in before)
    found = [("all", "all that this run can fill"), *_components(lambda plugins: plugins.exporters)]
    return [(begun + name, summary) for name, summary in _matching(found, last) if name not in before]


def whisper_models(context: typer.Context, incomplete: str) -> list[Named]:
    """Complete the short names of Whisper models, for mlx-whisper and faster-whisper."""
    from whisper_diarize.transcription import MLX  # noqa: PLC0415  it imports NumPy

    is_whisper = "whisper" in str(context.params.get("transcriber") or "whisper")
    return _matching(MLX.repositories.items() if is_whisper else (), incomplete)


def diarization_models(incomplete: str) -> list[Named]:
    """Complete the names of diarization models."""
    from whisper_diarize.catalogue import AUTO, BUNDLED  # noqa: PLC0415  other completions need not wait

    known = [(AUTO, "the best that is at hand"), (BUNDLED, "the small one of this package")]
    models = [(model.name, model.summary) for plugins in _loaded() for model in plugins.models]
    return _matching(dict([*known, *models]).items(), incomplete)


def languages(incomplete: str) -> list[Named]:
    """Complete the codes of languages."""
    from whisper_diarize.transcription import LANGUAGES  # noqa: PLC0415  it imports NumPy

    return _matching(LANGUAGES.items(), incomplete)


def profile_names(incomplete: str) -> list[Named]:
    """Complete the names of profiles of configuration files."""
    configure_logging(quiet=True, verbose=False)
    try:
        names = profiles(read_files(places()))
    except WhisperDiarizeError:
        names = ()
    return _matching(((name, "") for name in names), incomplete)


def component_options(incomplete: str) -> list[Named]:
    """Complete `NAME.KEY=`: the name, then the options of the component."""
    entries = [entry for plugins in _loaded() for registry in plugins.registries.values() for entry in registry]
    name, dot, _ = incomplete.rpartition(".")
    if not dot:
        found = {entry.name: (f"{entry.name}.", entry.summary) for entry in entries if entry.fields}
        begun = _matching(found.values(), incomplete)
        if len(begun) != 1:
            return begun
        incomplete = begun[0][0]  # one name with a space after it would not help
        name = incomplete.removesuffix(".")
    options = (option for entry in entries if entry.name == name for option in entry.describe_options())
    return _matching(((f"{name}.{option.key}=", option.meaning) for option in options), incomplete)


def choices(*names: str) -> Callable[[str], list[Named]]:
    """Return the function that completes one of a few words."""

    def complete(incomplete: str) -> list[Named]:
        return _matching(((name, "") for name in names), incomplete)

    return complete


def _components(registry: OfPlugins) -> Iterator[Named]:
    for plugins in _loaded():
        yield from ((entry.name, entry.summary) for entry in registry(plugins))


def _loaded() -> Iterator[Plugins]:
    """Yield the plugins, unless they cannot be had."""
    configure_logging(quiet=True, verbose=False)
    try:
        yield load()
    except WhisperDiarizeError:
        return


def _matching(found: Iterable[Named], incomplete: str) -> list[Named]:
    return [(name, about) for name, about in found if name.startswith(incomplete)]
