"""One job: a recording, and the user's request."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from whisper_diarize.errors import OptionError


@dataclass(frozen=True, slots=True)
class SpeakerCount:
    """The number of speakers, as far as the user knows it; all None: find out.

    Raises:
        OptionError: a number is below 1, the minimum is above the maximum, or `num` contradicts them.
    """

    num: int | None = None
    minimum: int | None = None
    maximum: int | None = None

    def __post_init__(self) -> None:
        for name, value in (("number", self.num), ("minimum number", self.minimum), ("maximum number", self.maximum)):
            if value is not None and value < 1:
                raise OptionError(f"the {name} of speakers must be at least 1, not {value}")
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise OptionError(f"at least {self.minimum} and at most {self.maximum} speakers is impossible")
        if self.num is not None and not self.low <= self.num <= (self.maximum or self.num):
            raise OptionError(
                f"a number of {self.num} speakers contradicts the minimum or maximum that was given as well"
            )

    @property
    def low(self) -> int:
        """The least number of speakers to look for, 1 if unknown."""
        return self.minimum or 1


Existing = Literal["keep", "replace", "skip"]
"""An output that exists: `keep` a copy of it unless we wrote it, `replace` it without one, or `skip` the output."""


@dataclass(frozen=True, slots=True)
class Job:
    """One recording and its outputs. Hooks that observe a run receive it.

    `existing` says what becomes of a file that has the name of an output; `inputs` are files that were read for the job
    beside the recording: an output of the same name is left out. `name_matches`: a speaker whose voice is a known
    person's gets that name, if no other was given. `by_channel`: a channel is a
    speaker, also where no diarizer takes part; `channel_names` are those of the channels, in order.
    """

    source: str
    name: str
    output_dir: Path | None = None
    formats: tuple[str, ...] = ()
    transcriber: str | None = None
    diarizer: str | None = None
    post_processors: tuple[str, ...] = ()
    speaker_count: SpeakerCount = field(default_factory=SpeakerCount)
    speaker_names: tuple[str, ...] = ()
    name_matches: bool = False
    existing: Existing = "keep"
    inputs: tuple[Path, ...] = ()
    by_channel: bool = False
    channel_names: tuple[str, ...] = ()
