"""The conformance kit finds each fault of `broken_components`, and says what it is."""

import pytest

from whisper_diarize.testing import conformance

from .broken_components import BROKEN, Engine, Exporter


def complaints(kind, make):
    """Return what the cases say that fail."""
    found = []
    for case in conformance.cases(kind):
        try:
            case.check(make)
        except AssertionError as error:
            found.append(str(error).partition("\n")[0])
    return found


@pytest.mark.parametrize(("kind", "make", "reason"), BROKEN.values(), ids=BROKEN)
def test_broken_component_is_told_what_is_wrong(kind, make, reason):
    assert [text for text in complaints(kind, make) if text.startswith(reason)] != []


@pytest.mark.parametrize(("kind", "make"), [("exporter", Exporter), ("transcriber", Engine)])
def test_sound_component_is_told_nothing(kind, make):
    assert complaints(kind, make) == []
