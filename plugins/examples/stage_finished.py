"""An observer: logs how long each stage took, or why it failed."""

import logging

from whisper_diarize import Job, hookimpl

API_VERSION = 1

log = logging.getLogger(__name__)


@hookimpl
def stage_finished(job: Job, stage: str, seconds: float, error: BaseException | None) -> None:
    """Log the end of a stage; it is called whether it succeeds or not."""
    log.info("%s: %s took %.1f s%s", job.name, stage, seconds, f" and failed: {error}" if error else "")
