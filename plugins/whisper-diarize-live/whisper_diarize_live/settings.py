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
    num_channels: int = 1
    channel_names: tuple[str, ...] = ()
    voices: str | None = None
    voices_auto: bool = False
    identifier: str = "voices"
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
        compare = self.diarize and self.voices is not None
        names = {self.identifier: {"names": self.voices}} if compare else {}
        return Session(
            transcriber=self.transcriber,
            model=self.model,
            language=self.language,
            diarizer=self.diarizer,
            diarization_model=self.diarization_model,
            identifier=self.identifier if compare else None,
            options=_merged(parse_assignments(self.options), names),
            plugins=plugins,
        )

    def follow(self, session: Session, folder: Path) -> Following:
        """Load the engines.

        Raises:
            OptionError, PluginError, ModelError: they cannot be had.
        """
        return session.follow(
            channels="split" if self.num_channels > 1 else "mix",
            channel_names=self.channel_names,
            diarize=self.diarize,
            num_speakers=self.num_speakers,
            min_speakers=self.min_speakers,
            max_speakers=self.max_speakers,
            speaker_names=self.speaker_names,
            name_matches=self.voices_auto,
            output_formats=self.output_formats,
            output_dir=folder,
        )


def _merged(*options: Mapping[str, Mapping[str, object]]) -> dict[str, dict[str, object]]:
    names = [name for some in options for name in some]
    return {name: {key: value for some in options for key, value in some.get(name, {}).items()} for name in names}
