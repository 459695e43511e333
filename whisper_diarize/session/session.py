"""A session: models are loaded once and stay, over many recordings and many threads."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Literal

from whisper_diarize.assembly import Selection
from whisper_diarize.cancellation import CancelToken, cancellable
from whisper_diarize.components import Components
from whisper_diarize.errors import Cancelled, WhisperDiarizeError
from whisper_diarize.plugins import load
from whisper_diarize.read_options import Damaged, ReadOptions, read_options, reading_with
from whisper_diarize.records import AttributedTranscript, Diarization, Job
from whisper_diarize.sources import NamedSource, Source, Tracks, named, named_all
from whisper_diarize.threads import clear_mlx_cache

from .choice import Choice, Options, Task, engine_options, merged
from .following import Following
from .jobs import count_of, job_for, numbered
from .reporting import StageProgress
from .results import SessionResult
from .running import Runner, perform

if TYPE_CHECKING:  # a program that imports the package need not wait for NumPy
    from whisper_diarize.caching import Store


class Session:
    """Engines with their models: loaded when they are first needed, and kept until the session is closed.

        with Session(model="turbo", diarization_model="community-1") as session:
            for result in session.iter_transcribe(["mon.m4a", "tue.m4a"], diarize=True):
                print(result.name, result.unwrap().text)

    A session may be used from several threads at once. In each session one recording at a time is transcribed, and one
    is diarized; mlx_whisper has room for one model, so all sessions of a process take turns with it. Everything else
    (decoding, attribution, writing) goes on at the same time. After a fork, parent and child may both use it.

    Args:
        model: the engine's model: for mlx-whisper a name such as `tiny` or `turbo`, a hub repository or a folder.
        diarization_model: the diarizer's model: `community-1`, `pyannote-3.1`, `bundled`, a folder, a hub repository,
            or `auto`, the default: the best that is here or can be downloaded now. Nothing is downloaded if
            HF_HUB_OFFLINE is 1 in the environment before huggingface_hub is imported.
        transcriber: the name of the engine that writes the words.
        diarizer: the name of the diarizer.
        attribution: how to decide who says each word: `viterbi`, `overlap` or a plugin's.
        identifier: how to recognise people: `voices`, your library of voices, or a plugin's; None: not at all.
        language: the language that is spoken, as a code or an English name; None: the engine finds out.
        task: `transcribe`, or `translate` into English.
        glossary: a file of names and terms, a hint for the engine and corrections of its words.
        post: post-processors by name, in the order in which they apply.
        options: options of components by name, used when they take part:
            `{"mlx-whisper": {"initial_prompt": "Ada Lovelace"}}`.
        cache: take what is costly from the user's cache if it was done before, and keep it there, as the commands do.
        plugins: modules or objects with hook implementations, for this session only.

    Raises:
        OptionError: there are options for a component that does not exist.
        PluginError: one of `plugins` is not valid.
    """

    def __init__(  # noqa: PLR0913  each argument is one thing that a user may say
        self,
        *,
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
    ) -> None:
        self._plugins = load(plugins)
        engines = engine_options(transcriber, diarizer, model, diarization_model, language, task)
        self._choice = Choice(
            self._plugins,
            transcriber,
            diarizer,
            attribution,
            tuple(post),
            merged(engines, options or {}),
            identifier=identifier,
            glossary=glossary,
        )
        self._runner = Runner(self._plugins, _open_store() if cache else None)

    def transcribe(  # noqa: PLR0913  as above
        self,
        source: Source,
        *,
        sample_rate: int | None = None,
        track: int | Literal["all"] | None = None,
        damaged: Damaged | None = None,
        raw: str | None = None,
        channels: Literal["mix", "split", "auto"] = "auto",
        channel_names: Sequence[str] = (),
        diarize: bool = False,
        num_speakers: int | None = None,
        min_speakers: int | None = None,
        max_speakers: int | None = None,
        speaker_names: Sequence[str] = (),
        vad_clips: bool = False,
        language: str | None = None,
        task: Task | None = None,
        output_formats: Sequence[str] = (),
        output_dir: str | os.PathLike[str] | None = None,
        options: Options | None = None,
        progress: StageProgress | None = None,
        cancel: CancelToken | None = None,
    ) -> AttributedTranscript:
        """Transcribe a recording and, with `diarize=True`, give each word to its speaker.

        Args:
            source: a path; an `Audio`; the contents of an audio file, as bytes or a file opened with `"rb"`; or an
                array of samples (of NumPy, MLX, torch, or a list). Floats are samples in [-1, 1], integers are scaled
                by the full scale of their type; of two axes the shorter one is the channels, which are averaged.
            sample_rate: of an array, in Hz.
            track: the audio track of a video, from 1 on; `"all"` mixes them; None is the one that players take.
            damaged: `"keep"` of a recording of which parts are missing all that can be read, with a warning, or
                `"refuse"` it; None keeps it if less than a tenth is missing inside it.
            raw: encoding and rate of samples without a header: `"mulaw:8000"`, `"alaw:8000"`, `"s16le:16000"`.
            channels: `"split"` takes each channel by itself: it is a speaker, or has several; `"mix"` makes one of all;
                `"auto"` splits, if speakers are looked for, channels that are separate voices, as in a call.
            channel_names: names of the channels, in order.
            diarize: find the speakers.
            num_speakers: how many speakers there are, if known.
            min_speakers: the least number of speakers.
            max_speakers: the largest number of speakers.
            speaker_names: names for the speakers in order of appearance.
            vad_clips: transcribe only what the diarizer finds to be speech.
            language: the language of this recording, instead of the session's.
            task: the task for this recording, instead of the session's.
            output_formats: formats to write to `output_dir`, by name.
            output_dir: the folder for outputs; the current one if only formats are given.
            options: options of components for this recording, on top of the session's.
            progress: called with the stage, and how much of it is done; see `StageProgress`.
            cancel: stops the work when it is cancelled; what the cache has by then stays there.

        Raises:
            Cancelled: `cancel` was.
            WhisperDiarizeError: the recording, a model or an option is not usable; outputs that could be made are
                written before.
        """
        speaker_count = count_of(num_speakers, min_speakers, max_speakers)
        call_options = merged(engine_options(self._choice.transcriber, language=language, task=task), options or {})
        selection = self._choice.selection(
            diarize=diarize,
            vad_clips=vad_clips,
            by_channel=channels == "split" or isinstance(source, Tracks),
            formats=output_formats,
            options=call_options,
        )
        job = job_for(selection, speaker_count, speaker_names, output_dir, channel_names)
        with reading_with(read_options(track, damaged, raw, channels)):
            return self._run(named(source, sample_rate), job, selection, progress, cancel)

    def diarize(  # noqa: PLR0913  as above
        self,
        source: Source,
        *,
        sample_rate: int | None = None,
        track: int | Literal["all"] | None = None,
        damaged: Damaged | None = None,
        raw: str | None = None,
        channels: Literal["mix", "split", "auto"] = "auto",
        channel_names: Sequence[str] = (),
        num_speakers: int | None = None,
        min_speakers: int | None = None,
        max_speakers: int | None = None,
        options: Options | None = None,
        progress: StageProgress | None = None,
        cancel: CancelToken | None = None,
    ) -> Diarization:
        """Find who speaks when in a recording; the arguments are those of `transcribe`.

        Raises:
            Cancelled: `cancel` was.
            WhisperDiarizeError: the recording, the model or an option is not usable.
        """
        speaker_count = count_of(num_speakers, min_speakers, max_speakers)
        selection = self._choice.selection(words=False, diarize=True, options=options or {})
        job = job_for(selection, speaker_count, channel_names=channel_names)
        with reading_with(read_options(track, damaged, raw, channels)):
            result = self._run(named(source, sample_rate), job, selection, progress, cancel)
        return result.diarization or Diarization()

    def iter_transcribe(  # noqa: PLR0913  as above
        self,
        sources: Iterable[Source],
        *,
        track: int | Literal["all"] | None = None,
        damaged: Damaged | None = None,
        raw: str | None = None,
        channels: Literal["mix", "split", "auto"] = "auto",
        channel_names: Sequence[str] = (),
        diarize: bool = False,
        num_speakers: int | None = None,
        min_speakers: int | None = None,
        max_speakers: int | None = None,
        vad_clips: bool = False,
        language: str | None = None,
        task: Task | None = None,
        output_formats: Sequence[str] = (),
        output_dir: str | os.PathLike[str] | None = None,
        options: Options | None = None,
        progress: StageProgress | None = None,
        cancel: CancelToken | None = None,
    ) -> Iterator[SessionResult]:
        """Transcribe recordings one after the other, reading the next while one is worked on.

        Each has a result, with the transcript or its errors: one that fails does not end the series. Arguments are
        those of `transcribe`. Outputs of recordings with one name are numbered. Of an iterable that is no sequence, the
        next source is asked for when the result of the one before has been taken, and not read ahead.

        Raises:
            Cancelled: `cancel` was; results before it are done.
            OptionError, PluginError, ModelError: the engines cannot be had for any recording.
        """
        speaker_count = count_of(num_speakers, min_speakers, max_speakers)
        call_options = merged(engine_options(self._choice.transcriber, language=language, task=task), options or {})
        selection = self._choice.selection(
            diarize=diarize,
            vad_clips=vad_clips,
            by_channel=channels == "split",
            formats=output_formats,
            options=call_options,
        )
        job = job_for(selection, speaker_count, (), output_dir, channel_names)
        reading = read_options(track, damaged, raw, channels)
        return self._series(named_all(sources), job, selection, reading, progress, cancel)

    def follow(  # noqa: PLR0913  as above
        self,
        *,
        channels: Literal["mix", "split"] = "mix",
        channel_names: Sequence[str] = (),
        diarize: bool = True,
        num_speakers: int | None = None,
        min_speakers: int | None = None,
        max_speakers: int | None = None,
        speaker_names: Sequence[str] = (),
        name_matches: bool = False,
        output_formats: Sequence[str] = (),
        output_dir: str | os.PathLike[str] | None = None,
        options: Options | None = None,
    ) -> Following:
        """Return the engines for one recording that grows: for captions while people talk, and the result at the end.

        Arguments are those of `transcribe`; models are loaded now. With `channels="split"`, each channel of the file
        at the end is taken by itself. With `name_matches`, speakers get the names of their matches. Provisional: it may
        change in any version.

        Raises:
            OptionError, PluginError, ModelError: the engines cannot be had.
        """
        speaker_count = count_of(num_speakers, min_speakers, max_speakers)
        selection = self._choice.selection(
            diarize=diarize, by_channel=channels == "split", formats=output_formats, options=options or {}
        )
        job = job_for(selection, speaker_count, speaker_names, output_dir, channel_names)
        job = replace(job, name_matches=name_matches)
        return Following(job, self._runner.growing(selection), self._runner.open_file, self._plugins)

    def close(self) -> None:
        """Give memory back: the models, and MLX's buffers for the next computation. The session cannot be used again.

        Calls that are under way in other threads are finished with the models that they have.
        """
        self._runner.close()
        clear_mlx_cache()

    def __enter__(self) -> Session:  # noqa: PYI034  typing.Self came with Python 3.11
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _run(
        self,
        source: NamedSource,
        job: Job,
        selection: Selection,
        progress: StageProgress | None,
        cancel: CancelToken | None,
    ) -> AttributedTranscript:
        """Do the job for one recording; raise its first error."""
        with cancellable(cancel), contextlib.closing(self._runner.series((source,), selection)) as series:
            opened, components = next(series)
            job = replace(job, source=opened.label, name=opened.name)
            outcome = perform(job, components, self._plugins, progress=progress)
        if outcome.errors:
            raise outcome.errors[0]
        return outcome.transcript

    def _series(  # noqa: PLR0913, PLR0917  what the call was given
        self,
        sources: Iterable[NamedSource],
        job: Job,
        selection: Selection,
        reading: ReadOptions,
        progress: StageProgress | None,
        cancel: CancelToken | None,
    ) -> Iterator[SessionResult]:
        taken: set[str] = set()
        with contextlib.closing(self._runner.series(sources, selection)) as series:
            while True:
                with cancellable(cancel), reading_with(reading):  # not over the yield: the caller's work is its own
                    step = next(series, None)
                    if step is None:
                        return
                    opened, components = step
                    named_job = replace(job, source=opened.label, name=numbered(opened.name, taken))
                    result = self._result(opened.given, named_job, components, progress)
                yield result

    def _result(
        self, source: Source, job: Job, components: Components, progress: StageProgress | None
    ) -> SessionResult:
        try:
            outcome = perform(job, components, self._plugins, progress=progress)
        except Cancelled:
            raise
        except WhisperDiarizeError as error:
            return SessionResult(source, job.name, errors=(error,))
        return SessionResult(source, job.name, outcome.transcript, outcome.outputs, outcome.errors)


def _open_store() -> Store:
    from whisper_diarize.caching import open_store  # noqa: PLC0415  it imports NumPy

    return open_store()
