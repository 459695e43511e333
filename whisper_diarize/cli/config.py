"""`whisper-diarize config`: configuration files, their values, and where each comes from."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer
from typer import Argument

from whisper_diarize.component_options import Standing, convert
from whisper_diarize.configuration import (
    Commands,
    CommandSpec,
    ConfigurationFile,
    Setting,
    places,
    problems,
    profiles,
    read_file,
    read_files,
    settings_for,
    user_place,
)
from whisper_diarize.errors import OptionError
from whisper_diarize.plugins import load
from whisper_diarize.registry import Entry

from . import arguments as arg
from .config_listing import lines_of, rows_of
from .errors import Failures, handled
from .progress import configure_logging
from .terminal import out

Words = Annotated[
    list[str] | None, Argument(metavar="COMMAND", help="A command, as in transcribe or models list; none: all.")
]


def group(every_command: Callable[[], Commands]) -> typer.Typer:
    """Return the commands; `every_command` returns all commands that files can set, those of plugins too."""
    app = typer.Typer(no_args_is_help=True, help="Show, find and check configuration files.")

    @app.command("show")
    def show(
        command: Words = None, profile: arg.Profile = None, plugin: arg.NamedPlugins = None, as_json: arg.Json = False
    ) -> None:
        """Show the values that configuration files set; of one command all values. Each has its source.

        Examples:

            whisper-diarize config show

            whisper-diarize config show transcribe --profile podcast
        """
        configure_logging(quiet=False, verbose=False)
        with handled():
            _show(every_command(), tuple(command or ()), profile, as_json=as_json)

    @app.command("path")
    def path() -> None:
        """Print the files that are used, and the place of your own.

        Examples:

            whisper-diarize config path
        """
        configure_logging(quiet=False, verbose=False)
        with handled():
            _print_places()

    @app.command("check")
    def check(plugin: arg.NamedPlugins = None) -> None:
        """Check the files against all commands, profiles and components.

        Examples:

            whisper-diarize config check
        """
        configure_logging(quiet=False, verbose=False)
        with handled():
            _check(every_command())

    return app


def _show(known: Commands, words: tuple[str, ...], profile: str | None, *, as_json: bool) -> None:
    files = read_files(places())
    for problem in (problem for file in files for problem in problems(file, known)):
        raise problem
    specs = _named(known, words) if words else known.specs.values()
    rows = [row for spec in specs for row in rows_of(files, spec, profile, every=bool(words))]
    if as_json:
        out(json.dumps([asdict(row) for row in rows], indent=2, ensure_ascii=False, default=str) + "\n")
        return
    out("".join(f"# {file.place.kind}: {file.path}\n" for file in files) or f"# no file; yours: {user_place().path}\n")
    out("".join(f"{line}\n" for line in lines_of(rows)))


def _named(known: Commands, words: tuple[str, ...]) -> Sequence[CommandSpec]:
    if words not in known.specs:
        raise OptionError.unknown("command", " ".join(words), (spec.name for spec in known.specs.values()))
    return [known.specs[words]]


def _print_places() -> None:
    found = places()
    lines = [f"{place.kind}: {place.path}" for place in found]
    if not any(place.is_own for place in found):
        lines.insert(0, f"user: {user_place().path} (there is none)")
    out("".join(f"{line}\n" for line in lines))


def _check(known: Commands) -> None:
    """Print a line for each file that is all right, and the problems of the others.

    Raises:
        Exit: there are problems.
    """
    found = places()
    failures = Failures(len(found), "files")
    for place in found:
        with failures.collecting(str(place.path)):
            file = read_file(place)
            wrong = [*problems(file, known)] or [*_wrong_components(file, known)]
            failures.add(str(place.path), *wrong)
            if not wrong:
                names = ", ".join(profiles([file]))
                out(f"{place.path}: all right{f'; profiles: {names}' if names else ''}\n")
    if not found:
        out(f"there is no configuration file; yours would be {user_place().path}\n")
    failures.finish()


def _wrong_components(file: ConfigurationFile, known: Commands) -> Iterator[OptionError]:
    """Yield the options of components that no installed component has, and values that it does not take."""
    loaded = load()
    found: dict[str, tuple[str, str, Setting]] = {}
    for profile in (None, *profiles([file])):
        for spec in known.specs.values():
            for name, options in settings_for([file], spec, profile).components.items():
                found |= {setting.where: (name, key, setting) for key, setting in options.items()}
    for where, (name, key, setting) in found.items():
        try:
            _check_component(loaded.find(name), name, key, setting)
        except OptionError as error:
            yield OptionError(str(error) if str(error).startswith(where) else f"{where}: {error}")


# Any: components of any kind
def _check_component(entries: Sequence[Entry[Any]], name: str, key: str, setting: Setting) -> None:
    able = [entry for entry in entries if key in entry.fields]
    if not able:
        raise OptionError.unknown(f"option of {name}", key, {field for entry in entries for field in entry.fields})
    for entry in able:
        convert(key, Standing.after(setting.where, str(setting.value)), entry.hints[key])
