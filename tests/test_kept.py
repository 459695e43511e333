from __future__ import annotations

import pytest

from whisper_diarize.kept import MAX_VARIANTS, KeptComponents


class Component:
    def __init__(self) -> None:
        self.closed = False

    def close(self) -> None:
        self.closed = True


def test_component_is_built_once_for_the_same_options() -> None:
    kept = KeptComponents()
    first = kept.get("transcriber", "x", {"model": "a", "language": "de"}, Component)
    assert kept.get("transcriber", "x", {"language": "de", "model": "a"}, Component) is first


def test_other_options_names_and_kinds_have_components_of_their_own() -> None:
    kept = KeptComponents()
    keys = [("a", "x", {}), ("a", "y", {}), ("b", "x", {}), ("a", "x", {"model": "m"})]
    assert len({kept.get(kind, name, options, Component) for kind, name, options in keys}) == 4


def test_variant_used_least_recently_is_closed_when_there_are_too_many() -> None:
    kept = KeptComponents()
    variants = [kept.get("a", "x", {"n": number}, Component) for number in range(MAX_VARIANTS)]
    kept.get("a", "x", {"n": 0}, Component)
    kept.get("a", "x", {"n": "another"}, Component)
    assert [variant.closed for variant in variants] == [False, True] + [False] * (MAX_VARIANTS - 2)


def test_closing_closes_those_that_have_something_to_close() -> None:
    kept = KeptComponents()
    component = kept.get("a", "x", {}, Component)
    kept.get("a", "plain", {}, object)
    kept.close()
    assert component.closed
    assert kept.get("a", "x", {}, Component) is not component


def test_a_component_that_fails_to_close_costs_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    class Stuck:
        def close(self) -> None:
            raise GeneratorExit

    kept = KeptComponents()
    kept.get("diarizer", "stuck", {}, Stuck)
    component = kept.get("diarizer", "x", {}, Component)
    kept.close()
    assert component.closed
    assert caplog.messages == ["the diarizer 'stuck' failed in close: GeneratorExit"]
