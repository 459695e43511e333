"""The page's scripts by themselves, in node."""

import subprocess
from pathlib import Path

import pytest

from whisper_diarize.review.page.bundle import script

pytestmark = pytest.mark.browser

TESTS = sorted(str(path) for path in Path(__file__).parent.glob("*.test.mjs"))


def test_scripts_do_what_their_own_tests_say(node: str, scripts: Path) -> None:
    environment = {"SCRIPTS": scripts.as_uri() + "/", "PATH": str(Path(node).parent)}

    result = subprocess.run([node, "--test", *TESTS], env=environment, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-1000:]
    assert len(TESTS) == 9


def test_joined_script_can_be_read(node: str, tmp_path: Path) -> None:
    (tmp_path / "page.js").write_text(script(), encoding="utf-8")

    result = subprocess.run([node, "--check", str(tmp_path / "page.js")], capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stderr
