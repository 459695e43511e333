"""The components and the job that the options of `transcribe` ask for."""

from __future__ import annotations

from pathlib import Path

import typer

from whisper_diarize.assembly import Selection
from whisper_diarize.plugins import Plugins
from whisper_diarize.read_options import ReadOptions, read_options
from whisper_diarize.records import Job, SpeakerCount
from whisper_diarize.session import with_glossary

from .component_flags import component_options
from .configured import setting_of
from .naming import existing, split
from .speaker_names import speaker_names
from .subtitles import subtitle_options


def selection_of(
    context: typer.Context, plugins: Plugins, transcriber: str, diarizer: str, assignments: list[str], *, split_up: bool
) -> Selection:
    """Return the components that were chosen; `split_up`: channels or tracks stand for speakers.

    Raises:
        OptionError: an option is not possible.
    """
    given = context.params
    formats = split(given["output_format"] or ["all"])
    flags = subtitle_options(context, formats, plugins.exporters, speakers=given["diarize"] or split_up)
    selection = Selection(
        transcriber=transcriber,
        diarizer=diarizer if given["diarize"] else None,
        post_processors=tuple(given["post"] or ()),
        formats=formats,
        options=component_options(context, flags, assignments, transcriber, diarizer),
        identifier=given["identifier"] if given["diarize"] and given["voices"] is not None else None,
        same_people=given["same_people"],
        vad_clips=given["vad_clips"] and (given["diarize"] or setting_of(context, "vad_clips") is None),
        attributor=given["attribution"],
        diarized=split_up,
    )
    return with_glossary(selection, plugins, given["glossary"])


def job_of(context: typer.Context, selection: Selection, inputs: tuple[Path, ...] = ()) -> Job:
    """Return the job for a recording that is still to be named; `inputs` are files that are read beside it.

    Raises:
        OptionError: an option is not possible.
    """
    given = context.params
    return Job(
        source="",
        name="",
        output_dir=given["output_dir"],
        formats=selection.formats,
        transcriber=selection.transcriber,
        diarizer=selection.diarizer,
        post_processors=selection.post_processors,
        speaker_count=SpeakerCount(given["num_speakers"], given["min_speakers"], given["max_speakers"]),
        speaker_names=speaker_names(given["speaker_names"]),
        name_matches=given["voices_auto"],
        existing=existing(overwrite=given["overwrite"], skip=given["skip_existing"]),
        inputs=inputs,
        by_channel=selection.diarized,
        channel_names=speaker_names(given["channel_names"], "--channel-names"),
    )


def reading_of(context: typer.Context) -> ReadOptions:
    """Return the options of the reader.

    Raises:
        OptionError: one is not what it may be.
    """
    given = context.params
    return read_options(given["track"], given["damaged"], given["raw"], given["channels"], flag="--{} ")
