"""Recordings that take no time to read, and a batch of them with the fake engines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import soundfile

from whisper_diarize.assembly import Selection
from whisper_diarize.batch import Batch, BatchResult, Entry, Redo, Search, entries, find_recordings
from whisper_diarize.plugins import load
from whisper_diarize.records import Job, SpeakerCount
from whisper_diarize.session import Runner
from whisper_diarize.testing import FakeEngines


def write_recordings(folder: Path, *names: str, seconds: float = 0.2) -> None:
    """Write a recording of each name, no two alike."""
    for number, name in enumerate(names):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        noise = np.random.default_rng([number, *name.encode()]).normal(0, 0.1, round(16_000 * seconds))
        soundfile.write(path, noise, 16_000, format="WAV")


class Folder:
    """A folder of recordings, `source`, and one of outputs, `out`."""

    def __init__(self, home: Path) -> None:
        self.source, self.out = home / "in", home / "out"
        self.source.mkdir()

    def add(self, *names: str) -> None:
        """Add recordings."""
        write_recordings(self.source, *names)

    def batch(
        self,
        *,
        formats: Sequence[str] = ("srt", "json"),
        redo: Redo | None = None,
        template: str | None = None,
        engines: object = None,
        max_crashes: int | None = None,
        **options: object,
    ) -> Batch:
        """Return a batch with the fake engines; `options` are the number of speakers and options of formats."""
        plugins = load([engines or FakeEngines()])
        speakers = options.pop("num_speakers", None)
        selection = Selection("fake", "fake", formats=tuple(formats), attributor="viterbi", options=options)  # type: ignore[arg-type]
        count = SpeakerCount(speakers if isinstance(speakers, int) else None)
        job = Job("", "", self.out, tuple(formats), "fake", "fake", speaker_count=count)
        return Batch(Runner(plugins), plugins, selection, job, redo=redo, template=template, max_crashes=max_crashes)

    def run(self, batch: Batch | None = None, *, before: Callable[[], object] | None = None) -> list[BatchResult]:
        """Do what is left; return the results. `before` is called between the plan and the work."""
        batch = batch or self.batch()
        plan = batch.plan(find_recordings([str(self.source)], Search(recursive=True)).recordings)
        if before is not None:
            before()
        results = list(batch.run(plan.to_do))
        batch.close()
        return results

    def places(self, batch: Batch | None = None) -> list[str]:
        """Do what is left; return the places of recordings that were worked on."""
        return [result.found.place for result in self.run(batch) if result.state == "done"]

    @property
    def ledger(self) -> Path:
        """The ledger."""
        return self.out / "manifest.jsonl"

    def entries(self) -> list[Entry]:
        """Return the lines of the ledger."""
        return list(entries(self.ledger))

    def outputs(self) -> list[str]:
        """Return the paths of the outputs, without the ledger."""
        paths = (path for path in self.out.rglob("*") if path.is_file() and path != self.ledger)
        return sorted(path.relative_to(self.out).as_posix() for path in paths)
