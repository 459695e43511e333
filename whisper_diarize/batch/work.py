"""The work on one recording of a batch, and its entry in the ledger."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Literal

from whisper_diarize.cancellation import CancelToken
from whisper_diarize.components import Components
from whisper_diarize.errors import AudioError, Cancelled, ExportError, WhisperDiarizeError, describe
from whisper_diarize.events import Events
from whisper_diarize.files import is_folder, is_there, refuse_unusable
from whisper_diarize.pipeline import Outcome, outputs
from whisper_diarize.records import SAMPLE_RATE, AttributedTranscript, Audio, Job
from whisper_diarize.reuse import noticing_reuse
from whisper_diarize.session import perform
from whisper_diarize.sources import OpenAudio
from whisper_diarize.version import __version__

from .claims import Claim
from .entry import Entry
from .finding import FoundRecording
from .fingerprint import Wanted
from .ledger import Ledger
from .naming import Template
from .place import Place, placed
from .states import States, stamp

BatchState = Literal["done", "failed", "known", "elsewhere"]
"""`known`: it was done before, or by another run meanwhile. `elsewhere`: another run is at it."""


@dataclass(frozen=True, slots=True, eq=False)
class BatchResult:
    """The end of a recording in a run.

    `entry` is its line in the ledger, if it was worked on, and `transcript` its result, if there are words to give;
    `errors` has the reasons of a failure, which may be a bug, and `reused` what came from the cache. A failure that is
    not `final` is tried again at the end; one for which processes `crashed` is not.
    """

    found: FoundRecording
    state: BatchState
    entry: Entry | None = None
    transcript: AttributedTranscript | None = None
    outputs: tuple[Path, ...] = ()
    errors: tuple[Exception, ...] = ()
    reused: frozenset[str] = frozenset()
    final: bool = True
    crashed: bool = False


class Work:
    """The work on recordings, one at a time; one during which `max_crashes` processes ended is not begun again."""

    def __init__(  # noqa: PLR0913, PLR0917  each is one thing that work needs
        self,
        ledger: Ledger,
        states: States,
        names: Template,
        wanted: Wanted,
        observers: Events,
        max_crashes: int | None = None,
    ) -> None:
        self._ledger = ledger
        self._states = states
        self._names = names
        self._wanted = wanted
        self._observers = observers
        self._max_crashes = max_crashes

    def do(
        self, found: FoundRecording, job: Job, components: Components, claim: Claim, cancel: CancelToken | None
    ) -> BatchResult:
        """Do the work, and record it in the ledger.

        Raises:
            Cancelled: it was stopped; nothing is recorded.
            AudioError, ExportError: it failed as all that follows would; nothing is recorded.
        """
        opened = _Opened(components.open_audio)
        components = replace(components, open_audio=opened)
        size, modified = stamp(found.source)
        if self._is_there(found, job, components) or self._is_same_sound(found, opened, modified):
            return BatchResult(found, "known")
        place = Place(self._ledger, self._names, found)
        started = time.perf_counter()
        with noticing_reuse() as reused, contextlib.closing(place):
            crashes = claim.attempts - 1
            crashed = self._max_crashes is not None and crashes >= self._max_crashes
            outcome, errors = _given_up(found, crashes) if crashed else self._attempt(job, components, cancel, place)
            self._refuse_to_go_on(found, errors)
            entry = replace(
                self._described(found, outcome, place, components),
                status="failed" if errors else "done",
                error="; ".join(map(describe, errors)),
                sound=opened.sound(),
                size=size,
                modified_ns=modified,
                attempt=self._attempts_before(found) + claim.attempts,
                work_seconds=round(time.perf_counter() - started, 3),
            )
            if not claim.held():  # this process slept, and another took it over
                return BatchResult(found, "elsewhere")
            self._ledger.append(entry)
        transcript, written = (outcome.transcript, outcome.outputs) if outcome else (None, ())
        kept = frozenset(reused)
        return BatchResult(found, entry.status, entry, transcript, written, errors, kept, crashed=crashed)

    def _attempt(
        self, job: Job, components: Components, cancel: CancelToken | None, place: Place
    ) -> tuple[Outcome | None, tuple[Exception, ...]]:
        try:
            outcome = perform(job, components, self._observers, cancel=cancel, settle=place.settle)
        except Cancelled:
            raise
        except Exception as error:  # noqa: BLE001  a bug in one recording must not lose the others
            return None, (error,)
        return outcome, outcome.errors

    def _refuse_to_go_on(self, found: FoundRecording, errors: Sequence[Exception]) -> None:
        """End the batch if all that follows would fail as well: without room for outputs, or without the folder."""
        if any(isinstance(error, ExportError) for error in errors):
            refuse_unusable(self._ledger.folder)
        if errors and found.folder and not is_folder(found.folder):
            raise AudioError(found.folder, "the folder is not there any more; run the same command when it is back")

    def _described(self, found: FoundRecording, outcome: Outcome | None, place: Place, components: Components) -> Entry:
        """Return the entry of a recording with all that its result tells."""
        entry = Entry(
            self._ledger.key(found.source),
            recording=found.place,
            fingerprint=self._wanted.fingerprint,
            finished=datetime.now(timezone.utc).isoformat(timespec="seconds"),
            host=socket.gethostname(),
            version=__version__,
        )
        if outcome is None:
            return entry
        transcript = outcome.transcript
        written = place.outputs(components, outcome)
        models = {"words": transcript.engine, "speakers": transcript.diarization and transcript.diarization.model}
        return replace(
            entry,
            duration=round(transcript.duration, 3),
            text=transcript.text,
            name=place.name if written else "",
            outputs=written,
            format_options={name: options for name, options in self._wanted.format_options.items() if name in written},
            models={kind: model for kind, model in models.items() if model},
            language=transcript.language or "",
            speakers=len(transcript.speakers),
        )

    def _attempts_before(self, found: FoundRecording) -> int:
        """Return how many attempts with these options have failed since the last that did not."""
        entry = self._states.entry_of(found)
        is_failure = entry is not None and entry.status == "failed" and entry.fingerprint == self._wanted.fingerprint
        return entry.attempt if entry is not None and is_failure else 0

    def _is_there(self, found: FoundRecording, job: Job, components: Components) -> bool:
        """Tell whether all outputs are there, and are to be left as they are."""
        if job.existing != "skip":
            return False
        name = self._names.render(found, job, AttributedTranscript())
        paths = outputs(placed(job, self._ledger.folder, name), components.exporters)
        return bool(paths) and all(map(is_there, paths)) and self._ledger.owner(name) is None

    def _is_same_sound(self, found: FoundRecording, opened: _Opened, modified: int) -> bool:
        """Tell whether a file has another time only, and then record that."""
        if self._states.redo == "all" or self._states.state(found) != "touched":
            return False
        with contextlib.suppress(WhisperDiarizeError):  # the work will say so
            opened(found.source, SAMPLE_RATE)
        entry = self._states.entry_of(found)
        if entry is None or opened.sound() != entry.sound:
            return False
        whole = self._ledger.with_text(entry)
        self._ledger.append(replace(whole, modified_ns=modified))
        return True


class _Opened:
    """A function that opens a recording, and the recording."""

    def __init__(self, open_audio: OpenAudio) -> None:
        self._open = open_audio
        self._audio: Audio | None = None

    def __call__(self, source: str, sample_rate: int) -> Audio:
        if self._audio is None:
            self._audio = self._open(source, sample_rate)
        return self._audio

    def sound(self) -> str:
        """Return the digest of the samples; empty if they could not be read."""
        from whisper_diarize.caching import audio_digest  # noqa: PLC0415  the commands' help need not wait for NumPy

        try:
            return audio_digest(self._audio) if self._audio is not None else ""
        except WhisperDiarizeError:
            return ""


def _given_up(found: FoundRecording, crashes: int) -> tuple[None, tuple[Exception, ...]]:
    reason = f"{crashes} processes ended while they were at it, so it is left out; --redo failed tries it again"
    return None, (AudioError(found.source, reason),)
