"""Names for speakers whose voices a request brings: the nearest voice above a threshold, each person once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whisper_diarize import AttributedTranscript, AudioError, CancelToken, Session

from .errors import bad_field
from .references import REFERENCES

MIN_COSINE = 0.5
"""Of two voices that are one person's, for networks whose own figures are not known: a careful value."""

Vector = NDArray[np.float32]


def with_known_names(
    session: Session,
    transcript: AttributedTranscript,
    people: Mapping[str, Path],
    *,
    cancel: CancelToken,
    least: float | None = None,
) -> AttributedTranscript:
    """Return the transcript with names for those speakers whose voice is that of one of the `people` in a recording.

    `least` is the least cosine of two voices of one person; None: as it was measured for the network.

    Raises:
        ApiError: a recording cannot be read, or has no voice; or the diarizer knows no voices.
    """
    voices = transcript.diarization.embeddings if transcript.diarization else {}
    if transcript.speakers and not voices:
        raise bad_field(REFERENCES, "The diarizer of this server does not compare voices")
    known = {name: _voice(session, name, path, cancel) for name, path in people.items() if voices}
    return transcript.with_names(matches(voices, known, _measured(transcript) if least is None else least))


def matches(voices: Mapping[str, Vector], known: Mapping[str, Vector], least: float) -> dict[str, str]:
    """Return a name for each label whose voice is known; the most similar pair first, each name and label once."""
    pairs = sorted(
        ((cosine(voice, other), label, name) for label, voice in voices.items() for name, other in known.items()),
        reverse=True,
    )
    named: dict[str, str] = {}
    for similarity, label, name in pairs:
        if similarity >= least and label not in named and name not in named.values():
            named[label] = name
    return named


def _measured(transcript: AttributedTranscript) -> float:
    """Return the least cosine of two voices of one person, as it was measured for the network that made them."""
    model = transcript.diarization.voice_model if transcript.diarization else None
    return model.figures.cutoff if model is not None and model.figures is not None else MIN_COSINE


def cosine(one: Vector, other: Vector) -> float:
    """Return the cosine of two voices; -1 if one has no length or another dimension."""
    if one.shape != other.shape:
        return -1.0
    lengths = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float(one @ other) / lengths if lengths > 0 else -1.0


def _voice(session: Session, name: str, recording: Path, cancel: CancelToken) -> Vector:
    try:
        found = session.diarize(recording, num_speakers=1, cancel=cancel).embeddings
    except AudioError as error:
        reason = str(error).replace(str(recording), f"the voice of {name}")
        raise bad_field(REFERENCES, reason) from error
    if not found:
        raise bad_field(REFERENCES, f"the voice of {name}: no speech was found in it")
    return next(iter(found.values()))
