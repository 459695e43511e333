"""Our own output formats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whisper_diarize.formats import (
    Ass,
    AssOptions,
    Audacity,
    Ctm,
    DiarizedJson,
    Docx,
    Json,
    Markdown,
    Podcast,
    Rttm,
    Srt,
    SrtOptions,
    Stm,
    TextGrid,
    Tsv,
    Txt,
    Vtt,
    VttOptions,
    WhisperX,
)
from whisper_diarize.hookspecs import hookimpl
from whisper_diarize.review import Html, HtmlOptions

if TYPE_CHECKING:
    from whisper_diarize.protocols import Exporter
    from whisper_diarize.registry import Register


@hookimpl
def register_exporters(register: Register[Exporter]) -> None:
    """Register the formats: those that `all` stands for, then those by name only."""
    register("srt", Srt, options=SrtOptions, summary="SubRip subtitles, `Name: text`")
    register("vtt", Vtt, options=VttOptions, summary="WebVTT subtitles with voice tags")
    register("json", lambda _: Json(), summary="everything, with word times; reads as Whisper's and WhisperX's")
    register("txt", lambda _: Txt(), summary="plain text, a paragraph a turn")
    register("tsv", lambda _: Tsv(), summary="tab-separated start, end (ms), text, speaker")
    register("rttm", lambda _: Rttm(), summary="who speaks when, for scoring tools")
    register("ass", Ass, options=AssOptions, summary="subtitles with a colour for each speaker")
    register("md", _ByName(Markdown), summary="Markdown, a paragraph a turn")
    register("docx", _ByName(Docx), summary="Word document (needs python-docx)")
    register("whisperx", _ByName(WhisperX), summary="JSON as WhisperX writes it")
    register("diarized_json", _ByName(DiarizedJson), summary="JSON as OpenAI's diarizing model answers")
    register("podcast", _ByName(Podcast), summary="JSON transcript of Podcasting 2.0")
    register("ctm", _ByName(Ctm), summary="words with times, for scoring tools (NIST)")
    register("stm", _ByName(Stm), summary="segments with text, for scoring tools (NIST)")
    register("aud", _ByName(Audacity), summary="label track for Audacity")
    register("textgrid", _ByName(TextGrid), summary="tiers for Praat")
    register("html", Html, options=HtmlOptions, summary="a page to listen to the transcript and correct it")


@dataclass(frozen=True, slots=True)
class _ByName:
    """Makes a format without options that `all` does not stand for: that is known before it is made."""

    make: Callable[[], Exporter]
    on_request: bool = True

    def __call__(self, _options: None) -> Exporter:
        return self.make()
