"""A batch: recordings one after the other, each recorded in the ledger, shared with other runs on the same folder."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType

from whisper_diarize.assembly import Selection, chosen_formats
from whisper_diarize.cancellation import CancelToken
from whisper_diarize.components import Components
from whisper_diarize.errors import ExportError
from whisper_diarize.plugins import Plugins
from whisper_diarize.records import Job
from whisper_diarize.session import Runner
from whisper_diarize.sources import NamedSource, named

from .claims import Claim
from .entry import Entry
from .finding import FoundRecording
from .fingerprint import wanted
from .ledger import Ledger
from .naming import Template
from .states import Redo, States
from .work import BatchResult, Work

MIN_LEFT = 4
"""The last recordings are taken one at a time, so that runs which share a folder end together."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The recordings of a batch that are to be done, and those that need not be."""

    to_do: tuple[FoundRecording, ...]
    known: tuple[FoundRecording, ...]


@dataclass(slots=True)
class _Series:
    """The recordings that a run has still to take, has taken, and has found to be done, or taken, by others."""

    left: deque[FoundRecording]
    taken: dict[int, tuple[FoundRecording, Claim]] = field(default_factory=dict)
    passed: list[BatchResult] = field(default_factory=list)


class Batch:
    """Recordings that are done with one request, and the ledger in `job.output_dir`.

    `template` names the outputs; `redo` says which recordings that were done, or failed, are done again. A recording
    during which `max_crashes` processes have ended without a word is not begun any more, and has failed.

    Raises:
        OptionError: a component is not known, or the template is not one.
    """

    def __init__(  # noqa: PLR0913  each is one thing that a run is made of
        self,
        runner: Runner,
        plugins: Plugins,
        selection: Selection,
        job: Job,
        *,
        template: str | None = None,
        redo: Redo | None = None,
        max_crashes: int | None = None,
    ) -> None:
        self._runner = runner
        self._selection = selection
        self._job = job
        self.folder = job.output_dir or Path()
        self.ledger = Ledger(self.folder)
        names = Template(template) if template else Template()
        speakers = selection.diarized or selection.diarizer is not None
        formats = chosen_formats(plugins.exporters, selection.formats, speakers=speakers)
        _check_names(plugins, selection, formats)
        self.formats = formats
        self.at_work: FoundRecording | None = None
        """The recording that is under way, or that was when an exception ended the run."""
        request = wanted(selection, job, formats, names.text)
        self.states = States(self.ledger, request, redo)
        self._work = Work(self.ledger, self.states, names, request, plugins, max_crashes)

    def plan(self, recordings: Sequence[FoundRecording]) -> Plan:
        """Return the recordings that are to be done, and those that need not be.

        Those during which a process ended without a word come last: whatever ended it may do so again.
        """
        self.ledger.refresh()
        to_do: list[FoundRecording] = []
        known: list[FoundRecording] = []
        for found in recordings:
            (to_do if self.states.is_wanted(found) else known).append(found)
        left = self.ledger.claims.left_behind([self.ledger.key(found.source) for found in to_do])
        to_do.sort(key=lambda found: self.ledger.key(found.source) in left)
        return Plan(tuple(to_do), tuple(known))

    def run(
        self, recordings: Sequence[FoundRecording], *, cancel: CancelToken | None = None, retry: bool = True
    ) -> Iterator[BatchResult]:
        """Do recordings that are still to be done and that no other run is at; yield a result for each.

        Those that fail are tried once more at the end, with `retry`, and have a second result then. One that another
        run is at, or has done meanwhile, has a result that says so.

        Raises:
            Cancelled: `cancel` was; a recording that was under way is left as it was.
            OptionError, PluginError, ModelError: the engines cannot be had for any recording.
            AudioError: the folder of the recordings is not there any more.
            ExportError: nothing can be written to the output folder.
        """
        failed: list[FoundRecording] = []
        for result in self._pass(recordings, cancel):
            again = retry and result.state == "failed" and not result.crashed
            if again:
                failed.append(result.found)
            yield replace(result, final=not again)
        if failed:
            self.states.begin_again(failed)
            yield from self._pass(failed, cancel)

    def entry_of(self, found: FoundRecording) -> Entry | None:
        """Return the last entry of a recording with the options of this batch, else with any; None if it has none."""
        entry = self.states.entry_of(found)
        return entry and self.ledger.with_text(entry)

    def tidy(self) -> None:
        """Remove locks that processes which were killed have left, and the folder of the locks if it is empty then."""
        self.ledger.claims.close()

    def close(self) -> None:
        """Give the locks and the models back."""
        self.tidy()
        self._runner.close()

    def __enter__(self) -> Batch:  # noqa: PYI034  typing.Self came with Python 3.11
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _pass(
        self, recordings: Sequence[FoundRecording], cancel: CancelToken | None
    ) -> Generator[BatchResult, None, None]:
        series = _Series(deque(recordings))
        sources = self._claimed(series)
        components = self._runner.series(sources, self._selection, ahead=lambda: len(series.left) >= MIN_LEFT)
        try:
            with contextlib.closing(components):
                for source, parts in components:
                    yield from _emptied(series.passed)
                    yield self._one(series, source, parts, cancel)
            yield from _emptied(series.passed)
        finally:
            for _, claim in series.taken.values():
                claim.release()

    def _claimed(self, series: _Series) -> Iterator[NamedSource]:
        """Yield the recordings that this run has locked, and that are still to be done."""
        while series.left:
            found = series.left.popleft()
            claim = self._claim(found)
            if claim is None:
                series.passed.append(BatchResult(found, "elsewhere"))
                continue
            self.ledger.refresh()
            if not self.states.is_wanted(found):
                claim.release()
                is_done = self.states.state(found) == "done"
                series.passed.append(BatchResult(found, "known" if is_done else "elsewhere"))
                continue
            source = named(found.source)
            series.taken[id(source)] = found, claim
            yield source

    def _claim(self, found: FoundRecording) -> Claim | None:
        try:
            return self.ledger.claims.claim(self.ledger.key(found.source))
        except OSError as error:
            raise ExportError(
                f"{self.folder}: nothing can be written there: {error.strerror or error}; choose another --output-dir"
            ) from error

    def _one(
        self, series: _Series, source: NamedSource, components: Components, cancel: CancelToken | None
    ) -> BatchResult:
        found, claim = series.taken[id(source)]
        job = replace(self._job, source=source.label, name=source.name)
        self.at_work = found
        try:
            result = self._work.do(found, job, components, claim, cancel)
            self.at_work = None
            return result
        finally:
            claim.release()
            del series.taken[id(source)]


def _check_names(plugins: Plugins, selection: Selection, formats: Sequence[str]) -> None:
    """Check that the components are there, before anything is opened."""
    for kind, name in (("transcribers", selection.transcriber), ("diarizers", selection.diarizer)):
        registry = plugins.registries[f"register_{kind}"]
        if name is not None and name not in registry:
            plugins.explain_missing(name)
            registry.get(name)
    for name in formats:
        plugins.exporters.get(name)


def _emptied(results: list[BatchResult]) -> Iterator[BatchResult]:
    while results:
        yield results.pop(0)
