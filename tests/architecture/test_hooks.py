"""Every hook has a test named after it and a section in plugins/README.md with its exact arguments."""

import inspect
import re
from pathlib import Path

import pytest

from whisper_diarize import hookspecs

ROOT = Path(__file__).parents[2]
HOOKS = [name for name, value in vars(hookspecs).items() if hasattr(value, "whisper_diarize_spec")]


def test_there_are_eleven_hooks() -> None:
    assert len(HOOKS) == 11


@pytest.mark.parametrize("hook", HOOKS)
def test_hook_is_in_the_readme_with_its_exact_signature(hook: str) -> None:
    arguments = ", ".join(inspect.signature(getattr(hookspecs, hook)).parameters)
    assert f"### `{hook}({arguments})`" in (ROOT / "plugins" / "README.md").read_text()


def test_the_readme_has_no_other_hooks() -> None:
    headings = re.findall(r"^### `(\w+)\(", (ROOT / "plugins" / "README.md").read_text(), re.MULTILINE)
    assert headings == HOOKS


@pytest.mark.parametrize("hook", HOOKS)
def test_hook_has_a_test_named_after_it(hook: str) -> None:
    tests = (ROOT / "tests" / "test_hooks.py").read_text()
    assert f"def test_{hook}_" in tests
