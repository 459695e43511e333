"""Every hook has a test named after it and a section in plugins/README.md with its exact arguments."""

import inspect
import re
from pathlib import Path

import pytest

from whisper_diarize import Register, hookspecs

ROOT = Path(__file__).parents[2]
README = (ROOT / "plugins" / "README.md").read_text(encoding="utf-8")
HOOKS = [name for name, value in vars(hookspecs).items() if hasattr(value, "whisper_diarize_spec")]


def test_there_are_seventeen_hooks() -> None:
    assert len(HOOKS) == 17


@pytest.mark.parametrize("hook", HOOKS)
def test_hook_is_in_the_readme_with_its_exact_signature(hook: str) -> None:
    signature = inspect.signature(getattr(hookspecs, hook))
    heading = f"### `{hook}({', '.join(signature.parameters)})`"
    assert f"{heading}\n\n```python\ndef {hook}{signature}\n```\n".replace("'", "") in README


@pytest.mark.parametrize("hook", HOOKS)
def test_hook_has_an_example_that_the_readme_names(hook: str) -> None:
    assert f"def {hook}(" in (ROOT / "plugins" / "examples" / f"{hook}.py").read_text(encoding="utf-8")
    assert f"[Example](examples/{hook}.py)" in README


def test_first_example_of_the_readme_is_the_file() -> None:
    example = (ROOT / "plugins" / "examples" / "register_post_processors.py").read_text(encoding="utf-8")
    assert f"```python\n{example}```\n" in README


def test_registration_is_in_the_readme_with_its_exact_signature() -> None:
    parameters = [*inspect.signature(Register.__call__).parameters.values()][1:]
    plain = [parameter.replace(annotation=inspect.Parameter.empty) for parameter in parameters]
    assert f"`register{inspect.Signature(plain)}`".replace("''", '""') in README


def test_the_readme_has_no_other_hooks() -> None:
    headings = re.findall(r"^### `(\w+)\(", README, re.MULTILINE)
    assert headings == HOOKS


@pytest.mark.parametrize("hook", HOOKS)
def test_hook_has_a_test_named_after_it(hook: str) -> None:
    tests = (ROOT / "tests" / "test_hooks.py").read_text()
    assert f"def test_{hook}_" in tests
