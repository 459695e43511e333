"""The request of a batch from a program: its arguments are those of sessions."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Literal

from whisper_diarize.plugins import load
from whisper_diarize.read_options import Channels, Damaged, read_options
from whisper_diarize.session import Choice, Options, Task, count_of, engine_options, job_for, merged

from .request import Request
from .states import Redo


def batch_request(  # noqa: PLR0913  each argument is one thing that a user may say
    output_dir: str | os.PathLike[str],
    *,
    formats: Sequence[str] = ("all",),
    template: str | None = None,
    redo: Redo | None = None,
    track: int | Literal["all"] | None = None,
    damaged: Damaged | None = None,
    raw: str | None = None,
    channels: Channels = "auto",
    channel_names: Sequence[str] = (),
    diarize: bool = False,
    num_speakers: int | None = None,
    min_speakers: int | None = None,
    max_speakers: int | None = None,
    speaker_names: Sequence[str] = (),
    vad_clips: bool = False,
    model: str | os.PathLike[str] | None = None,
    diarization_model: str | os.PathLike[str] | None = None,
    transcriber: str = "mlx-whisper",
    diarizer: str = "mlx",
    attribution: str = "viterbi",
    identifier: str | None = None,
    language: str | None = None,
    task: Task | None = None,
    glossary: str | os.PathLike[str] | None = None,
    post: Sequence[str] = (),
    options: Options | None = None,
    cache: bool = False,
    plugins: Sequence[object] = (),
) -> Request:
    """Return the request of a batch that writes to `output_dir`; the command with such options goes on with its ledger.

    `formats` are the outputs; `template` and `redo` are options of the command. All others are those of `Session` and
    of `Session.transcribe`. `open` it with the same `plugins`.

    Raises:
        OptionError: an option is not known, or not possible.
        PluginError: one of `plugins` is not valid.
    """
    loaded = load(plugins)
    given = engine_options(transcriber, diarizer, model, diarization_model if diarize else None, language, task)
    choice = Choice(
        loaded, transcriber, diarizer, attribution, tuple(post), {}, glossary=glossary, identifier=identifier
    )
    selection = choice.selection(
        diarize=diarize,
        options=merged(given, options or {}),
        vad_clips=vad_clips,
        by_channel=channels == "split",
        formats=formats,
    )
    count = count_of(num_speakers, min_speakers, max_speakers)
    job = job_for(selection, count, speaker_names, output_dir, channel_names)
    return Request(selection, job, read_options(track, damaged, raw, channels), template, redo, cache)
