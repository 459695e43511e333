"""`transcribe`: the main job."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import typer

from whisper_diarize.assembly import Selection, chosen_formats
from whisper_diarize.cancellation import CancelToken
from whisper_diarize.components import Components
from whisper_diarize.errors import OptionError
from whisper_diarize.files import is_there, refuse_unusable
from whisper_diarize.pipeline import outputs, outputs_that_are_inputs
from whisper_diarize.plugins import Plugins, load
from whisper_diarize.read_options import read_options, reading_with
from whisper_diarize.records import Job, SpeakerCount
from whisper_diarize.registry import parse_assignments
from whisper_diarize.reuse import noticing_reuse
from whisper_diarize.session import Runner, perform
from whisper_diarize.sources import named

from . import arguments as arg
from . import report
from . import voice_arguments as voice
from . import whisper_arguments as whisper
from .cache import opened_store
from .errors import Failures, handled
from .interrupts import interruptible
from .naming import existing, output_names, split
from .progress import ProgressDisplay, configure_logging, wanted
from .room import warn_of_little_room
from .speaker_names import speaker_names as speaker_names_of
from .speaker_names import without_effect
from .subtitles import subtitle_options
from .suggestions import naming, refuse_alone
from .typed_flags import typed_flags

_log = logging.getLogger(__name__)

OF_DIARIZER = ("num_speakers", "min_speakers", "max_speakers")
OF_SPEAKERS = (*OF_DIARIZER, "speaker_names", "voices", "same_people")
ENGINE_OPTIONS = (
    *("model", "language", "task", "temperature", "best_of", "length_penalty", "suppress_tokens"),
    *("initial_prompt", "condition_on_previous_text", "fp16"),
    *("compression_ratio_threshold", "logprob_threshold", "no_speech_threshold", "prepend_punctuations"),
    *("append_punctuations", "hallucination_silence_threshold", "clip_timestamps"),
)


def transcribe(
    context: typer.Context,
    audio: arg.Recordings,
    track: arg.Track = None,
    damaged: arg.Damaged = None,
    raw: arg.Raw = None,
    diarize: arg.Diarize = False,
    num_speakers: arg.NumSpeakers = None,
    min_speakers: arg.MinSpeakers = None,
    max_speakers: arg.MaxSpeakers = None,
    speaker_names: arg.SpeakerNames = None,
    voices: voice.Voices = None,
    voices_auto: voice.VoicesAuto = False,
    identifier: voice.IdentifierName = "voices",
    same_people: voice.SamePeople = False,
    diarizer: arg.DiarizerName = "mlx",
    diarization_model: arg.DiarizationModel = None,
    attribution: arg.Attribution = "viterbi",
    vad_clips: arg.VadClips = False,
    diarization_mode: arg.DiarizationMode = None,
    transcriber: arg.TranscriberName = "mlx-whisper",
    model: arg.Model = None,
    language: arg.Language = None,
    task: arg.Task = None,
    transcript: arg.SavedTranscript = None,
    output_format: arg.OutputFormat = None,
    output_dir: arg.OutputDir = Path(),
    output_name: arg.OutputName = None,
    overwrite: arg.Overwrite = False,
    skip_existing: arg.SkipExisting = False,
    speaker_labels: arg.SpeakerLabels = None,
    max_line_width: arg.MaxLineWidth = None,
    max_line_count: arg.MaxLineCount = None,
    max_words_per_line: arg.MaxWordsPerLine = None,
    highlight_words: arg.HighlightWords = None,
    post: arg.PostProcessors = None,
    option: arg.ComponentOptions = None,
    plugin: arg.NamedPlugins = None,
    offline: arg.Offline = False,
    no_cache: arg.NoCache = False,
    quiet: arg.Quiet = False,
    verbose: arg.Verbose = False,
    version: arg.Version = False,
    temperature: whisper.Temperature = None,
    best_of: whisper.BestOf = None,
    length_penalty: whisper.LengthPenalty = None,
    suppress_tokens: whisper.SuppressTokens = None,
    initial_prompt: whisper.InitialPrompt = None,
    condition_on_previous_text: whisper.ConditionOnPreviousText = None,
    fp16: whisper.Fp16 = None,
    compression_ratio_threshold: whisper.CompressionRatioThreshold = None,
    logprob_threshold: whisper.LogprobThreshold = None,
    no_speech_threshold: whisper.NoSpeechThreshold = None,
    prepend_punctuations: whisper.PrependPunctuations = None,
    append_punctuations: whisper.AppendPunctuations = None,
    hallucination_silence_threshold: whisper.HallucinationSilenceThreshold = None,
    clip_timestamps: whisper.ClipTimestamps = None,
) -> None:
    """Transcribe recordings, with the speaker of every word.

    Prints the transcript and writes it as subtitles (SRT, VTT), JSON, text, TSV and RTTM.

    Examples:

        transcribe talk.m4a --diarize

        transcribe talk.m4a --diarize --num-speakers 2 --speaker-names "Ann,Bob" -f srt,vtt

        transcribe *.mp3 --diarize --model large-v3 --language de --output-dir transcripts

        transcribe talk.m4a --diarize --transcript talk.json

        transcribe film.mkv --diarize -f srt,ass --max-line-width 37 --speaker-labels always

    `whisper-diarize plugins` lists the engines, formats and post-processors that are installed.
    """
    configure_logging(quiet=quiet, verbose=verbose)
    with handled():
        refuse_alone(context.params)
        if transcript is not None:
            transcriber = _saved_transcript_for(audio, transcript)
        formats = split(output_format or ["all"])
        observers = [ProgressDisplay()] if wanted(quiet=quiet) else []
        plugins = load(observers)
        flags = subtitle_options(context.params, formats, plugins.exporters, speakers=diarize)
        selection = Selection(
            transcriber=transcriber,
            diarizer=diarizer if diarize else None,
            post_processors=tuple(post or ()),
            formats=formats,
            options=_options(context.params, flags, option or [], transcriber, diarizer),
            identifier=None if voices is None else identifier,
            same_people=same_people,
            vad_clips=vad_clips,
            attributor=attribution,
        )
        job = Job(
            source="",
            name="",
            output_dir=output_dir,
            formats=selection.formats,
            transcriber=selection.transcriber,
            diarizer=selection.diarizer,
            post_processors=selection.post_processors,
            speaker_count=SpeakerCount(num_speakers, min_speakers, max_speakers),
            speaker_names=speaker_names_of(speaker_names),
            name_matches=voices_auto,
            existing=existing(overwrite=overwrite, skip=skip_existing),
            inputs=() if transcript is None else (transcript,),
        )
        if not diarize:
            without = OF_SPEAKERS if transcript is None else OF_DIARIZER  # a transcript may have speakers to name
            for line in without_effect({f"--{name.replace('_', '-')}": context.params[name] for name in without}):
                _log.warning("%s", line)
        jobs = [
            replace(job, source=source, name=name)
            for source, name in zip(audio, output_names(audio, output_name), strict=True)
        ]
        reading = read_options(track, damaged, raw, flag="--{} ")
        with reading_with(reading), interruptible(kept=not no_cache) as cancel:
            runner = Runner(plugins, None if no_cache else opened_store())
            _run_all(jobs, runner, selection, plugins, cancel=cancel, quiet=quiet)


def _saved_transcript_for(audio: Sequence[str], transcript: Path) -> str:
    """Return the engine that reads a transcript; it can serve one recording only."""
    if len(audio) > 1:
        raise OptionError(f"--transcript {transcript} is for one recording, not {len(audio)}")
    return "saved"


def _options(
    params: Mapping[str, object],
    formats: Mapping[str, Mapping[str, object]],
    assignments: list[str],
    transcriber: str,
    diarizer: str,
) -> dict[str, dict[str, object]]:
    """Gather the options of all components: those that have flags of their own, and `-o NAME.KEY=VALUE`."""
    engine = typed_flags(params, {name: name for name in ENGINE_OPTIONS} | {"path": "transcript"})
    speaking = typed_flags(params, {"model": "diarization_model", "mode": "diarization_mode"})
    flags = {**formats, transcriber: engine, diarizer: speaking, **naming(params)}
    assigned = parse_assignments(assignments)
    names = dict.fromkeys((*flags, *assigned))
    merged = {name: {**flags.get(name, {}), **assigned.get(name, {})} for name in names}
    return {name: values for name, values in merged.items() if values}


def _run_all(
    jobs: Sequence[Job], runner: Runner, selection: Selection, plugins: Plugins, *, cancel: CancelToken, quiet: bool
) -> None:
    """Do the jobs one after the other; report failures at the end."""
    failures = Failures(len(jobs))
    begun = told = False
    series = runner.series([named(job.source) for job in jobs], selection)
    with failures.told_of_when_stopped():
        for job, (_, components) in zip(jobs, series, strict=True):
            if _is_left(job, components):
                continue
            if not begun:
                _check_places(jobs, selection, plugins)
                begun = True
            started = time.perf_counter()
            with failures.collecting(job.name):
                with noticing_reuse() as reused:
                    outcome = perform(job, components, plugins, cancel=cancel)
                failures.add(job.name, *outcome.errors)
                if not quiet:
                    seconds = time.perf_counter() - started
                    report.show(outcome, job, seconds=seconds, reused=reused, about_model=not told)
                    told = told or outcome.transcript.diarization is not None
    failures.finish()


def _check_places(jobs: Sequence[Job], selection: Selection, plugins: Plugins) -> None:
    """Say, before work begins, what the disks have no room for.

    Raises:
        ExportError: nothing can be written to the output folder.
    """
    formats = chosen_formats(plugins.exporters, selection.formats, speakers=selection.diarizer is not None)
    if formats and jobs[0].output_dir is not None:
        refuse_unusable(jobs[0].output_dir)
    warn_of_little_room(jobs, formats)


def _is_left(job: Job, components: Components) -> bool:
    """Return whether all outputs are there and stay; say so, and which of them will not be written."""
    paths = outputs(job, components.exporters)
    if job.existing == "skip" and paths and all(map(is_there, paths)):
        _log.warning("%s: all outputs are there already (--skip-existing)", job.source)
        return True
    for path in outputs_that_are_inputs(job, components.exporters):
        _log.warning("%s is what was read, so it stays as it is; choose another --output-name or --output-dir", path)
    return False
