"""The folder of a recording."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from whisper_diarize import AudioError

from .events import VERSION, read_events
from .settings import Settings
from .wave_file import HEADER

LOG = "events.jsonl"


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder of a recording: its sound, its log, and in the end its outputs.

    Attributes:
        path: the folder.
        given: the recording's name, if the folder has another: it was renamed.
    """

    path: Path
    given: str = ""

    @property
    def name(self) -> str:
        """The recording's name."""
        return self.given or self.path.name

    @property
    def sound(self) -> Path:
        """The WAV file."""
        return self.path / f"{self.name}.wav"

    @property
    def log(self) -> Path:
        """All that was shown."""
        return self.path / LOG

    @contextlib.contextmanager
    def made(self) -> Iterator[None]:
        """Make it, for a recording that is new; remove it again if there was no sound.

        Raises:
            AudioError: it cannot be made, or has a recording.
        """
        is_new = not self.path.exists()
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise AudioError(str(self.path), f"it cannot be made ({error.strerror}); choose --output-dir") from error
        if self.sound.exists() or self.log.exists():
            raise AudioError(str(self.path), "there is a recording in it; choose another --name, or --resume it")
        try:
            yield
        finally:
            if not self.sound.exists() or self.sound.stat().st_size <= HEADER.size:
                self.sound.unlink(missing_ok=True)
                self.log.unlink(missing_ok=True)
                if is_new:
                    with contextlib.suppress(OSError):  # others may have put files there
                        self.path.rmdir()


def broken_off(path: Path) -> tuple[Folder, Settings]:
    """Return the recording in a folder, and the settings with which it is finished.

    Raises:
        AudioError, OptionError: there is none, or none of this version.
    """
    log = Folder(path).log
    first = next(read_events(log), {})
    name, version, options = first.get("name"), first.get("version"), first.get("options")
    if first.get("event") != "begun" or not isinstance(name, str) or not isinstance(options, dict):
        raise AudioError(str(log), "it is not the log of a recording; `transcribe` makes the files of sound alone")
    if version != VERSION:
        raise AudioError(str(log), f"it is of version {version}, not {VERSION}: use the program that began it")
    folder = Folder(path, Path(name).name)
    if not folder.sound.exists():
        raise AudioError(str(folder.sound), "the sound of the recording is not there; put it back")
    settings = Settings.from_log(options)
    return folder, replace(settings, final="relabel") if settings.final == "none" else settings
