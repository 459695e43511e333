"""Flags that set options of components, with their names for messages."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import typer

from whisper_diarize.component_options import Preferred, Typed

from .configured import setting_of


def typed_flags(context: typer.Context, keys: Mapping[str, str]) -> dict[str, object]:
    """Return the options that were typed, or that a configuration file sets.

    `keys` maps each option to the parameter that sets it, as in {"model": "diarization_model"}.
    """
    given = {key: name for key, name in keys.items() if context.params[name] is not None}
    return {key: _typed(context, name) for key, name in given.items()}


def flag_of(name: str) -> str:
    """Return the flag of a parameter.

    >>> flag_of("num_speakers")
    '--num-speakers'
    """
    return f"--{name.replace('_', '-')}"


def _typed(context: typer.Context, name: str) -> object:
    value, setting = context.params[name], setting_of(context, name)
    if setting is not None:
        return Preferred.after(setting.where, str(value))
    return Typed.after(flag_of(name), str(value)) if isinstance(value, (str, Path)) else value
