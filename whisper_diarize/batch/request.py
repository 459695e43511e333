"""The request of a batch, as values: it can be sent to another machine, and opened there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from whisper_diarize.assembly import AdaptDiarizer, Selection
from whisper_diarize.plugins import load
from whisper_diarize.read_options import ReadOptions, reading_with
from whisper_diarize.records import Job
from whisper_diarize.session import Runner

from .running import Batch
from .states import Redo

if TYPE_CHECKING:  # a program that imports the package need not wait for NumPy
    from whisper_diarize.caching import Store


@dataclass(frozen=True, slots=True)
class Request:
    """Everything that a batch is asked for; `template` and `redo` are options of the command.

    `reading` has to be in force while the batch runs (`reading_with`). `cache`: use that of this machine.
    """

    selection: Selection
    job: Job
    reading: ReadOptions = field(default_factory=ReadOptions)
    template: str | None = None
    redo: Redo | None = None
    cache: bool = False

    def open(
        self, plugins: Sequence[object] = (), *, max_crashes: int | None = None, adapt: AdaptDiarizer | None = None
    ) -> Batch:
        """Return the batch, to be closed; `max_crashes` is that of `Batch`, `adapt` that of `Runner`.

        Raises:
            OptionError: a component, a format or the template is not known.
            PluginError: one of `plugins` is not valid.
        """
        loaded = load(plugins)
        runner = Runner(loaded, _store() if self.cache else None, adapt)
        with reading_with(self.reading):
            return Batch(
                runner,
                loaded,
                self.selection,
                self.job,
                template=self.template,
                redo=self.redo,
                max_crashes=max_crashes,
            )


def _store() -> Store:
    from whisper_diarize.caching import open_store  # noqa: PLC0415  it imports NumPy

    return open_store()
