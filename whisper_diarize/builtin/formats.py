"""Our own output formats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whisper_diarize.formats import (
    Ass,
    AssemblyAi,
    AssOptions,
    Audacity,
    Ctm,
    Deepgram,
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
    """Register the formats: those that `all` stands for, then those on request."""
    register("srt", Srt, options=SrtOptions, summary="SubRip subtitles, `Name: text`")
    register("vtt", Vtt, options=VttOptions, summary="WebVTT subtitles with voice tags")
    register("json", lambda _: Json(), summary="everything, with word times; reads as Whisper's and WhisperX's")
    register("txt", lambda _: Txt(), summary="plain text, a paragraph a turn")
    register("tsv", lambda _: Tsv(), summary="tab-separated start, end (ms), text, speaker")
    register("rttm", lambda _: Rttm(), summary="speaker turns, for scoring tools", needs_speakers=True)
    _register_on_request(register)


def _register_on_request(register: Register[Exporter]) -> None:
    register("ass", Ass, options=AssOptions, summary="subtitles with a colour for each speaker", on_request=True)
    register("md", lambda _: Markdown(), summary="Markdown, a paragraph a turn", on_request=True)
    register("docx", lambda _: Docx(), summary="Word document (needs python-docx)", on_request=True)
    register("whisperx", lambda _: WhisperX(), summary="JSON as WhisperX writes it", on_request=True)
    register(
        "diarized_json",
        lambda _: DiarizedJson(),
        summary="JSON as OpenAI's diarizing model answers",
        on_request=True,
        needs_speakers=True,
    )
    register("assemblyai", lambda _: AssemblyAi(), summary="JSON as AssemblyAI answers", on_request=True)
    register("deepgram", lambda _: Deepgram(), summary="JSON as Deepgram answers", on_request=True)
    register("podcast", lambda _: Podcast(), summary="JSON transcript of Podcasting 2.0", on_request=True)
    register("ctm", lambda _: Ctm(), summary="words with times, for scoring tools (NIST)", on_request=True)
    register("stm", lambda _: Stm(), summary="segments with text, for scoring tools (NIST)", on_request=True)
    register("aud", lambda _: Audacity(), summary="label track for Audacity", on_request=True)
    register("textgrid", lambda _: TextGrid(), summary="tiers for Praat", on_request=True)
    register(
        "html", Html, options=HtmlOptions, summary="a page to listen to the transcript and correct it", on_request=True
    )
