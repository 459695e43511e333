"""`transcribe`: the main job."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import typer

from whisper_diarize.batch import SETTLE_SECONDS, output_names
from whisper_diarize.errors import OptionError
from whisper_diarize.live_text import listening
from whisper_diarize.plugins import load
from whisper_diarize.read_options import reading_with
from whisper_diarize.session import Runner

from . import arguments as arg
from . import recording_arguments as recording
from . import subtitle_arguments as subtitle
from . import voice_arguments as voice
from . import whisper_arguments as whisper
from .batch_options import batch_options
from .batch_view import BatchView, bars_among
from .cache import opened_store
from .component_flags import speaker_flags_without_effect
from .errors import handled
from .interrupts import interruptible
from .progress import configure_logging, listener_of, observers_of
from .remote import on_server
from .run_batch import batch_of, run_batch
from .run_jobs import run_all
from .suggestions import refuse_alone
from .tracks import inputs_of, tracks_of
from .transcribe_request import job_of, reading_of, selection_of

_log = logging.getLogger(__name__)


def transcribe(
    context: typer.Context,
    audio: recording.Recordings,
    recursive: recording.Recursive = False,
    match: recording.Match = None,
    ignore: recording.Ignore = None,
    watch: recording.Watch = False,
    settle: recording.Settle = SETTLE_SECONDS,
    track: recording.Track = None,
    damaged: recording.Damaged = None,
    raw: recording.Raw = None,
    channels: recording.Channels = "auto",
    channel_names: recording.ChannelNames = None,
    track_per_speaker: recording.TrackPerSpeaker = False,
    track_offsets: recording.TrackOffsets = "start",
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
    glossary: arg.GlossaryFile = None,
    output_format: arg.OutputFormat = None,
    output_dir: arg.OutputDir = Path(),
    output_name: arg.OutputName = None,
    output_template: arg.OutputTemplate = None,
    with_ledger: arg.WithLedger = False,
    redo: arg.Redo = None,
    overwrite: arg.Overwrite = False,
    skip_existing: arg.SkipExisting = False,
    speaker_labels: subtitle.SpeakerLabels = None,
    max_line_width: subtitle.MaxLineWidth = None,
    max_line_count: subtitle.MaxLineCount = None,
    max_words_per_line: subtitle.MaxWordsPerLine = None,
    highlight_words: subtitle.HighlightWords = None,
    post: arg.PostProcessors = None,
    option: arg.ComponentOptions = None,
    profile: arg.Profile = None,
    plugin: arg.NamedPlugins = None,
    progress: arg.ProgressMode = None,
    live_text: arg.LiveText = False,
    remote: arg.Remote = None,
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
    hotwords: whisper.Hotwords = None,
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

        transcribe interviews --recursive --diarize -f srt,json --output-dir transcripts

        transcribe talk.m4a --diarize --transcript talk.json

        transcribe talk.m4a --diarize --glossary names.txt

        transcribe film.mkv --diarize -f srt,ass --max-line-width 37 --speaker-labels always

    `whisper-diarize plugins` lists the engines, formats and post-processors that are installed.
    """
    configure_logging(quiet=quiet, verbose=verbose)
    with handled():
        refuse_alone(context.params)
        observers = observers_of(progress, quiet=quiet)
        many = batch_options(context, audio)
        if many is not None and same_people:
            raise OptionError("--same-people is for recordings that are named one by one, not for a batch")
        if transcript is not None:
            transcriber = _saved_transcript_for(audio, transcript, is_batch=many is not None)
        plugins = load(observers)
        if remote is not None:
            transcriber, diarizer, option = on_server(context, remote, option or [], plugins)
        tracks = tracks_of(audio, track_offsets, is_batch=many is not None) if track_per_speaker else None
        split_up = (channels == "split" or tracks is not None) and transcript is None
        selection = selection_of(context, plugins, transcriber, diarizer, option or [], split_up=split_up)
        job = job_of(context, selection, inputs_of(transcript, tracks))
        if not diarize:
            for line in speaker_flags_without_effect(context):
                _log.warning("%s", line)
        store = None if no_cache else opened_store()
        with reading_with(reading_of(context)), listening(listener_of(observers) if live_text else None):
            if many is None:
                labels = audio if tracks is None else [tracks.label]
                names = output_names(audio, output_name) if tracks is None else [output_name or tracks.name]
                jobs = [replace(job, source=source, name=name) for source, name in zip(labels, names, strict=True)]
                sources = audio if tracks is None else [tracks]
                with interruptible(kept=not no_cache) as cancel:
                    run_all(jobs, sources, Runner(plugins, store), selection, plugins, cancel=cancel, quiet=quiet)
            else:
                batch = batch_of(many, Runner(plugins, store), plugins, selection, job)
                run_batch(batch, audio, many, BatchView(batch.ledger.path, bars_among(observers), quiet=quiet))


def _saved_transcript_for(audio: Sequence[str], transcript: Path, *, is_batch: bool) -> str:
    """Return the engine that reads a transcript; it can serve one recording only."""
    if is_batch or len(audio) > 1:
        number = "a batch" if is_batch else len(audio)
        raise OptionError(f"--transcript {transcript} is for one recording, not {number}")
    return "saved"
