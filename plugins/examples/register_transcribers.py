"""A transcriber: writes "beep" wherever there is sound. An engine that knows words has the same shape."""

from dataclasses import dataclass

import numpy as np

from whisper_diarize import Audio, OptionError, Progress, Register, Segment, Transcriber, Transcript, Word, hookimpl

API_VERSION = 1


@dataclass(frozen=True)
class BeeperOptions:
    """Options of beeper.

    Attributes:
        level: the smallest root mean square of a second, of full scale, that counts as sound.
    """

    level: float = 0.01

    def __post_init__(self) -> None:
        if not 0 <= self.level <= 1:
            raise OptionError(f"beeper.level must be from 0 to 1, not {self.level:g}")


class Beeper:
    """Finds a word in each second that is loud enough."""

    def __init__(self, options: BeeperOptions) -> None:
        self.options = options

    def cache_key(self) -> str:
        """Return the options, on which the words depend beside the recording: they are kept for the next run."""
        return repr(self.options)

    def transcribe(self, audio: Audio, progress: Progress) -> Transcript:
        """Return a segment of one word for each second with sound; read block by block, however long it is."""
        segments = []
        for second, block in enumerate(audio.blocks(1.0)):
            progress(second, max(audio.duration, second))  # may raise: let it pass, it stops the work
            if np.sqrt(np.mean(np.square(block))) > self.options.level:
                word = Word(float(second), second + len(block) / audio.sample_rate, " beep")
                segments.append(Segment(word.start, word.end, word.text, (word,)))
        return Transcript(tuple(segments), engine="beeper")


@hookimpl
def register_transcribers(register: Register[Transcriber]) -> None:
    """Offer `--transcriber beeper`."""
    register("beeper", Beeper, options=BeeperOptions, summary="writes beep where there is sound")
