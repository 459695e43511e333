"""An identifier: the speaker who talks most is the host, whose name is an option."""

from dataclasses import dataclass

from whisper_diarize import Audio, Diarization, Identifier, Match, Register, hookimpl

API_VERSION = 1


@dataclass(frozen=True)
class HostOptions:
    """Options of the identifier.

    Attributes:
        names: the host's name.
    """

    names: str = "the host"


class Host:
    """Suggests the host's name for the speaker who talks most."""

    def __init__(self, options: HostOptions) -> None:
        self.name = options.names

    def identify(self, diarization: Diarization, audio: Audio | None) -> dict[str, Match]:  # noqa: ARG002
        """Return a match for each speaker; the score is the share of the talk."""
        seconds: dict[str, float] = dict.fromkeys(diarization.speakers, 0.0)
        for turn in diarization.turns:
            seconds[turn.speaker] += turn.duration
        total = sum(seconds.values()) or 1.0
        host = max(seconds, key=lambda label: seconds[label], default=None)
        return {label: self.match(label == host, spoken / total) for label, spoken in seconds.items()}

    def match(self, is_host: bool, share: float) -> Match:  # noqa: FBT001
        """Return the match of a speaker with a share of the talk."""
        return Match(self.name, share, None, "suggested") if is_host else Match(None, share, None, "unknown")


@hookimpl
def register_identifiers(register: Register[Identifier]) -> None:
    """Offer `--identifier host`."""
    register("host", Host, options=HostOptions, summary="who talks most is the host")
