"""The parts of the page, read from this package; its modules joined into one script.

Modules import each other by `import { a, b } from "./name.js";` and export by `export` in front of a declaration, so
that node can test them one by one. Joined, each is a function that returns what it exports, after those that it needs.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

ENTRY = "main"

_IMPORT = re.compile(r'^import (\{[^}]*\}) from "\./(\w+)\.js";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:const|function\*?|class) (\w+))", re.MULTILINE)


@cache
def asset(name: str) -> str:
    """Return the text of a file of this package, with line breaks as HTML reads them."""
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return text.replace("\r\n", "\n")


@cache
def script() -> str:
    """Return the page's script: all modules that `main` needs, in strict mode and scopes of their own."""
    done: dict[str, str] = {}
    _collect(ENTRY, done)
    return '"use strict";\n{\nconst modules = {};\n' + "".join(done.values()) + "}\n"


def _collect(name: str, done: dict[str, str]) -> None:
    """Add the module `name` to `done`, after those that it imports."""
    if name in done:
        return
    source = asset(f"scripts/{name}.js")
    for needed in _IMPORT.finditer(source):
        _collect(needed[2], done)
    exported = ", ".join(match[1] for match in _EXPORT.finditer(source))
    body = _EXPORT.sub("", _IMPORT.sub(r"const \1 = modules.\2;", source))
    done[name] = f"modules.{name} = (() => {{\n{body}return {{ {exported} }};\n}})();\n"
