"""Identification of a recording's speakers by the voices in the library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from whisper_diarize.errors import OptionError, VoiceError
from whisper_diarize.records import Audio, Diarization, Match, VoiceFigures, VoiceModel

from .library import VoiceLibrary, checked_name
from .matching import match
from .options import VoicesOptions
from .records import Person
from .speech import voices_of

SLOPE = 20.0
"""Of a network that was not measured, whose cut-off the user gives."""


class VoiceIdentifier:
    """The identifier `voices`: the library is read anew for each recording.

    Raises:
        OptionError: a name is none of the library's.
        VoiceError: the library cannot be used.
    """

    def __init__(self, options: VoicesOptions | None = None) -> None:
        self.options = options or VoicesOptions()
        path = self.options.library
        self.library = VoiceLibrary(None if path is None else Path(path).expanduser())
        chosen(self.library, self.options.names)  # before hours of work

    def identify(self, diarization: Diarization, audio: Audio | None = None) -> dict[str, Match]:  # noqa: ARG002  the vectors are there
        """Return a match for each speaker by label, of whom the library knows.

        Raises:
            OptionError: a name is none of the library's.
            VoiceError: the library cannot be used, or the voices have no vectors that can be compared.
        """
        people = chosen(self.library, self.options.names)
        if not diarization.speakers:
            return {}
        network = comparable(diarization)
        figures = figures_of(network, diarization.model, self.options)
        return match(voices_of(diarization), people, network.fingerprint, figures)


def comparable(diarization: Diarization) -> VoiceModel:
    """Return the network of a diarization's voices.

    Raises:
        VoiceError: there are no vectors, or it is not known which network made them.
    """
    if diarization.embeddings and diarization.voice_model is not None:
        return diarization.voice_model
    model = diarization.model or "the diarizer"
    raise VoiceError(
        f"{model} gives no voices that can be compared with the library's; find the speakers in the recording with "
        "--diarizer mlx"
    )


def figures_of(network: VoiceModel, model: str | None, options: VoicesOptions | None = None) -> VoiceFigures:
    """Return the figures by which voices of a network are compared; options replace them.

    Raises:
        VoiceError: they were not measured, and no cut-off is given.
    """
    hint = "" if options is None else ", or give one: -o voices.cutoff=0.6"
    options = options or VoicesOptions()
    figures = network.figures
    if figures is None and options.cutoff is None:
        raise VoiceError(
            f"the voices of {model or 'this model'} were never measured, so that no cut-off is known; take another "
            f"--diarization-model, such as campplus{hint}"
        )
    given = {name: value for name in ("cutoff", "margin") if (value := getattr(options, name)) is not None}
    return replace(figures or VoiceFigures(0.0, SLOPE), **given)


def chosen(library: VoiceLibrary, names: str) -> Sequence[Person]:
    """Return the people that `names` stands for.

    Raises:
        OptionError: one of them is not in the library, or nobody is.
        VoiceError: the library cannot be used.
    """
    people = library.people()
    if not people:
        raise OptionError(
            "the library of voices is empty; add a person: whisper-diarize voices add NAME --from talk.json --speaker "
            "SPEAKER_00"
        )
    if names.strip() == "all":
        return people
    wanted = [checked_name(name) for name in names.split(",")]
    for name in wanted:
        if name not in (person.name for person in people):
            raise OptionError.unknown("voice of a person called", name, [person.name for person in people])
    return [person for person in people if person.name in wanted]
