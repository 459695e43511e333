"""The options that make a call a batch, one with a ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

import typer

from whisper_diarize.batch import Redo, Search, Template, is_batch
from whisper_diarize.errors import OptionError

from .configured import setting_of

MAKE_A_BATCH = ("recursive", "match", "ignore", "watch", "output_template", "with_ledger", "redo")


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """The options of a batch."""

    search: Search
    template: str | None = None
    redo: Redo | None = None
    watch: bool = False
    settle_seconds: float = 10.0


def batch_options(context: typer.Context, arguments: Sequence[str]) -> BatchOptions | None:
    """Return the options of a batch; None if this is none: recordings that are named one by one, and no such option.

    One that a configuration file sets is for batches, and makes none.

    Raises:
        OptionError: an option is not possible, or does not go with the others.
    """
    params = context.params
    typed = [name for name in MAKE_A_BATCH if params.get(name) and setting_of(context, name) is None]
    return options_of(context) if typed or any(map(is_batch, arguments)) else None


def options_of(context: typer.Context) -> BatchOptions:
    """Return the options of a call that is a batch.

    Raises:
        OptionError: an option is not possible, or does not go with the others.
    """
    params = context.params
    return BatchOptions(
        Search(bool(params["recursive"]), _texts(params["match"]), _texts(params["ignore"])),
        _template(params),
        _redo(params["redo"]),
        bool(params["watch"]),
        float(str(params["settle"])),
    )


def _texts(given: object) -> tuple[str, ...]:
    return tuple(map(str, given)) if isinstance(given, (list, tuple)) else ()


def _redo(given: object) -> Redo | None:
    choices: tuple[Redo, ...] = get_args(Redo)
    if given is None:
        return None
    for choice in choices:
        if given == choice:
            return choice
    raise OptionError.unknown("--redo", str(given), choices, in_order=True)


def _template(params: Mapping[str, object]) -> str | None:
    given = params["output_template"]
    if params.get("output_name"):
        raise OptionError("--output-name is for one recording; a batch has --output-template, as in '{folder}/{name}'")
    return None if given is None else Template(str(given)).text
