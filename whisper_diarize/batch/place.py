"""The place of a recording's outputs: a name that is its own, locked until the ledger knows it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from whisper_diarize.components import Components
from whisper_diarize.pipeline import Outcome, outputs
from whisper_diarize.records import AttributedTranscript, Job

from .claims import Claim
from .finding import FoundRecording
from .ledger import Ledger, folded
from .naming import Template, candidates


class Place:
    """The place of a recording's outputs, which is known with its result; its name is locked until it is recorded."""

    def __init__(self, ledger: Ledger, names: Template, found: FoundRecording) -> None:
        self._ledger = ledger
        self._names = names
        self._found = found
        self._claim: Claim | None = None
        self._job: Job | None = None
        self.name = ""

    def settle(self, job: Job, transcript: AttributedTranscript) -> Job:
        """Return the job with the first name that no other recording has."""
        key = self._ledger.key(self._found.source)
        wanted = self._names.render(self._found, job, transcript)
        for name in candidates(wanted, self._ledger.name_of(key)):
            if self._take(name, key):
                self.name, self._job = name, placed(job, self._ledger.folder, name)
                return self._job
        raise AssertionError  # candidates do not end

    def outputs(self, components: Components, outcome: Outcome) -> dict[str, str]:
        """Return the outputs that are there, by format; of a job with errors, those that it wrote."""
        if self._job is None:
            return {}
        parts = components.exporters
        pairs = zip(parts, outputs(self._job, parts), strict=True)
        kept = {part.name: path for part, path in pairs if path in outcome.outputs or not outcome.errors}
        return {name: path.relative_to(self._ledger.folder).as_posix() for name, path in kept.items()}

    def close(self) -> None:
        """Give the lock back."""
        if self._claim is not None:
            self._claim.release()

    def _take(self, name: str, key: str) -> bool:
        if self._ledger.owner(name) not in {None, key}:
            return False
        claim = self._ledger.claims.claim(f"name {folded(name)}")
        if claim is None:
            return False
        self._ledger.refresh()  # it may have been recorded, and the lock given back, meanwhile
        if self._ledger.owner(name) in {None, key}:
            self._claim = claim
            return True
        claim.release()
        return False


def placed(job: Job, folder: Path, name: str) -> Job:
    """Return the job with its outputs at `name` below `folder`."""
    above, _, last = name.rpartition("/")
    return replace(job, output_dir=folder / above, name=last)
