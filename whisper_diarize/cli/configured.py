"""Commands whose options have defaults in configuration files, by Click's own `default_map`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import typer
from typer.core import TyperCommand

from whisper_diarize.component_options import Standing
from whisper_diarize.configuration import (
    OF_COMPONENTS,
    Command,
    Commands,
    Setting,
    Settings,
    places,
    problems,
    read_files,
    settings_for,
)

from .errors import handled
from .option_specs import command_spec

SETTINGS = "whisper_diarize.settings"
"""The key of the settings in the `meta` of a context."""

ABOUT = {"help", "version"}
"""Options that end the program before its settings matter."""

INSTEAD = {
    "overwrite": ("skip_existing",),
    "skip_existing": ("overwrite",),
    "num_speakers": ("min_speakers", "max_speakers"),
    "min_speakers": ("num_speakers",),
    "max_speakers": ("num_speakers",),
    "quiet": ("verbose",),
    "verbose": ("quiet",),
}
"""Options that contradict each other: one that is typed holds instead of those of a file."""


# Any: Typer publishes no type of its contexts, parsers and parameters, here and below


class ConfiguredCommand(TyperCommand):
    """A command with the settings of configuration files; what is typed holds before them.

    A flag `--name` that has no opposite also takes `--no-name`, for files that set it.
    """

    def known_commands(self) -> tuple[Commands, Callable[[], Commands]]:
        """Return our commands, to check files against, and a function that returns those of plugins."""
        raise NotImplementedError

    def make_parser(self, ctx: Any) -> Any:
        """Return Click's parser, with the opposites of flags that have none."""
        parser = super().make_parser(ctx)
        taken = {name for parameter in self.params for name in (*parameter.opts, *parameter.secondary_opts)}
        parameter: Any
        for parameter in self.params:
            opposite = _opposite(parameter)
            if opposite is not None and opposite not in taken:
                parser.add_option(
                    obj=parameter, opts=[opposite], dest=parameter.name, action="store_const", const=False
                )
        return parser

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments that were typed, on top of the settings of files."""
        if ctx.resilient_parsing or (not args and self.no_args_is_help):
            return super().parse_args(ctx, args)
        typed, _, _ = self.make_parser(ctx).parse_args(list(args))
        settings = Settings() if typed.keys() & ABOUT else self._settings(ctx, typed)
        ctx.default_map = {name: setting.value for name, setting in settings.options.items()}
        ctx.meta[SETTINGS] = settings
        rest = super().parse_args(ctx, args)
        if settings.components:
            ctx.params[OF_COMPONENTS] = [*_assignments(settings), *(ctx.params[OF_COMPONENTS] or ())]
        return rest

    def _settings(self, ctx: Any, typed: Mapping[str, object]) -> Settings:
        with handled():
            files = read_files(places())
            profile = typed.get("profile")
            if not files and profile is None:
                return Settings()
            for file in files:
                for problem in problems(file, *self.known_commands()):
                    raise problem
            spec = command_spec(self, words_of(ctx))
            settings = settings_for(files, spec, None if profile is None else str(profile))
        for name in typed:
            for other in INSTEAD.get(name, ()):
                settings.options.pop(other, None)
        return settings


def configure(app: typer.Typer, cls: type[ConfiguredCommand]) -> None:
    """Let the commands of an app, and of its groups, be of a class that has settings, unless they have their own."""
    for command in app.registered_commands:
        if command.cls in (None, TyperCommand):
            command.cls = cls
    for group in app.registered_groups:
        if group.typer_instance is not None:
            configure(group.typer_instance, cls)


def words_of(context: Any) -> Command:
    """Return the words that call a command, after the program's name; of the only command, its name."""
    words: list[str] = []
    while context.parent is not None:
        words.insert(0, context.info_name)
        context = context.parent
    return tuple(words) or (context.command.name,)


def setting_of(context: typer.Context, name: str) -> Setting | None:
    """Return the setting of a file from which a parameter has its value; None if it was typed or is the default."""
    source = context.get_parameter_source(name)
    settings: Settings = context.meta.get(SETTINGS, Settings())
    return settings.options.get(name) if source is not None and source.name == "DEFAULT_MAP" else None


def _assignments(settings: Settings) -> list[Standing]:
    """Return the options of components as `-o` takes them, each with its place in a file."""
    found = ((f"{name}.{key}", one) for name, keys in settings.components.items() for key, one in keys.items())
    return [Standing.after(setting.where, f"{target}={setting.value}") for target, setting in found]


def _opposite(parameter: Any) -> str | None:
    """Return the flag that turns a flag off again: `--no-overwrite`, `--cache`; None if it has one or is none."""
    is_flag = parameter.param_type_name == "option" and parameter.is_bool_flag and not parameter.secondary_opts
    if not is_flag or parameter.is_eager:
        return None
    name = max(parameter.opts, key=len).removeprefix("--")
    return f"--{name.removeprefix('no-')}" if name.startswith("no-") else f"--no-{name}"
