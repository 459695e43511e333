"""Options of a recording; its log keeps them, so that `--resume` finishes it in the same way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Literal

from whisper_diarize import Following, OptionError, Session
from whisper_diarize.registry import parse_assignments

Final = Literal["relabel", "retranscribe", "none"]


@dataclass(frozen=True, slots=True)
class Settings:
    """Options that decide what comes out at the end. Names are those of `transcribe`."""

    transcriber: str = "mlx-whisper"
    model: str | None = None
    language: str | None = None
    diarize: bool = True
    diarizer: str = "mlx"
    diarization_model: str | None = None
    num_speakers: int | None = None
    min_speakers: int | None = None
    max_speakers: int | None = None
    speaker_names: tuple[str, ...] = ()
    output_formats: tuple[str, ...] = ("all",)
    options: tuple[str, ...] = ()
    final: Final = "relabel"

    @property
    def engine(self) -> str:
        """Name of the engine of the words, for the transcript."""
        return " ".join(part for part in (self.transcriber, Path(self.model or "").name) if part)

    @classmethod
    def from_log(cls, data: Mapping[str, object]) -> Settings:
        """Make settings of the values that `to_log` gave.

        Raises:
            OptionError: this is something else.
        """
        known = {each.name for each in fields(cls)}
        try:
            given = {name: tuple(value) if isinstance(value, list) else value for name, value in data.items()}
            return cls(**{name: value for name, value in given.items() if name in known})  # type: ignore[arg-type]  # checked where they are used
        except TypeError as error:
            raise OptionError(f"the log of this recording cannot be used: {error}") from error

    def to_log(self) -> dict[str, object]:
        """Return the settings as JSON has them."""
        return asdict(self)

    def session(self, plugins: Sequence[object] = ()) -> Session:
        """Open a session.

        Raises:
            OptionError: an option is unknown.
        """
        return Session(
            transcriber=self.transcriber,
            model=self.model,
            language=self.language,
            diarizer=self.diarizer,
            diarization_model=self.diarization_model,
            options=parse_assignments(self.options),
            plugins=plugins,
        )

    def follow(self, session: Session, folder: Path) -> Following:
        """Load the engines.

        Raises:
            OptionError, PluginError, ModelError: they cannot be had.
        """
        return session.follow(
            diarize=self.diarize,
            num_speakers=self.num_speakers,
            min_speakers=self.min_speakers,
            max_speakers=self.max_speakers,
            speaker_names=self.speaker_names,
            output_formats=self.output_formats,
            output_dir=folder,
        )
