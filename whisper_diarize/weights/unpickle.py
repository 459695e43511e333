"""Reader of pickles as data: no name in them is looked up, imported or called.

A pickle is a program for a small stack machine, and a class or function is only a name in it until the machine calls
it. This machine knows the instructions that make plain values; of names it knows those that it is given, each with a
function of ours that stands in for it. Source of the instructions: CPython, Lib/pickletools.py.
"""

from __future__ import annotations

import pickletools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

# Any: a value of a pickle
MAX_NAME_CHARACTERS = 100  # of one that a message shows
MAX_WORK = 10**6  # values that are given to our stand-ins: one list may be given many times
Builder = Callable[[tuple[Any, ...]], Any]


class UnpickleError(ValueError):
    """The pickle is broken, or holds more than data."""


class ForbiddenError(UnpickleError):
    """The pickle names something that is not data: `name`, as `module.name`."""

    def __init__(self, name: str) -> None:
        self.name = ".".join(name[:MAX_NAME_CHARACTERS].split(" "))
        super().__init__(f"the pickle names {self.name!r}, which is not data")


@dataclass(frozen=True, slots=True)
class Global:
    """The name of a class or function, `module name`, and no more than the name."""

    name: str


@dataclass(slots=True, eq=False)
class Record:
    """A value of a class that only holds data: the class's name, its arguments, and its attributes."""

    kind: str
    args: tuple[Any, ...]
    state: dict[str, Any] = field(default_factory=dict)


def unpickle(data: bytes, names: Mapping[str, Builder | None], persistent: Builder) -> Any:
    """Return the value that a pickle describes.

    Args:
        data: the pickle, of any protocol.
        names: what it may name, as `module name`, and what to make of the arguments; None: it may be named, not called.
        persistent: what to make of a reference to something outside of the pickle.

    Raises:
        ForbiddenError: it names something else.
        UnpickleError: it is broken, or uses an instruction that data does not need.
    """
    machine = _Machine(names, persistent)
    try:
        for opcode, argument, _ in pickletools.genops(data):
            machine.run(opcode.name, argument)
        return machine.stack.pop()
    except UnpickleError:
        raise
    except (ValueError, TypeError, LookupError, AttributeError, OverflowError) as exc:
        raise UnpickleError(f"the pickle is broken: {exc}") from exc


class _Machine:
    """The stack and its marks, the values that are remembered by number, and the instructions."""

    def __init__(self, names: Mapping[str, Builder | None], persistent: Builder) -> None:
        self.stack: list[Any] = []
        self.marks: list[int] = []
        self.memo: dict[int, Any] = {}
        self.work = 0
        self.names = names
        self.persistent = persistent

    def run(self, name: str, argument: Any) -> None:
        """Carry out one instruction."""
        if name in _VALUES:
            self.stack.append(argument)
        elif name in _OPERATIONS:
            _OPERATIONS[name](self, argument)
        elif name not in _NOTHING:
            raise UnpickleError(f"the pickle uses {name}, which weights do not need")

    def mark(self) -> None:
        """Remember how high the stack is."""
        self.marks.append(len(self.stack))

    def since_mark(self) -> list[Any]:
        """Take everything that came after the last mark off the stack."""
        start = self.marks.pop()
        items = self.stack[start:]
        del self.stack[start:]
        return items

    def drop(self) -> None:
        """Take the last value or mark off."""
        if self.marks and self.marks[-1] == len(self.stack):
            self.marks.pop()
        else:
            self.take(1)

    def take(self, count: int) -> list[Any]:
        """Take the last few values off the stack."""
        if len(self.stack) < count:
            raise UnpickleError("the pickle is broken: its stack is empty")
        items = self.stack[len(self.stack) - count :]
        del self.stack[len(self.stack) - count :]
        return items

    def top(self, kind: type) -> Any:
        """Return the last value, which must be of a type."""
        if type(self.stack[-1]) is not kind:
            raise UnpickleError(f"the pickle is broken: it adds to what is not a {kind.__name__}")
        return self.stack[-1]

    def append(self, items: list[Any]) -> None:
        self.top(list).extend(items)

    def set_items(self, items: list[Any]) -> None:
        self.top(dict).update(_pairs(items))

    def add_items(self, items: list[Any]) -> None:
        self.top(set).update(map(_key, items))

    def remember(self, index: int) -> None:
        self.memo[index] = self.stack[-1]

    def name(self, name: str) -> None:
        """Push a name, if it is one that we know."""
        if name not in self.names:
            raise ForbiddenError(name)
        self.stack.append(Global(name))

    def stack_name(self) -> None:
        module, name = self.take(2)
        if not isinstance(module, str) or not isinstance(name, str):
            raise UnpickleError("the pickle is broken: a name is not text")
        self.name(f"{module} {name}")

    def call(self) -> None:
        """Let our stand-in for a name make a value of its arguments."""
        function, arguments = self.take(2)
        if type(function) is not Global or type(arguments) is not tuple:
            raise UnpickleError("the pickle calls what is not a name")
        self.spend(sum(len(one) for one in arguments if isinstance(one, list | tuple | dict)))
        build = self.names[function.name]
        if build is None:
            raise ForbiddenError(function.name)
        self.stack.append(build(arguments))

    def spend(self, values: int) -> None:
        """Count values that are copied."""
        self.work += values
        if self.work > MAX_WORK:
            raise UnpickleError("the pickle makes too much of too little")

    def set_state(self) -> None:
        """Give a record its attributes; those of a dictionary are ignored."""
        (state,) = self.take(1)
        target = self.stack[-1]
        if type(target) is dict:
            return
        if type(target) is not Record or type(state) is not dict:
            raise UnpickleError("the pickle sets attributes of what has none")
        if any(type(name) is not str or name.startswith("__") for name in state):
            raise UnpickleError("the pickle sets attributes that are not data")
        self.spend(len(state))
        target.state.update(state)


