"""One-call entries for programs: `transcribe`, `diarize`, `attribute`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from .assembly import Selection, assemble
from .components import Components
from .pipeline import Outcome, finish, run
from .plugins import load
from .records import AttributedTranscript, Audio, Diarization, Job, SpeakerCount, Transcript, name_of

if TYPE_CHECKING:
    from .caching import Store

Options = Mapping[str, Mapping[str, object]]


def transcribe(  # noqa: PLR0913  each argument is one thing that a user may say
    source: str | Path | Audio,
    *,
    diarize: bool = False,
    model: str | None = None,
    diarization_model: str | Path | None = None,
    transcriber: str = "mlx-whisper",
    diarizer: str = "mlx",
    attribution: str = "viterbi",
    num_speakers: int | None = None,
    min_speakers: int | None = None,
    max_speakers: int | None = None,
    speaker_names: Sequence[str] = (),
    vad_clips: bool = False,
    post: Sequence[str] = (),
    output_formats: Sequence[str] = (),
    output_dir: str | Path | None = None,
    options: Options | None = None,
    cache: bool = False,
    plugins: Sequence[object] = (),
) -> AttributedTranscript:
    """Transcribe a recording and, with `diarize=True`, say who said what.

    Args:
        source: a file, or an `Audio` of your own.
        diarize: find the speakers.
        model: the engine's model: for mlx-whisper a name such as `tiny` or `turbo`, a hub repository or a folder.
        diarization_model: the diarizer's model: `community-1`, `pyannote-3.1`, `bundled`, a folder, a hub repository,
            or `auto`, the default: the best that is here or can be downloaded now. Nothing is downloaded if
            HF_HUB_OFFLINE is 1 in the environment before huggingface_hub is imported.
        transcriber: the name of the engine that writes the words.
        diarizer: the name of the diarizer.
        attribution: how to decide who says each word: `viterbi`, `overlap` or a plugin's.
        num_speakers: how many speakers there are, if known.
        min_speakers: the least number of speakers.
        max_speakers: the largest number of speakers.
        speaker_names: names for the speakers in order of appearance.
        vad_clips: transcribe only what the diarizer finds to be speech.
        post: post-processors by name, in the order in which they apply.
        output_formats: formats to write to `output_dir`, by name.
        output_dir: where to write them; the current folder if only formats are given.
        options: options of components by name: `{"mlx-whisper": {"language": "en"}}`.
        cache: take what is costly from the user's cache if it was done before, and keep it there, as the commands do.
        plugins: modules or objects with hook implementations, for this call only.

    Raises:
        WhisperDiarizeError: whatever went wrong; outputs that could be made are written before.
    """
    chosen = _with_model(_with_model(options or {}, transcriber, model), diarizer, diarization_model)
    speaking = diarizer if diarize else None
    selection = Selection(transcriber, speaking, tuple(post), tuple(output_formats), chosen, vad_clips, attribution)
    return _run(
        source,
        selection,
        plugins,
        Job(
            source=str(source),
            name="",
            output_dir=Path(output_dir or ".") if output_formats else None,
            formats=tuple(output_formats),
            transcriber=selection.transcriber,
            diarizer=selection.diarizer,
            post_processors=selection.post_processors,
            speaker_count=SpeakerCount(num_speakers, min_speakers, max_speakers),
            speaker_names=tuple(speaker_names),
        ),
        cache=cache,
    )


def diarize(  # noqa: PLR0913  each argument is one thing that a user may say
    source: str | Path | Audio,
    *,
    model: str | Path | None = None,
    diarizer: str = "mlx",
    num_speakers: int | None = None,
    min_speakers: int | None = None,
    max_speakers: int | None = None,
    options: Options | None = None,
    cache: bool = False,
    plugins: Sequence[object] = (),
) -> Diarization:
    """Find who speaks when in a recording.

    `model` is what `diarization_model` is for `transcribe`; the other arguments are the same.

    Raises:
        WhisperDiarizeError: the recording, the model or an option is not usable.
    """
    selection = Selection(diarizer=diarizer, options=_with_model(options or {}, diarizer, model))
    count = SpeakerCount(num_speakers, min_speakers, max_speakers)
    job = Job(str(source), "", diarizer=diarizer, speaker_count=count)
    result = _run(source, selection, plugins, job, cache=cache)
    return result.diarization or Diarization()


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
    return _result(outcome)


def _with_model(options: Options, name: str, model: str | Path | None) -> Options:
    """Return the options with a component's `model` set, if one is given."""
    return options if model is None else {**options, name: {**options.get(name, {}), "model": str(model)}}


def _run(
    source: str | Path | Audio, selection: Selection, extra: Sequence[object], job: Job, *, cache: bool
) -> AttributedTranscript:
    plugins = load(extra)
    sources = () if isinstance(source, Audio) else [str(source)]
    components = assemble(plugins, selection, sources, _open_store() if cache else None)
    if isinstance(source, Audio):
        job = replace(job, source=source.source, name=source.name)
        components = _with_audio(components, source)
    else:
        job = replace(job, name=name_of(str(source)))
    return _result(run(job, components, plugins))


def _result(outcome: Outcome) -> AttributedTranscript:
    """Return the transcript of an outcome, or raise its first error."""
    if outcome.errors:
        raise outcome.errors[0]
    return outcome.transcript


def _open_store() -> Store:
    from .caching import open_store  # noqa: PLC0415  it imports NumPy

    return open_store()


def _with_audio(components: Components, audio: Audio) -> Components:
    return replace(components, open_audio=lambda _source, _rate: audio)
