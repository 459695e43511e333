"""Pickles as data: what plain ones hold, and that nothing else in one is ever done."""

import collections
import contextlib
import os
import pickle
import pickletools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whisper_diarize.weights.unpickle import ForbiddenError, Global, Record, UnpickleError, unpickle

NAMES: Any = {
    "collections OrderedDict": lambda args: dict(*args),
    "library Data": lambda args: Record("library Data", args),
    "library Marker": None,
}
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text() | st.integers(), inner),
    max_leaves=20,
)


def read(data: bytes) -> object:
    return unpickle(data, NAMES, lambda args: args)


def program(body: bytes) -> bytes:
    return b"\x80\x02" + body + b"."


@given(PLAIN, st.sampled_from([3, 4, 5]))  # before 3 there are no bytes; torch's 2 is tested with its files
def test_plain_values_are_those_that_were_written(value: Any, protocol: int) -> None:
    assert read(pickle.dumps(value, protocol)) == value


@given(st.sets(st.integers()))
def test_sets_are_those_that_were_written(value: Any) -> None:
    assert read(pickle.dumps(value, 4)) == value
    assert read(pickle.dumps(frozenset(value), 4)) == value


def test_what_is_written_twice_is_the_same_object() -> None:
    shared = [1]
    first, second = read(pickle.dumps([shared, shared]))  # type: ignore[misc]  # a kind that only runs can tell
    assert first is second  # type: ignore[has-type]  # a view of an array


def test_known_class_becomes_a_record() -> None:
    record = read(program(b"clibrary\nData\n)\x81}X\x01\x00\x00\x00aK\x03sb"))
    assert (record.kind, record.args, record.state) == ("library Data", (), {"a": 3})  # type: ignore[attr-defined]  # there all the same


def test_known_name_stays_a_name() -> None:
    assert read(program(b"clibrary\nMarker\n")) == Global("library Marker")


class Runs:
    """Pickles as a call."""

    def __init__(self, function: Callable[..., object], *args: object) -> None:
        self.call = function, args

    def __reduce__(self) -> tuple[object, ...]:
        return self.call


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    """A file that only running code would make."""
    return tmp_path / "ran"


def hostile(marker: Path) -> dict[str, bytes]:
    touch = f"touch {marker}"
    text = repr(touch)
    return {
        "os.system": pickle.dumps(Runs(os.system, touch), 2),
        "eval": pickle.dumps(Runs(eval, f"__import__('os').system({text})"), 4),
        "exec, protocol 0": pickle.dumps(Runs(exec, f"import os; os.system({text})"), 0),
        "getattr of getattr": pickle.dumps(Runs(getattr, Runs(getattr, Runs(__import__, "os"), "path"), "os"), 4),
        "inside a dictionary": pickle.dumps({"state_dict": [Runs(os.system, touch)]}, 2),
        "another name of a known module": b"\x80\x02ccollections\nnamedtuple\nX\x01\x00\x00\x00a](e\x86R.",
        "a dotted name of a known module": program(b"\x8c\x0bcollections\x8c\x0c_sys.modules\x93"),
        "a name put together of known parts": program(b"\x8c\x13library Data\nos\nsys\x8c\x06system\x93"),
        "a remembered name": program(b"\x8c\x02osq\x00\x8c\x06systemq\x01h\x00h\x01\x93"),
        "old instructions": f"cos\nsystem\n(V{touch}\ntR.".encode(),
        "INST": f"(V{touch}\nios\nsystem\n.".encode(),
        "OBJ": program(b"(cos\nsystem\n" + f"V{touch}\no".encode()),
    }


@pytest.mark.parametrize("attack", hostile(Path("nowhere")))
def test_code_is_refused_and_nothing_runs(attack: str, marker: Path) -> None:
    data = hostile(marker)[attack]
    with pytest.raises(UnpickleError) as caught:
        read(data)
    assert "\n" not in str(caught.value)
    assert not marker.exists()


def test_the_marker_would_be_there_if_something_ran(marker: Path) -> None:
    pickle.loads(hostile(marker)["os.system"])  # noqa: S301 - ours
    assert marker.exists()


def test_refusal_names_what_was_asked_for() -> None:
    with pytest.raises(ForbiddenError) as caught:
        read(pickle.dumps(Runs(eval, "1"), 4))
    assert caught.value.name == "builtins.eval"


@pytest.mark.parametrize(
    "body",
    [
        b"clibrary\nMarker\n)R",  # calls what may only be named
        b"clibrary\nData\n}X\x0c\x00\x00\x00__setstate__K\x01sb",  # attributes for the name itself
        b"clibrary\nData\n)\x81}X\x0c\x00\x00\x00__setstate__clibrary\nMarker\nsb",  # an attribute that Python calls
        b"clibrary\nData\n)\x81}X\x09\x00\x00\x00__class__K\x01sb",
        b"clibrary\nData\n)\x81N}X\x01\x00\x00\x00aK\x01s\x86b",  # attributes as slots
        b"clibrary\nData\n)\x81K\x01a",  # appends to what is no list
        b"X\x01\x00\x00\x00a)R",  # calls a text
        b"clibrary\nData\n]R",  # arguments in a list
        b"\x82\x01",  # EXT1: a name by number
        b"]](K\x01e\x86}b",
        b"})K\x01s",  # a tuple for a key
        b"h\x05",  # nothing is remembered
        b"0",
        b"e",
        b"",
    ],
)
def test_what_is_not_data_is_refused(body: bytes) -> None:
    with pytest.raises(UnpickleError):
        read(program(body))


def test_attributes_never_reach_a_class() -> None:
    state = dict(vars(Record))
    with pytest.raises(UnpickleError):
        read(program(b"clibrary\nData\n}X\x04\x00\x00\x00kindK\x01sb"))
    assert dict(vars(Record)) == state


def test_attributes_of_a_dictionary_are_not_its_items() -> None:
    data = pickle.dumps(collections.OrderedDict(a=1), 2)
    assert read(data[:-1] + b"}X\x09\x00\x00\x00_metadataK\x01sb.") == {"a": 1}


def test_nesting_without_end_costs_no_time() -> None:
    doubled = program(b")" + b"q\x00h\x00\x86" * 60)  # 2 ** 60 tuples, if anything walked through them
    assert len(read(doubled)) == 2  # type: ignore[arg-type]  # a fake, or what is to be refused
    with pytest.raises(UnpickleError):
        read(program(b"}" + doubled[2:-1] + b"K\x01s"))


@given(st.binary(max_size=60))
def test_noise_is_broken_or_plain(noise: bytes) -> None:
    with contextlib.suppress(UnpickleError):  # anything else is a bug
        read(program(noise))


def test_every_instruction_that_we_know_is_one() -> None:
    from whisper_diarize.weights import unpickle as module

    known = {opcode.name for opcode in pickletools.opcodes}
    assert set(module._OPERATIONS) | module._VALUES | set(module._NOTHING) <= known
