import pytest

from whisper_diarize.records import Match, Speaker, VoiceFigures

ANN = Match("Ann", 0.81, 0.39, "suggested", "Bob")


def test_score_at_the_cutoff_is_a_half() -> None:
    assert VoiceFigures(0.6, 20).score(0.6) == 0.5


def test_score_grows_with_the_cosine_and_stays_a_probability() -> None:
    scores = [VoiceFigures(0.6, 20).score(cosine / 10) for cosine in range(-10, 11)]
    assert scores == sorted(scores)
    assert 0 < scores[0] < scores[-1] < 1


def test_a_person_who_gives_the_suggested_name_confirms_it() -> None:
    speaker = Speaker("SPEAKER_00", "SPEAKER_00", ANN).renamed("Ann")
    assert (speaker.name, speaker.match) == ("Ann", Match("Ann", 0.81, 0.39, "confirmed"))


def test_a_person_who_gives_another_name_ends_the_suggestion() -> None:
    assert Speaker("SPEAKER_00", "SPEAKER_00", ANN).renamed("Bob").match is None


def test_voice_names_only_a_speaker_without_a_name() -> None:
    assert Speaker("SPEAKER_00", "SPEAKER_00", ANN).by_voice().name == "Ann"
    assert Speaker("SPEAKER_00", "Carol", ANN).by_voice().name == "Carol"


def test_a_voice_that_is_not_sure_enough_names_nobody() -> None:
    speaker = Speaker("SPEAKER_00", "SPEAKER_00", ANN)
    assert [speaker.by_voice(least).name for least in (0.8, 0.9)] == ["Ann", "SPEAKER_00"]


def test_documents_do_not_name_the_runner_up() -> None:
    assert ANN.to_dict() == {"name": "Ann", "score": 0.81, "margin": 0.39, "status": "suggested"}
    assert Match.from_dict(ANN.to_dict()) == ANN


@pytest.mark.parametrize(
    ("name", "status"),
    [
        pytest.param("Ann", "unknown", id="a name of the unknown"),
        pytest.param(None, "suggested", id="no name to suggest"),
        pytest.param("Ann", "sure", id="no such status"),
    ],
)
def test_a_match_that_contradicts_itself_is_refused(name: str | None, status: str) -> None:
    with pytest.raises(ValueError, match="status"):
        Match.from_dict({"name": name, "score": 0.5, "margin": None, "status": status})
