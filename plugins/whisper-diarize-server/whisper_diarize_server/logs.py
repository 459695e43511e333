"""Logs: one JSON object a line on standard error. They have ids, times and kinds of errors, never words or names."""

from __future__ import annotations

import json
import logging
import sys
import time

FIELDS = ("request", "method", "path", "status", "seconds", "job", "client", "reason", "worker", "attempt", "bytes")


class JsonLines(logging.Formatter):
    """A record as a line: `time`, `level`, `process`, `event`, and the fields that were given as `extra`."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, object] = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created)) + f".{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "process": self._process,
            "event": record.getMessage(),
        }
        line |= {name: value for name in FIELDS if (value := getattr(record, name, None)) is not None}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=True)


def configure_logging(process: str) -> None:
    """Log everything of ours from INFO on, and warnings of libraries."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(process))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("whisper_diarize_server").setLevel(logging.INFO)
