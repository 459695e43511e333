"""A diarizer: gives each stretch of a fixed length to the next person, as in a round of introductions."""

from dataclasses import dataclass

from whisper_diarize import Audio, Diarization, Diarizer, OptionError, Progress, Register, SpeakerCount, Turn, hookimpl

API_VERSION = 1


@dataclass(frozen=True)
class RoundOptions:
    """Options of round.

    Attributes:
        seconds: how long each person talks.
    """

    seconds: float = 30.0

    def __post_init__(self) -> None:
        if not self.seconds > 0:
            raise OptionError(f"round.seconds must be above 0, not {self.seconds:g}")


class Round:
    """Lets people talk in turn."""

    def __init__(self, options: RoundOptions) -> None:
        self.seconds = options.seconds

    def diarize(self, audio: Audio, speaker_count: SpeakerCount, progress: Progress) -> Diarization:
        """Return the turns, of as many speakers as the user says, or of two."""
        people = speaker_count.num or speaker_count.minimum or min(2, speaker_count.maximum or 2)
        turns: list[Turn] = []
        start = 0.0
        while start < audio.duration:
            progress(start, audio.duration)
            end = min(start + self.seconds, audio.duration)
            turns.append(Turn(start, end, f"SPEAKER_{len(turns) % people:02}"))
            start = end
        return Diarization(tuple(turns), model="round")


@hookimpl
def register_diarizers(register: Register[Diarizer]) -> None:
    """Offer `--diarizer round`."""
    register("round", Round, options=RoundOptions, summary="people talk in turn, for a fixed time each")
