"""node and Chromium, where they are installed."""

import shutil
from importlib.resources import files
from pathlib import Path

import pytest

SCRIPTS = Path(str(files("whisper_diarize.formats.review"))) / "scripts"


@pytest.fixture(scope="session")
def node():
    """The command of node."""
    found = shutil.which("node")
    if found is None:
        pytest.skip("node is not installed")
    return found


@pytest.fixture(scope="session")
def scripts():
    """The folder with the page's scripts."""
    return SCRIPTS