_NOTHING = ("PROTO", "FRAME", "STOP")
_VALUES = frozenset(
    {"INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4", "FLOAT", "BINFLOAT"}
    | {"STRING", "BINSTRING", "SHORT_BINSTRING", "UNICODE", "BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8"}
    | {"BINBYTES", "SHORT_BINBYTES", "BINBYTES8"}
)


def _key(value: Any) -> Any:
    """Return a key of a dictionary: no tuple, for hashing one that holds itself many times takes for ever."""
    if not isinstance(value, str | bytes | int | float | Global | Record | None):
        raise UnpickleError(f"the pickle has a {type(value).__name__} for a key")
    return value


def _pairs(items: list[Any]) -> dict[Any, Any]:
    return dict(zip(map(_key, items[::2]), items[1::2], strict=True))


# for each instruction: what to do, given the machine and the argument
_OPERATIONS: dict[str, Callable[[_Machine, Any], object]] = {
    "NONE": lambda m, _: m.stack.append(None),
    "NEWTRUE": lambda m, _: m.stack.append(True),
    "NEWFALSE": lambda m, _: m.stack.append(False),
    "EMPTY_LIST": lambda m, _: m.stack.append([]),
    "EMPTY_TUPLE": lambda m, _: m.stack.append(()),
    "EMPTY_DICT": lambda m, _: m.stack.append({}),
    "EMPTY_SET": lambda m, _: m.stack.append(set()),
    "MARK": lambda m, _: m.mark(),
    "LIST": lambda m, _: m.stack.append(m.since_mark()),
    "TUPLE": lambda m, _: m.stack.append(tuple(m.since_mark())),
    "TUPLE1": lambda m, _: m.stack.append(tuple(m.take(1))),
    "TUPLE2": lambda m, _: m.stack.append(tuple(m.take(2))),
    "TUPLE3": lambda m, _: m.stack.append(tuple(m.take(3))),
    "DICT": lambda m, _: m.stack.append(_pairs(m.since_mark())),
    "FROZENSET": lambda m, _: m.stack.append(frozenset(map(_key, m.since_mark()))),
    "APPEND": lambda m, _: m.append(m.take(1)),
    "APPENDS": lambda m, _: m.append(m.since_mark()),
    "SETITEM": lambda m, _: m.set_items(m.take(2)),
    "SETITEMS": lambda m, _: m.set_items(m.since_mark()),
    "ADDITEMS": lambda m, _: m.add_items(m.since_mark()),
    "POP": lambda m, _: m.drop(),
    "POP_MARK": lambda m, _: m.since_mark(),
    "DUP": lambda m, _: m.stack.append(m.stack[-1]),
    "PUT": lambda m, index: m.remember(index),
    "BINPUT": lambda m, index: m.remember(index),
    "LONG_BINPUT": lambda m, index: m.remember(index),
    "MEMOIZE": lambda m, _: m.remember(len(m.memo)),
    "GET": lambda m, index: m.stack.append(m.memo[index]),
    "BINGET": lambda m, index: m.stack.append(m.memo[index]),
    "LONG_BINGET": lambda m, index: m.stack.append(m.memo[index]),
    "GLOBAL": lambda m, name: m.name(name),
    "STACK_GLOBAL": lambda m, _: m.stack_name(),
    "REDUCE": lambda m, _: m.call(),
    "NEWOBJ": lambda m, _: m.call(),
    "BUILD": lambda m, _: m.set_state(),
    "BINPERSID": lambda m, _: m.stack.append(m.persistent(*m.take(1))),
}
