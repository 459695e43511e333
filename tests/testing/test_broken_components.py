"""The conformance kit finds each fault of `broken_components`, and says what it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from whisper_diarize.testing import conformance

from .broken_components import BROKEN, Engine, Exporter


def complaints(kind: str, make: Callable[[], Any]) -> list[str]:
    """Return the messages of the cases that fail."""
    found = []
    for case in conformance.cases(kind):
        try:
            case.check(make)
        except AssertionError as error:
            found.append(str(error).partition("\n")[0])
    return found


@pytest.mark.parametrize(("kind", "make", "reason"), BROKEN.values(), ids=BROKEN)
def test_broken_component_is_told_what_is_wrong(kind: str, make: Callable[[], Any], reason: str) -> None:
    assert [text for text in complaints(kind, make) if text.startswith(reason)] != []


@pytest.mark.parametrize(("fault", "reason"), [(fault, reason) for fault, (_, _, reason) in BROKEN.items()])
def test_fault_and_message_are_in_the_readme(fault: str, reason: str) -> None:
    readme = (Path(__file__).parents[2] / "plugins" / "README.md").read_text(encoding="utf-8")
    assert f"| {fault} | {reason.strip()}" in readme


@pytest.mark.parametrize(("kind", "make"), [("exporter", Exporter), ("transcriber", Engine)])
def test_sound_component_is_told_nothing(kind: str, make: Callable[[], Any]) -> None:
    assert complaints(kind, make) == []
