"""Build a plugin manager for one run: load, isolate, block, trace and list plugins.

A plugin that cannot be imported or used costs one warning and its own components, never the run.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

import pluggy

from . import hookspecs
from .errors import PluginError, WhisperDiarizeError
from .protocols import Attributor, Diarizer, Exporter, PostProcessor, Transcriber
from .records import Job
from .registry import Registry
from .version import __version__

DISABLE = "WHISPER_DIARIZE_DISABLE_PLUGINS"
TRACE = "WHISPER_DIARIZE_TRACE_PLUGINS"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PluginInfo:
    """One plugin, for listings.

    `error` is the reason why it cannot be used; empty if it can. `builtin`: it is one of ours.
    """

    name: str
    distribution: str = ""
    version: str = ""
    hooks: tuple[str, ...] = ()
    components: tuple[str, ...] = ()
    error: str = ""
    builtin: bool = False

    @property
    def origin(self) -> str:
        """Distribution and version, or where else it comes from."""
        return f"{self.distribution} {self.version}".strip() or "this program"

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
    post_processors: Registry[PostProcessor] = field(default_factory=lambda: Registry("post-processor"))
    exporters: Registry[Exporter] = field(default_factory=lambda: Registry("output format"))
    infos: list[PluginInfo] = field(default_factory=list)

    def info(self, name: str) -> PluginInfo:
        """Return what is known of the plugin called `name`."""
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

    def _notify(self, hook: str, **arguments: object) -> None:
        """Call every observer of `hook`; one that raises costs a warning, never the run or the other observers."""
        for name, call in self.callers(hook):
            try:
                call(**arguments)
            except (Exception, SystemExit) as error:  # noqa: BLE001  an observer may raise anything
                _log.warning("plugin '%s' (%s) failed in %s: %s", name, self.info(name).origin, hook, _reason(error))

    def explain_missing(self, name: str) -> None:
        """Raise if `name`, which no component bears, is the name of a plugin that is broken.

        Raises:
            PluginError: with the reason why that plugin cannot be used.
        """
        for info in self.infos:
            if info.name == name and info.error:
                raise PluginError(f"plugin '{name}' ({info.origin}) cannot be used: {info.error}")

    def add(self, info: PluginInfo, plugin: object) -> None:
        """Register one plugin and everything it offers; leave nothing of it behind if that fails.

        Raises:
            PluginError: its name is taken, it implements an unknown hook or wrong arguments, or a hook of it failed.
        """
        if self.manager.has_plugin(info.name):
            raise PluginError(f"another plugin is called '{info.name}' already")
        try:
            self.manager.register(plugin, info.name)
            self.manager.check_pending()
            components = tuple(name for hook in self._registries for name in self._collect(info.name, hook))
        except Exception as error:
            self._forget(info.name)
            if isinstance(error, (WhisperDiarizeError, pluggy.PluginValidationError, ValueError)):
                raise PluginError(_reason(error)) from error
            raise
        hooks = tuple(sorted(caller.name for caller in self.manager.get_hookcallers(plugin) or ()))
        self.infos.append(replace(info, hooks=hooks, components=components))

    def discard(self, info: PluginInfo, error: BaseException) -> None:
        """Record that a plugin cannot be used, and warn."""
        self.infos.append(replace(info, error=_reason(error)))
        _log.warning("plugin '%s' (%s) is left out: %s", info.name, info.origin, _reason(error))

    @property
    def _registries(self) -> dict[str, Registry[Any]]:  # Any: registries of all kinds
        return {
            "register_transcribers": self.transcribers,
            "register_diarizers": self.diarizers,
            "register_attributors": self.attributors,
            "register_post_processors": self.post_processors,
            "register_exporters": self.exporters,
        }

    def _collect(self, name: str, hook: str) -> list[str]:
        """Let plugin `name` register its components of one kind; return what they are, as `kind name`."""
        registry = self._registries[hook]
        for owner, call in self.callers(hook):
            if owner == name:
                call(register=registry.registrar(name))
        return [f"{registry.kind} {entry.name}" for entry in registry if entry.plugin == name]

    def _forget(self, name: str) -> None:
        if self.manager.has_plugin(name):
            self.manager.unregister(name=name)
        for registry in self._registries.values():
            registry.forget(name)


def load(extra: Sequence[object] = (), *, installed: bool = True) -> Plugins:
    """Load our own plugins, those that are installed (unless told not to), and `extra` ones of the calling program.

    The environment variable WHISPER_DIARIZE_DISABLE_PLUGINS (names, comma-separated; `all`) leaves installed ones out;
    WHISPER_DIARIZE_TRACE_PLUGINS=1 writes every hook call to standard error.

    Raises:
        PluginError: one of `extra` is not valid: whoever passes a plugin wants it.
    """
    plugins = Plugins(_manager())
    for module in _builtin_modules():
        name = module.__name__.rpartition(".")[2]
        plugins.add(PluginInfo(name, "whisper-diarize", __version__, builtin=True), module)
    for point in _installed() if installed else ():
        info = PluginInfo(point.name, point.dist.name if point.dist else "", point.dist.version if point.dist else "")
        try:
            plugins.add(info, point.load())
        except (Exception, SystemExit) as error:  # noqa: BLE001  somebody else's code may raise anything
            plugins.discard(info, error)
    for number, plugin in enumerate(extra, start=1):
        if not plugins.manager.is_registered(plugin):
            plugins.add(PluginInfo(getattr(plugin, "__name__", f"{type(plugin).__name__} {number}")), plugin)
    return plugins


def _manager() -> pluggy.PluginManager:
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    if os.environ.get(TRACE, "0") not in ("", "0"):
        manager.trace.root.setwriter(sys.stderr.write)
        manager.enable_tracing()
    return manager


def _builtin_modules() -> tuple[ModuleType, ...]:
    from .builtin import attributors, audio, diarizers, formats, transcribers  # noqa: PLC0415  they import this package

    return (audio, transcribers, diarizers, attributors, formats)


def _installed() -> list[EntryPoint]:
    """Return the installed plugins that are not disabled, in the order of their names."""
    disabled = {name.strip() for name in os.environ.get(DISABLE, "").split(",")}
    if "all" in disabled:
        return []
    points = sorted(entry_points(group=hookspecs.PROJECT), key=lambda point: (point.name, point.value))
    return [point for point in points if point.name not in disabled]


def _reason(error: BaseException) -> str:
    """Return one line for an exception of somebody else's code."""
    text = " ".join(str(error).split())
    ours = isinstance(error, (WhisperDiarizeError, pluggy.PluginValidationError))
    return text if ours else f"{type(error).__name__}: {text}".rstrip(": ")
