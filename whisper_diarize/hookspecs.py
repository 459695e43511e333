"""The hooks of whisper_diarize and the two markers.

A plugin is a module (or object) with functions marked `@hookimpl`, found through the entry-point group
`whisper_diarize`, named with `--plugin`, registered with `whisper_diarize.register`, or handed over as `plugins=[...]`.
`plugins/README.md` shows how.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import typer

    from .catalogue import Catalogue, RegisterEmbedding, RegisterModel
    from .protocols import Attributor, Diarizer, Exporter, Identifier, PostProcessor, Reader, Transcriber
    from .records import Audio, Job, Word
    from .registry import Register

PROJECT = "whisper_diarize"

API_VERSION = 1
"""The version of the hooks and of all that they hand over; `plugins/README.md` says what it promises."""

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def register_commands(app: typer.Typer) -> None:
    """Add sub-commands to `whisper-diarize`, with `@app.command()` or `app.add_typer(...)`."""


@hookspec
def register_transcribers(register: Register[Transcriber]) -> None:
    """Register speech-to-text engines, chosen by `--transcriber NAME`."""


@hookspec
def register_diarizers(register: Register[Diarizer], models: Catalogue) -> None:
    """Register diarizers, chosen by `--diarizer NAME`.

    `models` are the named models of the run: complete when a diarizer is made, not yet when it is registered.
    """


@hookspec
def register_models(register: RegisterModel) -> None:
    """Register models for the speakers, chosen by `--diarization-model NAME`."""


@hookspec
def register_embeddings(register: RegisterEmbedding) -> None:
    """Register architectures of embedding networks, which a model's `config.json` names."""


@hookspec
def register_attributors(register: Register[Attributor]) -> None:
    """Register ways to decide who says each word, chosen by `--attribution NAME`."""


@hookspec
def register_identifiers(register: Register[Identifier]) -> None:
    """Register ways to recognise people who are known, chosen by `--identifier NAME`."""


@hookspec
def register_post_processors(register: Register[PostProcessor]) -> None:
    """Register transforms, applied in the order the user writes `--post NAME`."""


@hookspec
def register_exporters(register: Register[Exporter]) -> None:
    """Register output formats, chosen by `--output-format NAME`."""


@hookspec
def register_readers(register: Register[Reader]) -> None:
    """Register readers of transcripts and turns that other tools write; a file is taken by the first that knows it."""


@hookspec(firstresult=True)
def open_audio(source: str, sample_rate: int) -> Audio | None:
    """Open a source that the built-in reader cannot: a URL, an archive, a device. Return None to leave it to others.

    `source` is what the user typed; `sample_rate` (Hz) is what the result must have. Files are opened ahead of time, in
    another thread, one at a time.
    """


@hookspec
def stage_started(job: Job, stage: str) -> None:
    """Observe: a stage begins.

    Stages: `audio`, `transcription`, `diarization`, `attribution`, `identification`, `post:NAME`, `export`.
    """


@hookspec
def stage_progressed(job: Job, stage: str, done: float, total: float) -> None:
    """Observe: `done` of `total` units of a stage are finished."""


@hookspec
def stage_finished(job: Job, stage: str, seconds: float, error: BaseException | None) -> None:
    """Observe: a stage has ended, after `seconds`; `error` is None if it succeeded. Always called."""


@hookspec
def output_written(job: Job, exporter: str, path: Path) -> None:
    """Observe: an output is on disk: upload it, notify, index."""


@hookspec
def live_text(name: str, first: int, words: Sequence[Word], speakers: Sequence[str]) -> None:
    """Observe: words of the recording `name` are certain while it is made, and will not change; `first` is their place.

    Each has a speaker, `?` as long as it is not known.
    """


@hookspec
def live_revision(name: str, places: Sequence[int], speaker: str) -> None:
    """Observe: the words at `places` of the recording `name`, which were given to another, are of `speaker`."""
