"""The lines between the server and a worker: one JSON object each."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Iterator
from typing import IO, Any

# Any: a JSON object, whose keys depend on its event
Message = dict[str, Any]


class Pipe:
    """The worker's end. It takes standard input and output for itself; all that libraries print goes to the log."""

    def __init__(self) -> None:
        self._input: IO[str] = os.fdopen(os.dup(0), "r", encoding="utf-8")
        self._output: IO[str] = os.fdopen(os.dup(1), "w", encoding="utf-8")
        os.dup2(2, 1)
        sys.stdout = sys.stderr
        self._lock = threading.Lock()

    def send(self, event: str, **values: object) -> None:
        """Tell the server of an event. A server that is gone ends the process."""
        with self._lock:
            try:
                self._output.write(json.dumps({"event": event, **values}) + "\n")
                self._output.flush()
            except OSError:
                os._exit(0)

    def first(self) -> str:
        """Return the first line."""
        return self._input.readline()

    def messages(self) -> Iterator[Message]:
        """Yield the requests of the server until it is gone."""
        for line in self._input:
            yield json.loads(line)
