"""Read recordings in threads of their own: the first while models are loaded, the next while one is worked on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future
from functools import partial

from .cancellation import CancelToken, cancellable, in_this_context, result_of
from .records import SAMPLE_RATE, Audio
from .sources import STANDARD_INPUT, NamedSource, OpenAudio


class Reading:
    """One recording that is being read, in a thread of its own; `close` gives it up.

    Standard input is read when it is asked for, in the thread that asks: a thread that is left behind in it would hold
    up the end of the program.
    """

    def __init__(self, source: NamedSource, open_audio: OpenAudio) -> None:
        self.source = source
        self._open_audio = open_audio
        self._stop = CancelToken()
        self._future: Future[Audio] | None = None

    def begin(self) -> None:
        """Start to read, if it has not been started."""
        if self._future is None and self.source.label != STANDARD_INPUT:
            self._future = future = Future[Audio]()
            fill = in_this_context(lambda: self._fill(future))
            # a daemon: it may wait for ever, for a pipe that is never opened at its other end
            threading.Thread(target=fill, name="reading", daemon=True).start()

    def result(self) -> Audio:
        """Return the recording at `SAMPLE_RATE`.

        Raises:
            AudioError: it cannot be read.
            Cancelled: the work of this thread is to stop.
        """
        self.begin()
        return self._read() if self._future is None else result_of(self._future)

    def close(self) -> None:
        """Stop reading."""
        self._stop.cancel()

    def _read(self) -> Audio:
        return self.source.open(self._open_audio, SAMPLE_RATE)

    def _fill(self, future: Future[Audio]) -> None:
        with cancellable(self._stop):
            try:
                future.set_result(self._read())
            except BaseException as error:  # noqa: BLE001  it belongs to the one who asks for the recording
                future.set_exception(error)


def prefetch(
    sources: Iterable[NamedSource], open_audio: OpenAudio, ahead: Callable[[], bool] | None = None
) -> Generator[tuple[NamedSource, Callable[[], Audio]], None, None]:
    """Yield each source, and a function that returns its recording.

    At most one recording is read that was not asked for yet: the first at once, the next when one is handed out; and
    only what `may_be_prefetched`. Of sources that are no sequence (a generator may wait for the next to come) none is,
    unless `ahead` says, each time, that the next may be asked for.
    """
    may_ask = ahead or partial(isinstance, sources, Sequence)
    current: Reading | None = None
    following: Reading | None = None
    try:
        rest = iter(sources)
        current = _next(rest, open_audio)
        while current is not None:
            asking = may_ask()
            if asking and current.source.may_be_prefetched:
                current.begin()
            following = _next(rest, open_audio) if asking else None
            yield current.source, _handing_out(current, following)
            current.close()
            current = following or _next(rest, open_audio)
    finally:
        for reading in (current, following):
            if reading is not None:
                reading.close()


def _next(sources: Iterator[NamedSource], open_audio: OpenAudio) -> Reading | None:
    source = next(sources, None)
    return None if source is None else Reading(source, open_audio)


def _handing_out(current: Reading, following: Reading | None) -> Callable[[], Audio]:
    """Return a function that returns the current recording, then begins with the following one."""

    def audio() -> Audio:
        try:
            return current.result()
        finally:
            if following is not None and following.source.may_be_prefetched:
                following.begin()

    return audio
