"""Commands and their options, as far as configuration files set them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["flag", "whole number", "number", "path", "text"]
Command = tuple[str, ...]
"""The words of a command: `("models", "list")`."""

PROFILE, OPTIONS = "profile", "options"
"""Tables that are no commands: of profiles, and of the options of components."""

OF_COMPONENTS = "option"
"""The parameter of `-o NAME.KEY=VALUE`; a table `options` sets it as well."""


@dataclass(frozen=True, slots=True)
class OptionSpec:
    """An option of a command: its long name without hyphens in front, and the values that it takes.

    `many`: it may be given several times. `any_scalar`: numbers and truth values are written into its text; `any_list`:
    lists are joined with commas. `minimum` is the least number. `parameter` is its name in Python.
    """

    key: str
    parameter: str
    kind: Kind
    many: bool = False
    any_scalar: bool = False
    any_list: bool = False
    minimum: float | None = None
    default: object = None


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """A command and its options, by key."""

    words: Command
    options: Mapping[str, OptionSpec]

    @property
    def name(self) -> str:
        """The command as it is typed."""
        return " ".join(self.words)


@dataclass(frozen=True, slots=True)
class Commands:
    """All commands that there are."""

    specs: Mapping[Command, CommandSpec] = field(default_factory=dict)

    def knows(self, words: Command) -> bool:
        """Tell whether a command or a group of commands is called so."""
        return any(known[: len(words)] == words for known in self.specs)

    def following(self, words: Command) -> tuple[str, ...]:
        """Return the next words of the commands that begin with these."""
        longer = (known for known in self.specs if known[: len(words)] == words and len(known) > len(words))
        return tuple(dict.fromkeys(known[len(words)] for known in longer))

    def options(self, words: Command) -> Mapping[str, OptionSpec]:
        """Return the options of a command; a group has none."""
        spec = self.specs.get(words)
        return spec.options if spec is not None else {}


def key_of(name: str) -> str:
    """Return an option's key; underscores are hyphens.

    >>> key_of("output_format")
    'output-format'
    """
    return name.replace("_", "-")
