"""`whisper-diarize diarize`: who speaks when, as RTTM."""

from __future__ import annotations

import contextlib
import time

import typer

from whisper_diarize.assembly import Selection
from whisper_diarize.files import write_output
from whisper_diarize.plugins import load
from whisper_diarize.read_options import read_options, reading_with
from whisper_diarize.records import Job, SpeakerCount, name_of
from whisper_diarize.reuse import noticing_reuse
from whisper_diarize.session import Runner, perform
from whisper_diarize.sources import named

from . import arguments as arg
from . import report
from . import voice_arguments as voice
from .cache import opened_store
from .component_flags import DIARIZER_FLAGS, with_assignments
from .errors import handled
from .interrupts import interruptible
from .progress import ProgressDisplay, configure_logging, wanted
from .suggestions import naming, refuse_alone
from .terminal import out
from .typed_flags import typed_flags


def diarize(
    context: typer.Context,
    audio: arg.Recording,
    track: arg.Track = None,
    damaged: arg.Damaged = None,
    raw: arg.Raw = None,
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
    option: arg.ComponentOptions = None,
    profile: arg.Profile = None,
    plugin: arg.NamedPlugins = None,
    offline: arg.Offline = False,
    no_cache: arg.NoCache = False,
    quiet: arg.Quiet = False,
    verbose: arg.Verbose = False,
) -> None:
    """Find who speaks when; print it as RTTM, and a summary on standard error.

    Examples:

        whisper-diarize diarize talk.m4a

        whisper-diarize diarize talk.m4a --num-speakers 2 --output talk.rttm
    """
    configure_logging(quiet=quiet, verbose=verbose)
    with handled():
        refuse_alone(context.params)
        observers = [ProgressDisplay()] if wanted(quiet=quiet) else []
        plugins = load(observers)
        flags = {diarizer: typed_flags(context, DIARIZER_FLAGS), **naming(context)}
        options = with_assignments(flags, option or [])
        job = Job(
            audio,
            name_of(audio),
            diarizer=diarizer,
            speaker_count=SpeakerCount(num_speakers, min_speakers, max_speakers),
            name_matches=voices_auto,
        )
        selection = Selection(diarizer=diarizer, options=options, identifier=None if voices is None else identifier)
        started = time.perf_counter()
        reading = read_options(track, damaged, raw, flag="--{} ")
        with reading_with(reading), interruptible(kept=not no_cache) as cancel:
            runner = Runner(plugins, None if no_cache else opened_store())
            with contextlib.closing(runner.series([named(audio)], selection)) as series:
                _, components = next(series)
                with noticing_reuse() as reused:
                    outcome = perform(job, components, plugins, cancel=cancel)
        rttm = plugins.exporters.get("rttm").build().render(outcome.transcript)
        if output is None:
            out(str(rttm))
        else:
            write_output(output, rttm)
        if not quiet:
            report.summarize(outcome, job, seconds=time.perf_counter() - started, reused=reused)
