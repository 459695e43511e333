"""The options of commands as configuration files set them, read from Typer's parameters."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whisper_diarize.configuration import Command, Commands, CommandSpec, OptionSpec

NOT_IN_FILES = ("help", "version", "profile", "install_completion", "show_completion", "consent")
"""Options that end the program, or that mean what they say of one call only."""
ANY_SCALAR = ("X", "True|False", "N|all")
"""Metavars of options whose text may be a number or a truth value."""
ANY_LIST = ("X", '"ANN,BOB"', "NAMES|all")
"""Metavars of options whose text may be a list with commas."""


# Any: Typer publishes no type of its commands and parameters, here and below
def commands_of(root: Any) -> Commands:
    """Return all commands below a group, or the only one."""
    return Commands({spec.words: spec for spec in _specs(root, ())})


def command_spec(command: Any, words: Command) -> CommandSpec:
    """Return one command."""
    options = (_option(parameter) for parameter in command.params if _is_configurable(parameter))
    return CommandSpec(words, {option.key: option for option in options})


def is_group(command: Any) -> bool:
    """Tell whether a command has commands of its own."""
    return getattr(command, "commands", None) is not None


def _specs(command: Any, words: Command) -> Iterator[CommandSpec]:
    children = getattr(command, "commands", None)
    if children is None:
        yield command_spec(command, words or (command.name,))
    for name, child in (children or {}).items():
        yield from _specs(child, (*words, name))


def _is_configurable(parameter: Any) -> bool:
    return parameter.param_type_name == "option" and parameter.name not in NOT_IN_FILES


def _option(parameter: Any) -> OptionSpec:
    annotation = parameter.type_descriptor.annotation
    single = typing.get_args(annotation)[0] if typing.get_origin(annotation) is list else annotation
    return OptionSpec(
        key=max(parameter.opts, key=len).lstrip("-"),
        parameter=parameter.name,
        kind=_kind(single),
        many=parameter.multiple,
        any_scalar=parameter.metavar in ANY_SCALAR,
        any_list=parameter.metavar in ANY_LIST,
        minimum=parameter.min,
        default=parameter.default,
    )


def _kind(annotation: object) -> Any:
    if annotation is bool:
        return "flag"
    if isinstance(annotation, type) and issubclass(annotation, Path):
        return "path"
    return {int: "whole number", float: "number"}.get(typing.cast("type", annotation), "text")
