"""The plugins of one run: their components, and calls of each hook of each plugin on its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pluggy

from whisper_diarize import hookspecs
from whisper_diarize.catalogue import Architectures, Catalogue
from whisper_diarize.errors import OptionError, PluginError
from whisper_diarize.protocols import Attributor, Diarizer, Exporter, Identifier, PostProcessor, Reader, Transcriber
from whisper_diarize.records import Job, Word
from whisper_diarize.registry import Entry, Registry

from .sources import describe

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PluginInfo:
    """One plugin, for listings.

    `error` is the reason why it cannot be used; empty if it can. `builtin`: it is one of ours. `source` says where a
    plugin without a distribution comes from.
    """

    name: str
    distribution: str = ""
    version: str = ""
    hooks: tuple[str, ...] = ()
    components: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    error: str = ""
    builtin: bool = False
    source: str = "this program"

    @property
    def origin(self) -> str:
        """Distribution and version, or where else it comes from."""
        return f"{self.distribution} {self.version}".strip() or self.source

    @property
    def label(self) -> str:
        """The plugin as messages name it: `plugin 'shout' (shout-formats 1.2)`."""
        return f"plugin '{self.name}' ({self.origin})"


@dataclass(slots=True)
class Plugins:
    """The plugins of one run, and the components that they registered."""

    manager: pluggy.PluginManager
    transcribers: Registry[Transcriber] = field(default_factory=lambda: Registry("transcriber"))
    diarizers: Registry[Diarizer] = field(default_factory=lambda: Registry("diarizer"))
    attributors: Registry[Attributor] = field(default_factory=lambda: Registry("way of attribution"))
    identifiers: Registry[Identifier] = field(default_factory=lambda: Registry("identifier"))
    post_processors: Registry[PostProcessor] = field(default_factory=lambda: Registry("post-processor"))
    exporters: Registry[Exporter] = field(default_factory=lambda: Registry("output format"))
    readers: Registry[Reader] = field(default_factory=lambda: Registry("reader"))
    models: Catalogue = field(default_factory=Catalogue)
    infos: list[PluginInfo] = field(default_factory=list)

    def info(self, name: str) -> PluginInfo:
        """Return the listing of the plugin called `name`; an empty one if there is none."""
        return next((info for info in self.infos if info.name == name), PluginInfo(name))

    def callers(self, hook: str) -> Iterator[tuple[str, Callable[..., Any]]]:  # Any: each hook has its own arguments
        """Yield, for each plugin that implements `hook`, its name and a function that calls this one only.

        In the order of registration, so our own come first.
        """
        everyone = self.manager.get_plugins()
        for implementation in getattr(self.manager.hook, hook).get_hookimpls():
            others = everyone - {implementation.plugin}
            yield implementation.plugin_name, self.manager.subset_hook_caller(hook, others)

    def stage_started(self, job: Job, stage: str) -> None:
        """Tell every observer that a stage begins."""
        self._notify("stage_started", job=job, stage=stage)

    def stage_progressed(self, job: Job, stage: str, done: float, total: float) -> None:
        """Tell every observer how far a stage is."""
        self._notify("stage_progressed", job=job, stage=stage, done=done, total=total)

    def stage_finished(self, job: Job, stage: str, seconds: float, error: BaseException | None) -> None:
        """Tell every observer that a stage has ended."""
        self._notify("stage_finished", job=job, stage=stage, seconds=seconds, error=error)

    def output_written(self, job: Job, exporter: str, path: Path) -> None:
        """Tell every observer that an output is on disk."""
        self._notify("output_written", job=job, exporter=exporter, path=path)

    def live_text(self, name: str, first: int, words: Sequence[Word], speakers: Sequence[str]) -> None:
        """Tell every observer that words of a recording that is made are certain."""
        self._notify("live_text", name=name, first=first, words=words, speakers=speakers)

    def live_revision(self, name: str, places: Sequence[int], speaker: str) -> None:
        """Tell every observer that words of a recording that is made are another's."""
        self._notify("live_revision", name=name, places=places, speaker=speaker)

    def _notify(self, hook: str, **arguments: object) -> None:
        """Call every observer of `hook`; one that raises costs a warning, never the run or the other observers."""
        for name, call in self.callers(hook):
            try:
                call(**arguments)
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # noqa: BLE001  an observer may raise anything
                _log.warning("plugin '%s' (%s) failed in %s: %s", name, self.info(name).origin, hook, describe(error))

    # Any: components of all kinds
    def find(self, name: str) -> tuple[Entry[Any], ...]:
        """Return the components called `name`, of any kind; if there are none, those of the plugin called so.

        Raises:
            OptionError: there is neither; the names of all components are listed.
            PluginError: it is a plugin that cannot be used, with the reason.
        """
        entries = [entry for registry in self.registries.values() for entry in registry]
        found = [entry for entry in entries if entry.name == name] or [item for item in entries if item.plugin == name]
        if not found:
            self.explain_missing(name)
            if self.manager.has_plugin(name):
                raise OptionError(f"plugin '{name}' has no components; `whisper-diarize plugins` lists what it adds")
            raise OptionError.unknown("component", name, {entry.name for entry in entries})
        return tuple(found)

    def explain_missing(self, name: str) -> None:
        """Raise if `name`, which no component bears, is the name of a plugin that is broken.

        Raises:
            PluginError: with the reason why that plugin cannot be used.
        """
        for info in self.infos:
            if info.name == name and info.error:
                raise PluginError(f"plugin '{name}' ({info.origin}) cannot be used: {info.error}")

    def add(self, info: PluginInfo, plugin: object) -> None:
        """Register one plugin and everything it offers; remove it entirely if that fails.

        Raises:
            PluginError: its name is taken, it was written for another version of the hooks, it implements an unknown
                hook or wrong arguments, or a hook of it failed.
        """
        _check_version(plugin)
        if self.manager.has_plugin(info.name):
            raise PluginError(f"another plugin is called '{info.name}' already")
        if info.distribution and info.version:
            self.models.architectures.releases[info.name] = f"{info.distribution} {info.version}"
        try:
            self.manager.register(plugin, info.name)
            self.manager.check_pending()
            components = tuple(name for hook in self.registries for name in self._collect(info.name, hook))
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # a hook may raise anything, SystemExit too
            self._forget(info.name)
            raise PluginError(describe(error)) from error
        hooks = tuple(sorted(caller.name for caller in self.manager.get_hookcallers(plugin) or ()))
        self.infos.append(replace(info, hooks=hooks, components=components))

    def discard(self, info: PluginInfo, error: BaseException) -> None:
        """Record that a plugin cannot be used, and warn."""
        self.infos.append(replace(info, error=describe(error)))
        _log.warning("plugin '%s' (%s) is left out: %s", info.name, info.origin, describe(error))

    @property
    def registries(self) -> dict[str, Registry[Any] | Catalogue | Architectures]:  # Any: registries of all kinds
        """The registries by the hook that fills them."""
        return {
            "register_transcribers": self.transcribers,
            "register_models": self.models,
            "register_embeddings": self.models.architectures,
            "register_diarizers": self.diarizers,
            "register_attributors": self.attributors,
            "register_identifiers": self.identifiers,
            "register_post_processors": self.post_processors,
            "register_exporters": self.exporters,
            "register_readers": self.readers,
        }

    def _collect(self, name: str, hook: str) -> list[str]:
        """Let plugin `name` register its components of one kind; return their kinds and names, as `kind name`."""
        registry = self.registries[hook]
        others = {"models": self.models} if hook == "register_diarizers" else {}
        for owner, call in self.callers(hook):
            if owner == name:
                call(register=registry.registrar(name), **others)
        return [f"{registry.kind} {entry.name}" for entry in registry if entry.plugin == name]

    def _forget(self, name: str) -> None:
        if self.manager.has_plugin(name):
            self.manager.unregister(name=name)
        for registry in self.registries.values():
            registry.forget(name)


def _check_version(plugin: object) -> None:
    """Check that the hooks are those that the plugin was written for: its `API_VERSION`, 1 if it has none."""
    wanted = getattr(plugin, "API_VERSION", 1)
    ours = hookspecs.API_VERSION
    if not isinstance(wanted, int):
        raise PluginError(f"its API_VERSION must be a whole number, not {wanted!r}")
    if wanted != ours:
        update = "update whisper-diarize" if wanted > ours else "update the plugin"
        raise PluginError(f"it was written for version {wanted} of the plugin API, this is version {ours}; {update}")
