"""A batch from the command line: find the recordings, do those that are left, show each; or watch a folder."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import typer

from whisper_diarize.assembly import Selection
from whisper_diarize.batch import Batch, FoundRecording, Settling, find_recordings, is_batch, refuse_none, watched
from whisper_diarize.cancellation import CancelToken
from whisper_diarize.errors import AudioError, Cancelled
from whisper_diarize.files import is_there, refuse_unusable
from whisper_diarize.plugins import Plugins
from whisper_diarize.records import Job
from whisper_diarize.session import Runner

from .batch_options import BatchOptions
from .batch_view import BatchView
from .interrupts import interruptible
from .room import warn_of_little_room
from .terminal import err


def batch_of(options: BatchOptions, runner: Runner, plugins: Plugins, selection: Selection, job: Job) -> Batch:
    """Return the batch that was asked for."""
    return Batch(runner, plugins, selection, job, template=options.template, redo=options.redo)


def run_batch(batch: Batch, arguments: Sequence[str], options: BatchOptions, view: BatchView) -> None:
    """Do a batch; end with exit code 1 if a recording failed.

    Raises:
        OptionError: there is no recording.
        ExportError: nothing can be written to the output folder.
    """
    refuse_unusable(batch.folder)
    try:
        with interruptible(kept=True, told=view.interrupted) as cancel:
            (_watch if options.watch else _do_once)(batch, arguments, options, view, cancel)
    finally:
        batch.close()
        view.pause()
    if not view.finish():
        raise typer.Exit(1)


def _do_once(
    batch: Batch, arguments: Sequence[str], options: BatchOptions, view: BatchView, cancel: CancelToken
) -> None:
    findings = find_recordings(arguments, options.search)
    refuse_none(findings, arguments)
    view.fail(findings.errors)
    plan = batch.plan(findings.recordings)
    if plan.to_do:
        jobs = [Job(found.source, "", output_dir=batch.folder) for found in plan.to_do]
        warn_of_little_room(jobs, batch.formats)
    view.begin(plan)
    for result in batch.run(plan.to_do, cancel=cancel):
        view.show(result)


def _watch(batch: Batch, arguments: Sequence[str], options: BatchOptions, view: BatchView, cancel: CancelToken) -> None:
    """Do the recordings that come, until Ctrl-C, which ends the command cleanly while it waits."""
    settling = Settling(options.settle_seconds)
    rounds = watched(partial(find_recordings, arguments, options.search, missing=True), settling)
    away: set[str] = set()
    err(f"watching {', '.join(arguments)}; Ctrl-C ends it\n")
    try:
        for findings, ready in rounds:
            away = _tell_of_changes(arguments, away)
            view.fail(findings.errors)
            if not _do_ready(batch, ready, view, cancel):
                settling.forget()
    except (KeyboardInterrupt, Cancelled):
        if batch.at_work is not None:
            raise


def _do_ready(batch: Batch, ready: Sequence[FoundRecording], view: BatchView, cancel: CancelToken) -> bool:
    """Do the recordings that stand still; return whether their folder was there to the end."""
    plan = batch.plan(ready)
    view.begin(plan)
    try:
        for result in batch.run(plan.to_do, cancel=cancel):
            view.show(result)
    except AudioError as error:
        batch.at_work = None
        err(f"warning: {error}\n")
        return False
    finally:
        view.pause()
    return True


def _tell_of_changes(arguments: Sequence[str], away: set[str]) -> set[str]:
    """Say which folders have gone away and which are back; return those that are away."""
    now = {argument for argument in arguments if not (is_there(argument) or is_batch(argument))}
    for argument in sorted(now - away):
        err(f"warning: {argument}: it is not there; waiting for it\n")
    for argument in sorted(away - now):
        err(f"info: {argument}: it is back\n")
    return now
