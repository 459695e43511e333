"""Recordings, one after the other: what is left as it is, what failed, what is shown."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence

from whisper_diarize.assembly import Selection, chosen_formats
from whisper_diarize.cancellation import CancelToken
from whisper_diarize.components import Components
from whisper_diarize.files import is_there, refuse_unusable
from whisper_diarize.pipeline import outputs, outputs_that_are_inputs
from whisper_diarize.plugins import Plugins
from whisper_diarize.records import Job
from whisper_diarize.reuse import noticing_reuse
from whisper_diarize.session import Runner, perform
from whisper_diarize.sources import Source, named

from . import report
from .errors import Failures
from .room import warn_of_little_room

_log = logging.getLogger(__name__)


def run_all(
    jobs: Sequence[Job],
    sources: Sequence[Source],
    runner: Runner,
    selection: Selection,
    plugins: Plugins,
    *,
    cancel: CancelToken,
    quiet: bool,
) -> None:
    """Do the jobs one after the other, each for its source; report failures at the end."""
    failures = Failures(len(jobs))
    begun = told = False
    series = runner.series([named(source) for source in sources], selection)
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
    formats = chosen_formats(
        plugins.exporters, selection.formats, speakers=selection.diarized or selection.diarizer is not None
    )
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
