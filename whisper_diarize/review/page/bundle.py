"""The parts of the page, read from this package; its modules joined into one script.

Modules import each other by `import { a, b } from "./name.js";` and export by `export` in front of a declaration, so
that node can test them one by one; `tables.js` is made of Python's tables. Joined, each is a function that returns what
it exports, after those that it needs. Comments stay in the sources: the page is a quarter smaller without them.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from posixpath import dirname, join, normpath

from .tables import PATH as TABLES
from .tables import tables_module

ENTRY = "page/scripts/main.js"

_IMPORT = re.compile(r'^import (\{[^}]*\}) from "(\.[^"]*)";$', re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*(?:/\*\*(?:.|\n)*?\*/|//.*)\n", re.MULTILINE)
"""A comment on lines of its own; no other text in the scripts begins a line like one."""
_EXPORT = re.compile(r"^export (?=(?:async )?(?:const|function\*?|class) (\w+))", re.MULTILINE)


@cache
def asset(name: str) -> str:
    """Return the text of a file of `review`, with line breaks as HTML reads them."""
    text = files("whisper_diarize.review").joinpath(name).read_text(encoding="utf-8")
    return text.replace("\r\n", "\n")


@cache
def modules() -> dict[str, str]:
    """Return the sources of the page's modules by their paths in `review`, each after those that it imports."""
    found: dict[str, str] = {}
    _collect(ENTRY, found)
    return found


@cache
def script() -> str:
    """Return the page's script: all its modules, in strict mode and scopes of their own."""
    joined = "".join(_as_function(path, source) for path, source in modules().items())
    return '"use strict";\n{\nconst modules = {};\n' + joined + "}\n"


def _collect(path: str, found: dict[str, str]) -> None:
    """Add the module at `path` to `found`, after those that it imports."""
    if path in found:
        return
    source = tables_module() if path == TABLES else asset(path)
    for needed in _IMPORT.finditer(source):
        _collect(_resolved(needed[2], path), found)
    found[path] = source


def _resolved(target: str, path: str) -> str:
    """Return the path of the module that the one at `path` calls `target`."""
    return normpath(join(dirname(path), target))


def _as_function(path: str, source: str) -> str:
    exported = ", ".join(match[1] for match in _EXPORT.finditer(source))
    imported = _IMPORT.sub(lambda match: f'const {match[1]} = modules["{_resolved(match[2], path)}"];', source)
    body = _COMMENT.sub("", _EXPORT.sub("", imported))
    return f'modules["{path}"] = (() => {{\n{body}return {{ {exported} }};\n}})();\n'
