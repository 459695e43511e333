import json
from collections.abc import Callable

import numpy as np
import pytest

from tests.identification.conftest import axis
from whisper_diarize.errors import VoiceError
from whisper_diarize.identification import Exemplar, Person, dump_people, load_people

Sample = Callable[..., Exemplar]


def test_people_come_back(sample: Sample) -> None:
    (person,) = load_people(dump_people([Person("Zoë", (sample(axis(0, (1, 0.3))),))]))
    assert person.name == "Zoë"
    assert np.allclose(person.exemplars[0].vector, axis(0, (1, 0.3)))
    assert person.exemplars[0].consent == "asked on 3 May"


def damaged(sample: Sample, field: str, value: object) -> str:
    document = json.loads(dump_people([Person("Ann", (sample(axis(0)),))]))
    document["people"][0]["exemplars"][0][field] = value
    return json.dumps(document)


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        pytest.param("vector", [], r"people\[0\].exemplars\[0\].vector is no voice", id="no vector"),
        pytest.param("vector", [0.0, 0.0], "vector is no voice", id="zeros"),
        pytest.param("vector", ["x"], "vector is no voice", id="text"),
        pytest.param("seconds", -1, "seconds is -1.0", id="negative"),
        pytest.param("consent", None, "consent is None, not text", id="no consent"),
    ],
)
def test_damage_is_told_with_its_place(sample: Sample, field: str, value: object, reason: str) -> None:
    with pytest.raises(VoiceError, match=reason):
        load_people(damaged(sample, field, value))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "whisper-diarize voices", "version": 2}'])
def test_other_files_are_refused(text: str) -> None:
    with pytest.raises(VoiceError, match="this is no file of `whisper-diarize voices export`"):
        load_people(text)
