"""Flags that set options of components, with their names for messages."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from whisper_diarize.component_options import Typed


def typed_flags(params: Mapping[str, object], keys: Mapping[str, str]) -> dict[str, object]:
    """Return the options that were typed; `keys` maps each option to the parameter that sets it.

    >>> typed_flags({"diarization_model": "bundled", "mode": None}, {"model": "diarization_model", "mode": "mode"})
    {'model': 'bundled'}
    """
    given = {key: params[name] for key, name in keys.items() if params[name] is not None}
    return {key: _typed(f"--{keys[key].replace('_', '-')}", value) for key, value in given.items()}


def _typed(flag: str, value: object) -> object:
    return Typed.after(flag, str(value)) if isinstance(value, (str, Path)) else value
