"""Names for speakers whose voices a request brings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from whisper_diarize_server.errors import ApiError
from whisper_diarize_server.known import names, person_in, with_known_names

from whisper_diarize import (
    AttributedTranscript,
    CancelToken,
    Diarization,
    Session,
    Speaker,
    Turn,
    VoiceFigures,
    VoiceModel,
)
from whisper_diarize.identification import Person

NETWORK = VoiceModel("f" * 8)
FIGURES = VoiceFigures(cutoff=0.7, slope=20.0, margin=0.05)
A, B = np.array([1, 0, 0], np.float32), np.array([0, 1, 0], np.float32)
NEAR_A, BETWEEN = np.array([0.9, 0.1, 0], np.float32), np.array([0.71, 0.70, 0], np.float32)


def talk(*voices: NDArray[np.float32], seconds: float = 5.0) -> Diarization:
    """Return a recording in which each voice talks once, one after the other."""
    labels = [f"SPEAKER_{number:02d}" for number in range(len(voices))]
    turns = tuple(Turn(seconds * place, seconds * (place + 1), label) for place, label in enumerate(labels))
    return Diarization(turns, embeddings=dict(zip(labels, voices, strict=True)), voice_model=NETWORK)


def known(**voices: NDArray[np.float32]) -> list[Person]:
    """Return people by references of two seconds."""
    people = [person_in(talk(voice, seconds=2.0), name, NETWORK) for name, voice in voices.items()]
    return [person for person in people if person is not None]


@pytest.mark.parametrize(
    ("heard", "people", "expected"),
    [
        ((A, B), known(Ann=B, Bob=A), {"SPEAKER_00": "Bob", "SPEAKER_01": "Ann"}),
        ((NEAR_A, A), known(Ann=A), {"SPEAKER_01": "Ann"}),
        ((A,), known(Ann=B), {}),
        ((BETWEEN,), known(Ann=A, Bob=B), {}),
    ],
    ids=["nearest", "one speaker for a person", "stranger", "two people alike"],
)
def test_names_are_those_of_the_nearest_people(
    heard: Sequence[NDArray[np.float32]], people: list[Person], expected: dict[str, str]
) -> None:
    assert names(talk(*heard), people, NETWORK, FIGURES) == expected


def test_voice_that_is_heard_for_a_moment_has_no_name() -> None:
    assert names(talk(A, seconds=1.0), known(Ann=A), NETWORK, FIGURES) == {}


def test_reference_is_the_voice_of_the_one_who_talks_most() -> None:
    reference = Diarization(
        (Turn(0.0, 1.0, "SPEAKER_00"), Turn(1.0, 4.0, "SPEAKER_01")),
        embeddings={"SPEAKER_00": A, "SPEAKER_01": B},
        voice_model=NETWORK,
    )
    person = person_in(reference, "Ann", NETWORK)
    assert person is not None
    assert person.exemplars[0].vector.tolist() == B.tolist()


def test_reference_without_a_voice_is_no_person() -> None:
    assert person_in(Diarization(voice_model=NETWORK), "Ann", NETWORK) is None


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Session:
    """A session that hears Ann in every reference."""
    monkeypatch.setattr(Session, "diarize", lambda *_, **__: talk(A, seconds=2.0))
    return Session()


def named(session: Session, cutoff: float | None) -> AttributedTranscript:
    transcript = AttributedTranscript(speakers=(Speaker("SPEAKER_00", "SPEAKER_00"),), diarization=talk(A))
    return with_known_names(session, transcript, {"Ann": Path("reference-0")}, cancel=CancelToken(), cutoff=cutoff)


def test_voices_that_were_not_measured_are_refused(session: Session) -> None:
    with pytest.raises(ApiError) as caught:
        named(session, None)
    assert (caught.value.param, "were never measured" in caught.value.message) == ("known_speaker_references", True)


def test_cut_off_of_the_server_is_enough(session: Session) -> None:
    assert named(session, 0.6).speakers[0].name == "Ann"
