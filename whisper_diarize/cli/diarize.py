"""`whisper-diarize diarize`: who speaks when, as RTTM."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import typer

from whisper_diarize.assembly import Selection
from whisper_diarize.batch import SETTLE_SECONDS, output_names
from whisper_diarize.cancellation import CancelToken
from whisper_diarize.errors import OptionError
from whisper_diarize.files import write_output
from whisper_diarize.plugins import Plugins, load
from whisper_diarize.read_options import read_options, reading_with
from whisper_diarize.records import Job, SpeakerCount
from whisper_diarize.reuse import noticing_reuse
from whisper_diarize.session import Runner, perform
from whisper_diarize.sources import named

from . import arguments as arg
from . import recording_arguments as recording
from . import report
from . import voice_arguments as voice
from .batch_options import batch_options
from .batch_view import BatchView, bars_among
from .cache import opened_store
from .component_flags import DIARIZER_FLAGS, with_assignments
from .errors import Failures, handled
from .interrupts import interruptible
from .progress import configure_logging, observers_of
from .run_batch import batch_of, run_batch
from .speaker_names import speaker_names
from .suggestions import naming, refuse_alone
from .terminal import out
from .typed_flags import typed_flags

FORMAT = "rttm"


def diarize(
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
    num_speakers: arg.NumSpeakers = None,
    min_speakers: arg.MinSpeakers = None,
    max_speakers: arg.MaxSpeakers = None,
    voices: voice.Voices = None,
    voices_auto: voice.VoicesAuto = False,
    identifier: voice.IdentifierName = "voices",
    diarizer: arg.DiarizerName = "mlx",
    diarization_model: arg.DiarizationModel = None,
    diarization_mode: arg.DiarizationMode = None,
    output: arg.OutputFile = None,
    output_dir: arg.OutputDir = Path(),
    output_template: arg.OutputTemplate = None,
    with_ledger: arg.WithLedger = False,
    redo: arg.Redo = None,
    option: arg.ComponentOptions = None,
    profile: arg.Profile = None,
    plugin: arg.NamedPlugins = None,
    progress: arg.ProgressMode = None,
    offline: arg.Offline = False,
    no_cache: arg.NoCache = False,
    quiet: arg.Quiet = False,
    verbose: arg.Verbose = False,
) -> None:
    """Find who speaks when; print it as RTTM, and a summary on standard error.

    Of folders, patterns and lists, and with --ledger, an RTTM file for each recording is written to --output-dir
    instead.

    Examples:

        whisper-diarize diarize talk.m4a

        whisper-diarize diarize talk.m4a --num-speakers 2 --output talk.rttm

        whisper-diarize diarize interviews --recursive --output-dir turns
    """
    configure_logging(quiet=quiet, verbose=verbose)
    with handled():
        refuse_alone(context.params)
        observers = observers_of(progress, quiet=quiet)
        many = batch_options(context, audio)
        plugins = load(observers)
        flags = {diarizer: typed_flags(context, DIARIZER_FLAGS), **naming(context)}
        options = with_assignments(flags, option or [])
        count = SpeakerCount(num_speakers, min_speakers, max_speakers)
        by_channel, names_given = channels == "split", speaker_names(channel_names, "--channel-names")
        job = Job(
            "",
            "",
            diarizer=diarizer,
            speaker_count=count,
            name_matches=voices_auto,
            by_channel=by_channel,
            channel_names=names_given,
        )
        selection = Selection(diarizer=diarizer, options=options, identifier=None if voices is None else identifier)
        runner = Runner(plugins, None if no_cache else opened_store())
        with reading_with(read_options(track, damaged, raw, channels, flag="--{} ")):
            if many is None:
                names = zip(audio, output_names(audio), strict=True)
                jobs = [replace(job, source=source, name=name) for source, name in names]
                with interruptible(kept=not no_cache) as cancel:
                    _print_all(jobs, runner, selection, plugins, output, cancel=cancel, quiet=quiet)
            else:
                if output is not None:
                    raise OptionError(f"--output {output}: a batch writes one file a recording, to --output-dir")
                selection, job = replace(selection, formats=(FORMAT,)), replace(job, output_dir=output_dir)
                batch = batch_of(many, runner, plugins, selection, job)
                run_batch(batch, audio, many, BatchView(batch.ledger.path, bars_among(observers), quiet=quiet))


def _print_all(
    jobs: Sequence[Job],
    runner: Runner,
    selection: Selection,
    plugins: Plugins,
    output: Path | None,
    *,
    cancel: CancelToken,
    quiet: bool,
) -> None:
    """Print the turns of recordings, one after the other, or write them to one file; lines name their recording."""
    failures = Failures(len(jobs))
    exporter = plugins.exporters.get(FORMAT).build()
    written: list[str] = []
    with failures.told_of_when_stopped():
        series = runner.series([named(job.source) for job in jobs], selection)
        for job, (_, components) in zip(jobs, series, strict=True):
            started = time.perf_counter()
            with failures.collecting(job.name), noticing_reuse() as reused:
                outcome = perform(job, components, plugins, cancel=cancel)
                rttm = str(exporter.render(outcome.transcript))
                if output is None:
                    out(rttm)
                written.append(rttm)
                if not quiet:
                    report.summarize(outcome, job, seconds=time.perf_counter() - started, reused=reused)
    if output is not None and written:
        write_output(output, "".join(written))
    failures.finish()
