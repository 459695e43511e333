"""Manual pages, in the macros of man(7), made from the help of commands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from whisper_diarize.version import __version__

from .option_specs import is_group

EXAMPLES = re.compile(r"^ *Examples:$", re.MULTILINE)
EXIT_CODES = (
    ("0", "all done"),
    ("1", "a recording, a model or an output failed; a line on standard error has the reason and the next step"),
    ("2", "wrong usage"),
    ("130", "interrupted"),
    ("141", "the reader of standard output has left"),
)


# Any: Typer publishes no type of its commands and parameters, here and below
def man_pages(root: Any, name: str) -> Iterator[tuple[str, str]]:
    """Yield the file name and the text of the page of a command, and of all that are below it."""
    children = {word: child for word, child in getattr(root, "commands", {}).items() if not child.hidden}
    yield f"{name.replace(' ', '-')}.1", "".join(f"{line}\n" for line in _lines(root, name, list(children)))
    for word, child in children.items():
        yield from man_pages(child, f"{name} {word}")


def _lines(command: Any, name: str, children: Sequence[str]) -> Iterator[str]:
    text, examples = _help(command)
    summary, *paragraphs = re.split(r"\n\s*\n", text) or [""]
    yield f'.TH "{name.replace(" ", "-").upper()}" 1 "" "whisper-diarize {__version__}" "User commands"'
    yield from (".SH NAME", rf"{_escaped(name.replace(' ', '-'))} \- {_escaped(summary.rstrip('.'))}")
    yield from (".SH SYNOPSIS", f".B {_escaped(name)}", _escaped(" ".join(_usage(command))))
    if paragraphs:
        yield ".SH DESCRIPTION"
        for paragraph in paragraphs:
            yield from (".PP", _escaped(paragraph))
    yield from _parameters(command)
    if children:
        yield ".SH COMMANDS"
        for word in children:
            yield from _item(word, _help(command.commands[word])[0].partition("\n\n")[0])
    if examples:
        yield ".SH EXAMPLES"
        for example in examples:
            yield from (".PP", ".nf", _escaped(example), ".fi")
    yield ".SH EXIT STATUS"
    for code, meaning in EXIT_CODES:
        yield from _item(code, meaning)
    others = [f"{name} {word}" for word in children] or [name.rpartition(" ")[0]]
    also = [f".BR {_escaped(other.replace(' ', '-'))} (1)" for other in others if other]
    yield from (".SH SEE ALSO", ",\n".join(also)) if also else ()


def _help(command: Any) -> tuple[str, list[str]]:
    """Return the text of a command's help, and its examples."""
    parts = EXAMPLES.split(re.sub(r"\\b\n|\f", "", command.help or ""), maxsplit=1)
    rest = re.split(r"\n\s*\n", parts[1].strip("\n")) if len(parts) > 1 else []
    examples = [part.strip() for part in rest if part.startswith(" ")]
    after = [part for part in rest if part and not part.startswith(" ")]
    return "\n\n".join([parts[0].strip(), *after]).strip(), examples


def _usage(command: Any) -> Iterator[str]:
    yield "[OPTIONS]"
    for parameter in command.params:
        if parameter.param_type_name == "argument":
            shown = parameter.metavar or parameter.name.upper()
            many = "..." if parameter.nargs == -1 and not shown.endswith("...") else ""
            yield f"{shown}{many}" if parameter.required else f"[{shown}{many}]"
    if is_group(command):
        yield "COMMAND [ARGS]..."


def _parameters(command: Any) -> Iterator[str]:
    """Yield the arguments, then the options in the panels of the help."""
    panels: dict[str, list[Any]] = {}
    for parameter in command.params:
        is_argument = parameter.param_type_name == "argument"
        panel = "Arguments" if is_argument else parameter.rich_help_panel or "Options"
        if not parameter.hidden:
            panels.setdefault(panel, []).append(parameter)
    for panel, parameters in panels.items():
        yield f'.SH "{_escaped(panel).upper()}"'
        for parameter in parameters:
            yield from _item(_title(parameter), parameter.help or "")


def _title(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name.upper())
    names = ", ".join((*parameter.opts, *parameter.secondary_opts))
    kind = "" if parameter.is_flag else f" {parameter.metavar or parameter.name.upper()}"
    return names + kind


def _item(title: str, text: str) -> Iterator[str]:
    yield from (".TP", rf"\fB{_escaped(title)}\fR", _escaped(text))


def _escaped(text: str) -> str:
    r"""Return text as it is shown: on one line, without a character that steers the formatter.

    >>> _escaped(".x --no\\y")
    '\\&.x \\-\\-no\\ey'
    """
    line = " ".join(text.split()).replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{line}" if line.startswith((".", "'")) else line
