"""A run from its first sound to the finished transcript."""

from __future__ import annotations

import contextlib
import logging
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from types import FrameType
from typing import Protocol

from whisper_diarize import SAMPLE_RATE, AudioError, Following, SessionResult, WhisperDiarizeError

from .captions import Captions, Change, revisions
from .clock import Clock
from .events import EventLog, read_captions
from .folder import Folder
from .labels import NOT_ASKED, UNKNOWN
from .live import Live, Pace, Show
from .settings import Settings
from .sound import Sound
from .wave_file import WaveFile

POLL_SECONDS = 0.05
BEHIND_SECONDS = 15.0
FASTER = "a smaller --model, --transcriber faster-whisper or --no-diarize keeps up; no sound is lost"

_log = logging.getLogger(__name__)


class Shower(Protocol):
    """A place where captions are shown."""

    def show(self, change: Change, captions: Captions) -> None:
        """Show a change."""

    def end(self, captions: Captions) -> None:
        """Show the rest: no more will come."""


class Stopping:
    """The user's wish to stop: Ctrl-C once ends the recording, twice the program."""

    def __init__(self) -> None:
        self.asked = False

    @contextlib.contextmanager
    def listening(self) -> Iterator[Stopping]:
        """Take Ctrl-C as the end of the recording."""
        before = signal.signal(signal.SIGINT, self._ask)
        try:
            yield self
        finally:
            signal.signal(signal.SIGINT, before)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True


@dataclass(frozen=True, slots=True)
class Run:
    """One recording, with what it was begun with, and the places where its captions are shown."""

    settings: Settings
    folder: Folder
    clock: Clock
    pace: Pace = field(default_factory=Pace)
    places: Sequence[Shower] = ()
    plugins: Sequence[object] = ()
    warn: Callable[[str], None] = _log.warning

    def record(self, sound: Sound) -> SessionResult | None:
        """Follow the sound until it ends or Ctrl-C; then do the ordinary job. None if that is not wanted.

        Raises:
            WhisperDiarizeError: there is no sound, an engine cannot be had or failed; what was kept can be finished.
        """
        with self.settings.session(self.plugins) as session, Stopping().listening() as stopping:
            following = self.settings.follow(session, self.folder.path)
            with self.folder.made(), contextlib.closing(self._new_file()) as file, self._log() as log:
                log.begin(self.folder.name, SAMPLE_RATE, self.settings.to_log())
                live = self._live(following, file)
                self._follow(sound, live, file, self._shown_in(log, following), stopping)
                if not file.num_samples:
                    raise AudioError(self.folder.name, "no sound came, so there is no recording")
                log.end(self.clock.now(), file.num_samples / SAMPLE_RATE, len(live.captions.words))
            return self._finish(following, live.captions)

    def resume(self) -> SessionResult | None:
        """Finish a recording that was broken off: hear the sound after its last word, then do the ordinary job.

        Raises:
            WhisperDiarizeError: as `record`.
        """
        captions = read_captions(self.folder.log)
        with self.settings.session(self.plugins) as session:
            following = self.settings.follow(session, self.folder.path)
            with contextlib.closing(WaveFile(self.folder.sound)) as file, self._log() as log:
                live = self._live(following, file, captions)
                show = self._shown_in(log, following)
                for change in live.rest():
                    show(change, captions)
                log.end(self.clock.now(), file.num_samples / SAMPLE_RATE, len(captions.words))
            return self._finish(following, captions)

    def _follow(self, sound: Sound, live: Live, file: WaveFile, show: Show, stopping: Stopping) -> None:
        """Show captions until the sound ends, or is to stop. No sound is lost, however slow the engines, or broken.

        Raises:
            WhisperDiarizeError: sound cannot be kept, or an engine failed.
        """
        sound.begin(file)
        begun, failure, told = False, None, False
        try:
            while not (stopping.asked or sound.ended):
                sound.keep_up()
                if remark := sound.remark():
                    self.warn(remark)
                if failure is not None or not live.is_due():
                    self.clock.wait(POLL_SECONDS)
                    continue
                try:
                    show(live.step(), live.captions)
                except WhisperDiarizeError as error:
                    if not begun:
                        raise
                    failure = error
                    self.warn(f"{error}; there are no more captions, but the sound is kept until Ctrl-C")
                begun = True
                if live.behind > BEHIND_SECONDS and not told:
                    told = True
                    self.warn(f"text is {live.behind:.0f} s behind; {FASTER}")
        finally:
            sound.stop()
        if failure is not None:
            raise failure
        show(live.end(), live.captions)
        for place in self.places:
            place.end(live.captions)

    def _shown_in(self, log: EventLog, following: Following) -> Show:
        """Return the function that writes a change down, then tells observers of it, then shows it."""

        def show(change: Change, captions: Captions) -> None:
            log.show(change, captions)
            added = change.added
            if added:
                speakers = captions.speakers[added.start : added.stop]
                following.tell_words(self.folder.name, added.start, captions.words[added.start : added.stop], speakers)
            for speaker, places in revisions(change, captions):
                following.tell_revision(self.folder.name, places, speaker)
            for place in self.places:
                place.show(change, captions)

        return show

    def _finish(self, following: Following, captions: Captions) -> SessionResult | None:
        settings = self.settings
        if settings.final == "none":
            return None
        channels = [None] if settings.num_channels == 1 else list(range(settings.num_channels))
        kept = [captions.transcript(settings.engine, channel) for channel in channels]
        return following.finish(self.folder.sound, kept if settings.final == "relabel" else None)

    def _new_file(self) -> WaveFile:
        return WaveFile(self.folder.sound, self.settings.num_channels)

    def _live(self, following: Following, file: WaveFile, captions: Captions | None = None) -> Live:
        """Return the captions of a file; those that are there already are gone on with, without speakers."""
        diarize, names = self.settings.diarize and captions is None, self.settings.channel_names
        unknown = UNKNOWN if self.settings.diarize else NOT_ASKED
        return Live(
            following,
            file,
            self.clock,
            self.pace,
            diarize=diarize,
            unknown=unknown,
            channel_names=names,
            captions=captions,
        )

    def _log(self) -> contextlib.closing[EventLog]:
        return contextlib.closing(EventLog(self.folder.log))
