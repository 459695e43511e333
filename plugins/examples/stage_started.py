"""An observer: logs each stage when it begins."""

import logging

from whisper_diarize import Job, hookimpl

API_VERSION = 1

log = logging.getLogger(__name__)


@hookimpl
def stage_started(job: Job, stage: str) -> None:
    """Log the recording and the stage."""
    log.info("%s: %s begins", job.name, stage)
