"""Names for speakers whose voices a request brings: they are compared as those of the library of voices are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from whisper_diarize import (
    AttributedTranscript,
    AudioError,
    CancelToken,
    Diarization,
    Session,
    VoiceError,
    VoiceFigures,
    VoiceModel,
)
from whisper_diarize.identification import (
    Exemplar,
    Person,
    VoicesOptions,
    comparable,
    figures_of,
    match,
    voices_of,
)

from .errors import bad_field
from .references import REFERENCES


def with_known_names(
    session: Session,
    transcript: AttributedTranscript,
    people: Mapping[str, Path],
    *,
    cancel: CancelToken,
    cutoff: float | None = None,
) -> AttributedTranscript:
    """Return the transcript with names for those speakers whose voice is that of one of the `people` in a recording.

    `cutoff` is the cosine from which two voices are one person's; None: as it was measured for the network.

    Raises:
        ApiError: a recording cannot be read, or has no voice; or the diarizer's voices cannot be compared.
    """
    diarization = transcript.diarization
    if diarization is None or not diarization.speakers:
        return transcript
    network, figures = _measured(diarization, cutoff)
    known = [_person(session, name, path, cancel, network) for name, path in people.items()]
    return transcript.with_names(names(diarization, known, network, figures))


def names(diarization: Diarization, known: list[Person], network: VoiceModel, figures: VoiceFigures) -> dict[str, str]:
    """Return the name of each speaker who is one of the people `known`, by label; each name once."""
    found = match(voices_of(diarization), known, network.fingerprint, figures)
    return {label: one.name for label, one in found.items() if one.name is not None}


def person_in(reference: Diarization, name: str, network: VoiceModel) -> Person | None:
    """Return the person who talks most in a reference, however short that is; None if no voice is found in it."""
    voice = max(voices_of(reference), key=lambda one: one.seconds, default=None)
    if voice is None:
        return None
    sample = Exemplar(voice.vector, voice.seconds, voice.turns, "", network.fingerprint, added="", consent="")
    return Person(name, (sample,))


def _measured(diarization: Diarization, cutoff: float | None) -> tuple[VoiceModel, VoiceFigures]:
    try:
        network = comparable(diarization)
        options = None if cutoff is None else VoicesOptions(cutoff=cutoff)
        return network, figures_of(network, diarization.model, options)
    except VoiceError as error:
        raise bad_field(REFERENCES, f"The voices of this server's model cannot be compared: {error}") from error


def _person(session: Session, name: str, path: Path, cancel: CancelToken, network: VoiceModel) -> Person:
    try:
        found = person_in(session.diarize(path, num_speakers=1, cancel=cancel), name, network)
    except AudioError as error:
        reason = str(error).replace(str(path), f"the voice of {name}")
        raise bad_field(REFERENCES, reason) from error
    if found is None:
        raise bad_field(REFERENCES, f"the voice of {name}: no speech was found in it")
    return found
