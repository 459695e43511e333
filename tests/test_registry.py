from dataclasses import dataclass
from typing import Any, Literal

import pytest

from whisper_diarize.component_options import OptionInfo, Typed
from whisper_diarize.errors import OptionError, PluginError
from whisper_diarize.plugins import load
from whisper_diarize.registry import Entry, Registry, parse_assignments


@dataclass(frozen=True)
class Options:
    """How to listen.

    Attributes:
        step_seconds: seconds between
            windows.
        seed: of the random numbers: any
        temperatures: what to try
    """

    step_seconds: float = 1.0
    batch: int = 8
    fast: bool = False
    seed: int | None = 3
    label: str = ""
    mode: Literal["exact", "fast"] = "exact"
    temperatures: tuple[float, ...] = (0.0,)


def registry() -> Registry:  # type: ignore[type-arg]  # of any kind
    made: Any = Registry("diarizer")
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
def test_text_becomes_the_type_of_the_option(
    key: str, text: str, value: float | str | tuple[float, float] | None
) -> None:
    assert getattr(registry().get("mlx").build({key: text}), key) == value


@pytest.mark.parametrize(
    ("key", "text", "expected"),
    [
        ("batch", "2.5", "it must be a whole number"),
        ("fast", "maybe", "it must be true or false"),
        ("mode", "exactly", "it must be one of exact, fast; did you mean exact?"),
        ("mode", "", "it must be one of exact, fast"),
        ("seed", "x", "it must be a whole number, or none"),
        ("temperatures", "0,x", "it must be a list with commas, each item a number"),
    ],
)
def test_text_that_is_not_of_the_type_is_refused_in_plain_words(key: str, text: str, expected: str) -> None:
    with pytest.raises(OptionError) as caught:
        registry().get("mlx").build({key: text})
    assert str(caught.value) == f"mlx.{key}={text}: {expected}"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"mode": Typed.after("--mode", "fats")}, "--mode fats: it must be one of exact, fast; did you mean fast?"),
        (parse_assignments(["mlx.batch=x"])["mlx"], "-o mlx.batch=x: it must be a whole number"),
        (
            {"task": Typed.after("--task", "x")},
            "--task is not for the diarizer 'plain', whose options are: none",
        ),
    ],
)
def test_message_has_the_flag_that_was_typed(values: dict[str, Typed], message: str) -> None:
    made = registry()
    made.registrar("builtin")("plain", lambda options: options)
    with pytest.raises(OptionError) as caught:
        made.get("plain" if "task" in values else "mlx").build(values)
    assert str(caught.value) == message


def test_unknown_option_lists_the_known_ones() -> None:
    with pytest.raises(OptionError, match="no option of mlx 'stepp'; there is: batch, fast, label"):
        registry().get("mlx").build({"stepp": "2"})


def test_option_of_a_component_without_options_is_refused() -> None:
    made: Any = Registry("diarizer")
    made.registrar("builtin")("plain", lambda options: options)
    with pytest.raises(OptionError, match="no option of plain 'x'; there is: none"):
        made.get("plain").build({"x": "1"})


def test_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(OptionError, match="there is no diarizer 'x'; there is: mlx"):
        registry().get("x")


def test_second_registration_of_a_name_is_refused_with_its_owner() -> None:
    with pytest.raises(PluginError, match="diarizer 'mlx' is already registered by 'builtin'"):
        registry().registrar("other")("mlx", lambda _: None)


def test_options_that_are_not_frozen_are_refused() -> None:
    @dataclass
    class Loose:
        x: int = 1

    with pytest.raises(PluginError, match="frozen dataclass"):
        registry().registrar("other")("loose", lambda _: None, options=Loose)


def test_options_without_default_are_refused() -> None:
    @dataclass(frozen=True)
    class Bare:
        x: int

    with pytest.raises(PluginError, match="fields have defaults"):
        registry().registrar("other")("bare", lambda _: None, options=Bare)


def test_forgotten_plugin_leaves_its_names_free() -> None:
    made = registry()
    made.forget("builtin")
    assert made.names == ()


def test_assignment_keeps_equal_signs_and_dots_of_the_value() -> None:
    assert parse_assignments(["srt.label=a=b.c"]) == {"srt": {"label": "a=b.c"}}


def test_assignment_may_name_a_dotted_component() -> None:
    assert parse_assignments(["my.engine.key=1"]) == {"my.engine": {"key": "1"}}


@pytest.mark.parametrize("item", ["out", "mlx=1", "mlx.key", ".key=1", "mlx.=1"])
def test_malformed_assignment_is_refused_with_an_example(item: str) -> None:
    with pytest.raises(OptionError, match="as in -o"):
        parse_assignments([item])


def test_options_are_described_with_what_a_user_would_type() -> None:
    described = {option.key: option for option in registry().get("mlx").describe_options()}
    assert described["step_seconds"] == OptionInfo("step_seconds", "number", (), "1.0", "seconds between windows.")
    assert described["seed"] == OptionInfo("seed", "whole number or none", (), "3", "of the random numbers: any")
    assert described["mode"] == OptionInfo("mode", "choice", ("exact", "fast"), "exact", "")
    assert described["temperatures"] == OptionInfo("temperatures", "list of number", (), "0.0", "what to try")
    assert described["fast"].default == "false"


def test_meanings_are_inherited() -> None:
    @dataclass(frozen=True)
    class More(Options):
        """More of it.

        Attributes:
            batch: windows at once
        """

    made: Any = Registry("diarizer")
    made.registrar("builtin")("more", lambda options: options, options=More)
    meanings = {option.key: option.meaning for option in made.get("more").describe_options()}
    assert (meanings["batch"], meanings["step_seconds"]) == ("windows at once", "seconds between windows.")


OURS = [entry for registry_ in load().registries.values() for entry in registry_]


@pytest.mark.parametrize("entry", OURS, ids=lambda entry: f"{entry.kind}-{entry.name}")
def test_every_option_of_ours_has_a_meaning(entry: Entry) -> None:  # type: ignore[type-arg]  # of any kind
    assert [option.key for option in entry.describe_options() if not option.meaning] == []


@pytest.mark.parametrize("name", ["", "a b", "\x1b[2J", "a,b", "a/b", "-x", "all", "x" * 101, None, 5, "\ud800"])
def test_a_name_that_cannot_be_typed_is_refused(name: Any) -> None:
    with pytest.raises(PluginError, match="the name of a diarizer "):
        registry().registrar("mine")(name, lambda _: None)
