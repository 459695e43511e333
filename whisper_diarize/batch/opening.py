"""A batch for a program: its arguments are those of sessions."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from whisper_diarize.plugins import load
from whisper_diarize.session import Choice, Options, Runner, Task, count_of, engine_options, job_for, merged

from .running import Batch
from .states import Redo

if TYPE_CHECKING:  # a program that imports the package need not wait for NumPy
    from whisper_diarize.caching import Store


def open_batch(  # noqa: PLR0913  each argument is one thing that a user may say
    output_dir: str | os.PathLike[str],
    *,
    formats: Sequence[str] = ("all",),
    template: str | None = None,
    redo: Redo | None = None,
    max_crashes: int | None = None,
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
    language: str | None = None,
    task: Task | None = None,
    glossary: str | os.PathLike[str] | None = None,
    post: Sequence[str] = (),
    options: Options | None = None,
    cache: bool = False,
    plugins: Sequence[object] = (),
) -> Batch:
    """Return a batch that writes to `output_dir`, with the ledger there; the command with such options goes on with it.

    `formats` are the outputs; `template` and `redo` are options of the command, and `max_crashes` is that of `Batch`.
    All others are those of `Session` and of `Session.transcribe`. Close the batch, or use it as a context manager.

    Raises:
        OptionError: a component, a format, an option or the template is not known.
        PluginError: one of `plugins` is not valid.
    """
    loaded = load(plugins)
    given = engine_options(transcriber, diarizer, model, diarization_model if diarize else None, language, task)
    choice = Choice(loaded, transcriber, diarizer, attribution, tuple(post), {}, glossary=glossary)
    selection = choice.selection(
        diarize=diarize, options=merged(given, options or {}), vad_clips=vad_clips, formats=formats
    )
    count = count_of(num_speakers, min_speakers, max_speakers)
    job = job_for(selection, count, speaker_names, output_dir)
    runner = Runner(loaded, _store() if cache else None)
    return Batch(runner, loaded, selection, job, template=template, redo=redo, max_crashes=max_crashes)


def _store() -> Store:
    from whisper_diarize.caching import open_store  # noqa: PLC0415  it imports NumPy

    return open_store()
