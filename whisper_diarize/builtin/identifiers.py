"""Our own way to recognise people: the library of voices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whisper_diarize.hookspecs import hookimpl
from whisper_diarize.identification import VoicesOptions

if TYPE_CHECKING:
    from whisper_diarize.protocols import Identifier
    from whisper_diarize.registry import Register


@hookimpl
def register_identifiers(register: Register[Identifier]) -> None:
    """Register `voices`."""
    register("voices", _voices, options=VoicesOptions, summary="people whose voices you keep (whisper-diarize voices)")


def _voices(options: VoicesOptions) -> Identifier:
    from whisper_diarize.identification import VoiceIdentifier  # noqa: PLC0415  it imports NumPy

    return VoiceIdentifier(options)
