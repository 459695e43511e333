from dataclasses import dataclass
from typing import Literal

import pytest

from whisper_diarize.errors import OptionError, PluginError
from whisper_diarize.registry import Registry, parse_assignments


@dataclass(frozen=True)
class Options:
    step_seconds: float = 1.0
    batch: int = 8
    fast: bool = False
    seed: int | None = 3
    label: str = ""
    mode: Literal["exact", "fast"] = "exact"
    temperatures: tuple[float, ...] = (0.0,)


def registry():
    made = Registry("diarizer")
    made.registrar("builtin")("mlx", lambda options: options, options=Options)
    return made


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("step_seconds", "2", 2.0),
        ("batch", "16", 16),
        ("fast", "True", True),
        ("fast", "no", False),
        ("seed", "none", None),
        ("seed", "7", 7),
        ("label", "a=b", "a=b"),
        ("mode", "fast", "fast"),
        ("temperatures", "0, 0.2", (0.0, 0.2)),
    ],
)
def test_text_becomes_the_type_of_the_option(key, text, value):
    assert getattr(registry().get("mlx").build({key: text}), key) == value


@pytest.mark.parametrize(("key", "text"), [("batch", "2.5"), ("fast", "maybe"), ("mode", "slow"), ("seed", "x")])
def test_text_that_is_not_of_the_type_is_refused_with_the_option_named(key, text):
    with pytest.raises(OptionError, match=rf"mlx\.{key}={text}: not a valid"):
        registry().get("mlx").build({key: text})


def test_unknown_option_lists_the_known_ones():
    with pytest.raises(OptionError, match="no option of mlx 'stepp'; there is: batch, fast, label"):
        registry().get("mlx").build({"stepp": "2"})


def test_option_of_a_component_without_options_is_refused():
    made = Registry("diarizer")
    made.registrar("builtin")("plain", lambda options: options)
    with pytest.raises(OptionError, match="no option of plain 'x'; there is: none"):
        made.get("plain").build({"x": "1"})


def test_unknown_name_lists_the_known_ones():
    with pytest.raises(OptionError, match="there is no diarizer 'x'; there is: mlx"):
        registry().get("x")


def test_second_registration_of_a_name_is_refused_with_its_owner():
    with pytest.raises(PluginError, match="diarizer 'mlx' is already registered by 'builtin'"):
        registry().registrar("other")("mlx", lambda _: None)


def test_options_that_are_not_frozen_are_refused():
    @dataclass
    class Loose:
        x: int = 1

    with pytest.raises(PluginError, match="frozen dataclass"):
        registry().registrar("other")("loose", lambda _: None, options=Loose)


def test_options_without_default_are_refused():
    @dataclass(frozen=True)
    class Bare:
        x: int

    with pytest.raises(PluginError, match="fields have defaults"):
        registry().registrar("other")("bare", lambda _: None, options=Bare)


def test_forgotten_plugin_leaves_its_names_free():
    made = registry()
    made.forget("builtin")
    assert made.names == ()


def test_assignment_keeps_equal_signs_and_dots_of_the_value():
    assert parse_assignments(["srt.label=a=b.c"]) == {"srt": {"label": "a=b.c"}}


def test_assignment_may_name_a_dotted_component():
    assert parse_assignments(["my.engine.key=1"]) == {"my.engine": {"key": "1"}}


@pytest.mark.parametrize("item", ["out", "mlx=1", "mlx.key", ".key=1", "mlx.=1"])
def test_malformed_assignment_is_refused_with_an_example(item):
    with pytest.raises(OptionError, match="as in -o"):
        parse_assignments([item])
