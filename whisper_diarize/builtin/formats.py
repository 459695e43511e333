"""Our own output formats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whisper_diarize.formats import Html, HtmlOptions, Json, Rttm, Srt, SrtOptions, Tsv, Txt, Vtt, VttOptions
from whisper_diarize.hookspecs import hookimpl

if TYPE_CHECKING:
    from whisper_diarize.protocols import Exporter
    from whisper_diarize.registry import Register


@hookimpl
def register_exporters(register: Register[Exporter]) -> None:
    """Register what Whisper writes too, RTTM and the review page."""
    register("srt", Srt, options=SrtOptions, summary="SubRip subtitles, `Name: text`")
    register("vtt", Vtt, options=VttOptions, summary="WebVTT subtitles with voice tags")
    register("json", lambda _: Json(), summary="everything, with word times; reads as Whisper's and WhisperX's")
    register("txt", lambda _: Txt(), summary="plain text, a paragraph a turn")
    register("tsv", lambda _: Tsv(), summary="tab-separated start, end (ms), text, speaker")
    register("rttm", lambda _: Rttm(), summary="who speaks when, for scoring tools")
    register("html", Html, options=HtmlOptions, summary="a page to listen to the transcript and correct it")
