"""An observer: keeps how far each recording is in a file, for a page or a script that watches."""

import json
import os
from pathlib import Path

from whisper_diarize import Job, hookimpl

API_VERSION = 1


@hookimpl
def stage_progressed(job: Job, stage: str, done: float, total: float) -> None:
    """Write the share that is done; called often, so it does little."""
    status = Path(os.environ.get("PROGRESS_FILE", "progress.json"))
    status.write_text(json.dumps({"name": job.name, "stage": stage, "share": done / total if total else 1.0}))
