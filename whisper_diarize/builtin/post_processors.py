"""Our own steps after attribution."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whisper_diarize.glossary import GlossaryOptions, GlossaryPostProcessor
from whisper_diarize.hookspecs import hookimpl

if TYPE_CHECKING:
    from whisper_diarize.protocols import PostProcessor
    from whisper_diarize.registry import Register


@hookimpl
def register_post_processors(register: Register[PostProcessor]) -> None:
    """Register `glossary`."""
    register(
        "glossary",
        GlossaryPostProcessor,
        options=GlossaryOptions,
        summary="names and terms as a glossary spells them (--glossary FILE)",
    )
