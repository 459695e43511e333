"""First lines of docstrings are noun phrases or imperatives, without riddles."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(
    path
    for folder in ("whisper_diarize", "plugins", "tests/benchmarks", "tests/fakes", "samples")
    for path in (ROOT / folder).rglob("*.py")
)
MAX_WHAT_PER_THOUSAND = 2.0


class FirstLine(NamedTuple):
    """A docstring's first line and the place where it stands."""

    place: str
    text: str


def first_lines(code: str, name: str) -> Iterator[FirstLine]:
    """Yield the first line of each docstring of a module, those below constants and fields too."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            docstring = ast.get_docstring(node)
            if docstring:
                yield FirstLine(f"{name}:{node.body[0].lineno}", docstring.partition("\n")[0])
        if isinstance(node, (ast.Module, ast.ClassDef)):
            for value, text in pairwise(node.body):
                match value, text:
                    case ast.Assign() | ast.AnnAssign(), ast.Expr(ast.Constant(str(docstring))):
                        yield FirstLine(f"{name}:{text.lineno}", docstring.partition("\n")[0])


FILES = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in SOURCES}
LINES = [line for name, code in FILES.items() for line in first_lines(code, name)]
RULES = {
    "begins with a question word": r"^(What|Who|Whom|Whose|How|Where|When|Whether|Why)\b",
    'says "what" instead of naming the thing returned': r"^(Return|Returns|Yield|Yields|Give|Say|Tell) what\b",
    "leaves open who or what is meant": r"\b([Nn]o(body|thing| one)|[Ss]ome(body|one)|[Ww]h(o|at)ever)\b",
}


def offenders(lines: list[FirstLine], rule: str) -> list[str]:
    """Return the lines that break a rule, each with its place."""
    return [f"{line.place}: {line.text}" for line in lines if re.search(RULES[rule], line.text)]


@pytest.mark.parametrize("rule", RULES)
def test_first_lines_of_docstrings_keep_the_rule(rule: str) -> None:
    found = offenders(LINES, rule)
    listed = "\n".join(found)
    assert not found, (
        f"{len(found)} docstrings whose first line {rule}; write a noun phrase (module, class, value) or an imperative "
        f"(function):\n{listed}"
    )


def test_first_lines_hardly_ever_say_what() -> None:
    words = sum(len(line.text.split()) for line in LINES)
    found = [f"{line.place}: {line.text}" for line in LINES if re.search(r"(?i)\bwhat\b", line.text)]
    rate = 1000 * len(found) / words
    listed = "\n".join(found)
    assert rate < MAX_WHAT_PER_THOUSAND, f'"what" {rate:.1f} times in 1,000 words; name the thing instead:\n{listed}'


@pytest.mark.parametrize(
    ("docstring", "rule"),
    [
        ("What a run needs.", "begins with a question word"),
        ("Return what was found.", 'says "what" instead of naming the thing returned'),
        ("Speech that nobody said.", "leaves open who or what is meant"),
    ],
)
def test_a_riddle_is_found(docstring: str, rule: str) -> None:
    code = f'def run():\n    """{docstring}"""\n'
    assert offenders(list(first_lines(code, "module.py")), rule) == [f"module.py:2: {docstring}"]
