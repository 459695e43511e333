import numpy as np
import pytest

from tests.identification.conftest import FIGURES, axis
from whisper_diarize.errors import VoiceError
from whisper_diarize.identification import SharedSpeakers
from whisper_diarize.records import Diarization, SpeakerScores, Stretch, Turn, VoiceModel

NETWORK = VoiceModel("network a", FIGURES)


def recording(*speakers: tuple[str, np.ndarray], seconds: float = 10.0) -> Diarization:
    """Speakers who talk one after the other."""
    turns = [Turn(seconds * place, seconds * (place + 1), label) for place, (label, _) in enumerate(speakers)]
    scores = SpeakerScores(0.1, 0.0, {label: (Stretch(0, np.ones(3, np.uint8)),) for label, _ in speakers})
    return Diarization(tuple(turns), tuple(turns), dict(speakers), voice_model=NETWORK, scores=scores)


def relabelled(shared: SharedSpeakers, diarization: Diarization) -> Diarization:
    return diarization.with_labels(shared.labels(diarization))


def test_labels_of_the_first_recording_are_in_order_of_appearance() -> None:
    found = relabelled(SharedSpeakers(), recording(("SPEAKER_01", axis(0)), ("SPEAKER_00", axis(1))))
    assert found.speakers == ("SPEAKER_00", "SPEAKER_01")
    assert np.allclose(found.embeddings["SPEAKER_00"], axis(0))


def test_who_was_heard_before_keeps_the_label() -> None:
    shared = SharedSpeakers()
    relabelled(shared, recording(("SPEAKER_00", axis(0)), ("SPEAKER_01", axis(1))))
    found = relabelled(shared, recording(("SPEAKER_00", axis(1, (3, 0.3))), ("SPEAKER_01", axis(2))))
    assert found.speakers == ("SPEAKER_01", "SPEAKER_02")


def test_labels_change_wherever_speakers_are_named() -> None:
    shared = SharedSpeakers()
    relabelled(shared, recording(("SPEAKER_00", axis(0)), ("SPEAKER_01", axis(1))))
    found = relabelled(shared, recording(("SPEAKER_00", axis(1))))
    assert found.exclusive_turns is not None
    assert found.scores is not None
    labels = {turn.speaker for turn in found.exclusive_turns} | {*found.embeddings} | {*found.scores.stretches}
    assert labels == {"SPEAKER_01"}


def test_two_speakers_of_a_recording_are_never_one_person() -> None:
    shared = SharedSpeakers()
    relabelled(shared, recording(("SPEAKER_00", axis(0))))
    found = relabelled(shared, recording(("SPEAKER_00", axis(0, (1, 0.4))), ("SPEAKER_01", axis(0))))
    assert found.speakers == ("SPEAKER_01", "SPEAKER_00")


def test_less_than_three_seconds_are_a_new_person() -> None:
    shared = SharedSpeakers()
    relabelled(shared, recording(("SPEAKER_00", axis(0))))
    assert relabelled(shared, recording(("SPEAKER_00", axis(0)), seconds=2.0)).speakers == ("SPEAKER_01",)


def test_voices_of_two_models_are_not_mixed() -> None:
    shared = SharedSpeakers()
    relabelled(shared, recording(("SPEAKER_00", axis(0))))
    other = Diarization((Turn(0, 9, "A"),), embeddings={"A": axis(0)}, voice_model=VoiceModel("network b", FIGURES))
    with pytest.raises(VoiceError, match="the voices of two models cannot be compared"):
        relabelled(shared, other)


def test_a_recording_without_speakers_changes_nothing() -> None:
    assert SharedSpeakers().labels(Diarization()) == {}
