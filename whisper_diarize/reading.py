"""Read ahead: the first recording while models are loaded, the next while one is worked on."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future

from .files import file_of
from .records import SAMPLE_RATE, Audio

OpenAudio = Callable[[str, int], Audio]


class ReadAhead:
    """Opens recordings; `sources` are those that will be asked for, in order.

    At most one is opened that nobody asked for yet. Only files are: what comes from a pipe or an address waits until it
    is wanted. What cannot be opened raises its error when it is asked for.
    """

    def __init__(self, open_audio: OpenAudio, sources: Iterable[str] = ()) -> None:
        self._open = open_audio
        self._sources = deque(sources)
        self._begun: tuple[str, int, Future[Audio]] | None = None
        self._begin()

    def __call__(self, source: str, sample_rate: int) -> Audio:
        """Return the recording, at `sample_rate` (Hz); then begin with the next."""
        begun, self._begun = self._begun, None
        try:
            if begun is not None and begun[:2] == (source, sample_rate):
                return begun[2].result()
            return self._open(source, sample_rate)
        finally:
            self._begin()

    def _begin(self) -> None:
        source = self._sources.popleft() if self._sources else None
        if source is None or file_of(source) is None:
            return
        future: Future[Audio] = Future()
        self._begun = (source, SAMPLE_RATE, future)
        # a daemon: whoever interrupts the program need not wait for it
        threading.Thread(target=self._fill, args=self._begun, name="read ahead", daemon=True).start()

    def _fill(self, source: str, sample_rate: int, future: Future[Audio]) -> None:
        try:
            future.set_result(self._open(source, sample_rate))
        except BaseException as error:  # noqa: BLE001  it belongs to whoever asks for the recording
            future.set_exception(error)
