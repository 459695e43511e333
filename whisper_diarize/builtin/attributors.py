"""Our own ways to decide who says each word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whisper_diarize.attribution import Overlap, Viterbi, ViterbiOptions
from whisper_diarize.hookspecs import hookimpl

if TYPE_CHECKING:
    from whisper_diarize.protocols import Attributor
    from whisper_diarize.registry import Register


@hookimpl
def register_attributors(register: Register[Attributor]) -> None:
    """Register `viterbi` and `overlap`."""
    register("viterbi", Viterbi, options=ViterbiOptions, summary="all words together; says how sure it is")
    register("overlap", lambda _: Overlap(), summary="each word to the speaker who talks most while it is said")
