from collections.abc import Callable
from pathlib import Path

import pytest

from tests.batch.recordings import Folder
from tests.cli.conftest import FAKES


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A folder of recordings, and one of outputs."""
    return Folder(tmp_path)


@pytest.fixture
def fakes(install: Callable[[str, str], None]) -> None:
    """Install a plugin with the fake engines."""
    install("fakes", FAKES)
