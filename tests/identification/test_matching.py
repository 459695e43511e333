from collections.abc import Callable
from dataclasses import replace

import numpy as np

from tests.identification.conftest import FIGURES, MODEL, axis
from whisper_diarize.identification import Exemplar, Person, Voice, match
from whisper_diarize.records import Match

Sample = Callable[..., Exemplar]
UNKNOWN = Match(None, None, None, "unknown")


def voice(vector: np.ndarray, label: str = "A", seconds: float = 20.0) -> Voice:
    return Voice(label, vector, seconds, 5)


def test_a_known_voice_is_suggested_with_its_lead(sample: Sample) -> None:
    people = [Person("Ann", (sample(axis(0)),)), Person("Bob", (sample(axis(1)),))]
    found = match([voice(axis(0, (1, 0.2)))], people, MODEL, FIGURES)["A"]
    assert (found.name, found.status, found.runner_up) == ("Ann", "suggested", "Bob")
    assert found.score is not None
    assert found.margin is not None
    assert found.score > 0.99
    assert found.margin > 0.9


def test_an_absent_persons_voice_is_unknown_and_has_no_name(sample: Sample) -> None:
    people = [Person("Ann", (sample(axis(0)),)), Person("Bob", (sample(axis(1)),))]
    found = match([voice(axis(2, (0, 0.3)))], people, MODEL, FIGURES)["A"]
    assert (found.name, found.status) == (None, "unknown")
    assert found.score is not None
    assert found.score < 0.01


def test_a_voice_between_two_people_is_neithers(sample: Sample) -> None:
    people = [Person("Ann", (sample(axis(0)),)), Person("Bob", (sample(axis(1)),))]
    assert match([voice(axis(0, (1, 0.95)))], people, MODEL, FIGURES)["A"].name is None


def test_the_best_exemplar_chooses(sample: Sample) -> None:
    ann = Person("Ann", (sample(axis(0), "r1"), sample(axis(1), "r2")))
    bob = Person("Bob", (sample(axis(0, (2, 1.2))),))
    assert match([voice(axis(0, (1, 0.1)))], [ann, bob], MODEL, FIGURES)["A"].name == "Ann"


def test_the_margin_is_taken_on_averages(sample: Sample) -> None:
    odd = axis(2)  # one odd exemplar among two that are Ann's
    ann = Person("Ann", (sample(axis(0), "r1"), sample(axis(0), "r2"), sample(odd, "r3", seconds=4.0)))
    bob = Person("Bob", (sample(axis(2, (3, 0.4))),))
    assert match([voice(odd)], [ann, bob], MODEL, FIGURES)["A"].name is None


def test_only_one_speaker_gets_a_name(sample: Sample) -> None:
    people = [Person("Ann", (sample(axis(0)),))]
    found = match([voice(axis(0, (1, 0.5)), "A"), voice(axis(0), "B")], people, MODEL, FIGURES)
    assert (found["A"].name, found["B"].name) == (None, "Ann")


def test_less_than_three_seconds_are_not_compared(sample: Sample) -> None:
    people = [Person("Ann", (sample(axis(0)),))]
    assert match([voice(axis(0), seconds=2.9)], people, MODEL, FIGURES) == {"A": UNKNOWN}


def test_vectors_of_another_network_are_never_compared(sample: Sample) -> None:
    people = [Person("Ann", (sample(axis(0), model="network b"),))]
    assert match([voice(axis(0))], people, MODEL, FIGURES) == {"A": UNKNOWN}


def test_quarantined_samples_are_never_compared(sample: Sample) -> None:
    people = [Person("Ann", (replace(sample(axis(0)), quarantined=True),))]
    assert match([voice(axis(0))], people, MODEL, FIGURES) == {"A": UNKNOWN}


def test_an_empty_library_knows_nobody() -> None:
    assert match([voice(axis(0))], [], MODEL, FIGURES) == {"A": UNKNOWN}
