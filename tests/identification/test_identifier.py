from collections.abc import Callable

import pytest

from tests.identification.conftest import FIGURES, axis
from whisper_diarize.errors import OptionError, VoiceError
from whisper_diarize.identification import Exemplar, VoiceIdentifier, VoiceLibrary, VoicesOptions
from whisper_diarize.records import Diarization, Turn, VoiceModel

Sample = Callable[..., Exemplar]
VECTORS = {"A": axis(0), "B": axis(2)}
TURNS = (Turn(0.0, 10.0, "A"), Turn(10.0, 20.0, "B"))
FOUND = Diarization(TURNS, embeddings=VECTORS, model="net", voice_model=VoiceModel("network a", FIGURES))


@pytest.fixture
def people(library: VoiceLibrary, sample: Sample) -> VoiceLibrary:
    library.add("Ann", [sample(axis(0))])
    library.add("Bob", [sample(axis(1))])
    return library


def identifier(
    library: VoiceLibrary, names: str = "all", cutoff: float | None = None, margin: float | None = None
) -> VoiceIdentifier:
    return VoiceIdentifier(VoicesOptions(names, str(library.path), cutoff, margin))


def test_suggests_the_people_of_the_library(people: VoiceLibrary) -> None:
    found = identifier(people).identify(FOUND, None)
    assert {label: one.name for label, one in found.items()} == {"A": "Ann", "B": None}


def test_only_people_who_are_named_count(people: VoiceLibrary) -> None:
    assert identifier(people, names="Bob").identify(FOUND, None)["A"].name is None


def test_an_unknown_name_is_refused_before_any_work(people: VoiceLibrary) -> None:
    with pytest.raises(OptionError, match="there is no voice of a person called 'Carol'; there is: Ann, Bob"):
        identifier(people, names="Ann,Carol")


def test_an_empty_library_is_refused_before_any_work(library: VoiceLibrary) -> None:
    with pytest.raises(OptionError, match="the library of voices is empty; add a person"):
        identifier(library)


def test_a_diarizer_without_vectors_cannot_be_compared(people: VoiceLibrary) -> None:
    with pytest.raises(VoiceError, match="other gives no voices that can be compared"):
        identifier(people).identify(Diarization(TURNS, model="other"), None)


def test_a_network_that_was_not_measured_needs_a_cutoff(people: VoiceLibrary) -> None:
    unmeasured = Diarization(TURNS, embeddings=VECTORS, model="new", voice_model=VoiceModel("network a"))
    with pytest.raises(VoiceError, match="the voices of new were never measured"):
        identifier(people).identify(unmeasured, None)
    assert identifier(people, cutoff=0.5).identify(unmeasured, None)["A"].name == "Ann"


def test_cutoff_and_margin_of_the_user_count(people: VoiceLibrary) -> None:
    assert identifier(people, cutoff=1.0, margin=1.0).identify(FOUND, None)["A"].status == "suggested"
    assert (
        identifier(people, margin=1.0)
        .identify(Diarization(TURNS, embeddings={"A": axis(0, (1, 0.1))}, voice_model=FOUND.voice_model), None)["A"]
        .status
        == "unknown"
    )


def test_silence_has_nobody_to_compare(people: VoiceLibrary) -> None:
    assert identifier(people).identify(Diarization(), None) == {}
