"""Run jobs for a program: with components that are kept, from any source, until it wants to stop."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from whisper_diarize.assembly import AdaptDiarizer, Selection, assemble, reader
from whisper_diarize.cancellation import CancelToken, cancellable
from whisper_diarize.components import Components, Part
from whisper_diarize.errors import Cancelled, WhisperDiarizeError
from whisper_diarize.events import Events
from whisper_diarize.kept import KeptComponents
from whisper_diarize.pipeline import Outcome, Settle, run
from whisper_diarize.plugins import Plugins
from whisper_diarize.protocols import Transcriber
from whisper_diarize.reading import prefetch
from whisper_diarize.records import SAMPLE_RATE, Audio, Diarization, Job
from whisper_diarize.sources import NamedSource

from .engines import Engines
from .growing import growing
from .reporting import Reporter, StageProgress

if TYPE_CHECKING:  # the commands' help need not wait for NumPy
    from whisper_diarize.caching import Store


@dataclass(frozen=True, slots=True)
class Growing:
    """Components for one recording that grows, and the engine as its plugin made it: a stream needs no turn."""

    components: Components
    engine: Part[Transcriber] | None


class Runner:
    """The plugins of a program, the components that it chose from them, and their turns at the machine.

    `adapt` is applied to the diarizer, before its work is kept in the store.
    """

    def __init__(self, plugins: Plugins, store: Store | None = None, adapt: AdaptDiarizer | None = None) -> None:
        self._plugins = plugins
        self._store = store
        self._adapt = adapt
        self._read = reader(plugins, store)
        self._kept = KeptComponents()
        self._engines = Engines()
        self._closed = False

    def series(
        self, sources: Iterable[NamedSource], selection: Selection, *, ahead: Callable[[], bool] | None = None
    ) -> Generator[tuple[NamedSource, Components], None, None]:
        """Yield each source with the components for it; recordings are read ahead, beginning while models are loaded.

        `ahead` tells, each time, whether the next source may be asked for while one is worked on: by default of all
        sources that are a sequence.

        Raises:
            OptionError, PluginError, ModelError: a component cannot be had.
        """
        labels = _series_labels() if selection.same_people else None
        with contextlib.closing(prefetch(sources, self._read, ahead)) as recordings:
            for source, audio in recordings:
                yield source, replace(self._components(selection, audio), series_labels=labels)

    def growing(self, selection: Selection) -> Growing:
        """Assemble components for one recording that grows; the cache takes no part.

        Speakers are followed where there is one channel; of several, each is heard at the end.

        Raises:
            OptionError, PluginError, ModelError: a component cannot be had.
        """
        self._check_open()
        components = assemble(self._plugins, selection, None, self._kept)
        engine = components.transcriber
        if components.diarizer is not None and not selection.diarized:
            follower = growing(components.diarizer.component)
            components = replace(components, diarizer=replace(components.diarizer, component=follower))
        return Growing(self._engines.guard(components), engine)

    def open_file(self, path: Path) -> Audio:
        """Open a recording that is a file."""
        return self._read(str(path), SAMPLE_RATE)

    def close(self) -> None:
        """Drop all components; no more can be had."""
        self._closed = True
        self._kept.close()

    def _components(self, selection: Selection, audio: Callable[[], Audio]) -> Components:
        self._check_open()
        components = assemble(self._plugins, selection, self._store, self._kept, self._adapt)
        return replace(self._engines.guard(components), open_audio=lambda _source, _rate: audio())

    def _check_open(self) -> None:
        if self._closed:
            raise WhisperDiarizeError("the session is closed; make a new one")


def _series_labels() -> Callable[[Diarization], dict[str, str]]:
    from whisper_diarize.identification import SharedSpeakers  # noqa: PLC0415  it imports NumPy

    return SharedSpeakers().labels


def perform(  # noqa: PLR0913  each is one thing that a job needs
    job: Job,
    components: Components,
    observers: Events,
    *,
    progress: StageProgress | None = None,
    cancel: CancelToken | None = None,
    settle: Settle | None = None,
) -> Outcome:
    """Do one job, as `pipeline.run` does, until `cancel` asks to stop.

    Raises:
        Cancelled: the job was stopped; no further output is written.
        WhisperDiarizeError: as `pipeline.run`.
    """
    stop = CancelToken()
    events = Reporter(observers, progress, stop)
    try:
        with cancellable(cancel), cancellable(stop):
            outcome = run(job, components, events, settle)
    except Cancelled:
        if events.failure is not None:
            raise events.failure from None
        raise
    for error in outcome.errors:
        if isinstance(error, Cancelled):  # a step that may fail was stopped
            raise error
    return outcome
