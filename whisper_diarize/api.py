"""One-call entries for programs: `transcribe`, `diarize`, `attribute`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Literal

from .assembly import Selection, assemble
from .cancellation import CancelToken
from .pipeline import finish
from .plugins import load
from .read_options import Damaged
from .records import AttributedTranscript, Diarization, Job, Transcript
from .session import Options, Session, StageProgress, Task, engine_options, merged
from .sources import Source


def transcribe(  # noqa: PLR0913  each argument is one thing that a user may say
    source: Source,
    *,
    sample_rate: int | None = None,
    track: int | Literal["all"] | None = None,
    damaged: Damaged | None = None,
    raw: str | None = None,
    channels: Literal["mix", "split", "auto"] = "auto",
    channel_names: Sequence[str] = (),
    diarize: bool = False,
    model: str | os.PathLike[str] | None = None,
    diarization_model: str | os.PathLike[str] | None = None,
    transcriber: str = "mlx-whisper",
    diarizer: str = "mlx",
    attribution: str = "viterbi",
    identifier: str | None = None,
    language: str | None = None,
    task: Task | None = None,
    num_speakers: int | None = None,
    min_speakers: int | None = None,
    max_speakers: int | None = None,
    speaker_names: Sequence[str] = (),
    vad_clips: bool = False,
    glossary: str | os.PathLike[str] | None = None,
    post: Sequence[str] = (),
    output_formats: Sequence[str] = (),
    output_dir: str | os.PathLike[str] | None = None,
    options: Options | None = None,
    cache: bool = False,
    plugins: Sequence[object] = (),
    progress: StageProgress | None = None,
    cancel: CancelToken | None = None,
) -> AttributedTranscript:
    """Transcribe a recording and, with `diarize=True`, give each word to its speaker.

    A session of one recording: the models are loaded and given back. The arguments are those of `Session` and of
    `Session.transcribe`; for several recordings, make a `Session`.

    Raises:
        Cancelled: `cancel` was.
        WhisperDiarizeError: the recording, a model or an option is not usable; outputs that could be made are written
            before.
    """
    given = engine_options(transcriber, diarizer, model, diarization_model, language, task)
    with Session(
        transcriber=transcriber,
        diarizer=diarizer,
        attribution=attribution,
        glossary=glossary,
        identifier=identifier,
        post=post,
        cache=cache,
        plugins=plugins,
    ) as session:
        return session.transcribe(
            source,
            sample_rate=sample_rate,
            track=track,
            damaged=damaged,
            raw=raw,
            channels=channels,
            channel_names=channel_names,
            diarize=diarize,
            num_speakers=num_speakers,
            min_speakers=min_speakers,
            max_speakers=max_speakers,
            speaker_names=speaker_names,
            vad_clips=vad_clips,
            output_formats=output_formats,
            output_dir=output_dir,
            options=merged(given, options or {}),  # all must be of use, as there is no other recording
            progress=progress,
            cancel=cancel,
        )


def diarize(  # noqa: PLR0913  each argument is one thing that a user may say
    source: Source,
    *,
    sample_rate: int | None = None,
    track: int | Literal["all"] | None = None,
    damaged: Damaged | None = None,
    raw: str | None = None,
    channels: Literal["mix", "split", "auto"] = "auto",
    channel_names: Sequence[str] = (),
    model: str | os.PathLike[str] | None = None,
    diarizer: str = "mlx",
    num_speakers: int | None = None,
    min_speakers: int | None = None,
    max_speakers: int | None = None,
    options: Options | None = None,
    cache: bool = False,
    plugins: Sequence[object] = (),
    progress: StageProgress | None = None,
    cancel: CancelToken | None = None,
) -> Diarization:
    """Find who speaks when in a recording.

    `model` is the `diarization_model` of `transcribe`; the other arguments are the same.

    Raises:
        Cancelled: `cancel` was.
        WhisperDiarizeError: the recording, the model or an option is not usable.
    """
    with Session(diarizer=diarizer, diarization_model=model, cache=cache, plugins=plugins) as session:
        return session.diarize(
            source,
            sample_rate=sample_rate,
            track=track,
            damaged=damaged,
            raw=raw,
            channels=channels,
            channel_names=channel_names,
            num_speakers=num_speakers,
            min_speakers=min_speakers,
            max_speakers=max_speakers,
            options=options,
            progress=progress,
            cancel=cancel,
        )


def attribute(  # noqa: PLR0913  each argument is one thing that a user may say
    transcript: Transcript,
    diarization: Diarization,
    *,
    name: str = "audio",
    attribution: str = "viterbi",
    options: Options | None = None,
    plugins: Sequence[object] = (),
) -> AttributedTranscript:
    """Give each word of a transcript to a speaker.

    `attribution` is how: `viterbi` decides all words together and says how sure it is, `overlap` gives each to the
    speaker who talks most while it is said; plugins may have others. `options` and `plugins` are those of `transcribe`.

    Raises:
        OptionError: there is no such way, or an option of it is wrong.
        ComponentError: the way, one of a plugin, failed.
    """
    loaded = load(plugins)
    components = assemble(loaded, Selection(attributor=attribution, options=options or {}, diarized=True))
    outcome = finish(Job(source=name, name=name), transcript, diarization, components, loaded)
    if outcome.errors:
        raise outcome.errors[0]
    return outcome.transcript
