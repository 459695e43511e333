"""Fixtures for tests of the commands."""

from collections.abc import Callable

import pytest

FAKES = """
from whisper_diarize.testing import FakeEngines

fakes = FakeEngines()
register_transcribers = fakes.register_transcribers
register_diarizers = fakes.register_diarizers
"""


@pytest.fixture
def fakes(install: Callable[[str, str], None]) -> None:
    """Install a plugin with the fake transcriber and the fake diarizer."""
    install("fakes", FAKES)
