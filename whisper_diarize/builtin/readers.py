"""Our own readers of transcripts and turns: ours, and those of other tools."""

from __future__ import annotations

from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING

from whisper_diarize.dialects import DIALECTS, Dialect
from whisper_diarize.hookspecs import hookimpl

if TYPE_CHECKING:
    from whisper_diarize.protocols import Reader
    from whisper_diarize.registry import Register


@hookimpl
def register_readers(register: Register[Reader]) -> None:
    """Register the dialects, in the order in which they are tried."""
    for name, (module, summary) in DIALECTS.items():
        register(name, partial(_dialect, module), summary=summary)


def _dialect(module: ModuleType, _options: object) -> Reader:
    return Dialect(module.read)
