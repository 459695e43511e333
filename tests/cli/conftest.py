"""Fixtures for tests of the commands."""

import logging
from collections.abc import Iterator

import pytest

FAKES = """
from whisper_diarize.testing import FakeEngines

fakes = FakeEngines()
register_transcribers = fakes.register_transcribers
register_diarizers = fakes.register_diarizers
"""


@pytest.fixture
def fakes(install):
    """Install a plugin with the fake transcriber and the fake diarizer."""
    install("fakes", FAKES)


@pytest.fixture(autouse=True)
def _logging() -> Iterator[None]:
    """Leave logging as it was: commands configure it."""
    logger, hub = logging.getLogger("whisper_diarize"), logging.getLogger("whisper_diarize.hub")
    level, handlers, propagate = logger.level, logger.handlers, logger.propagate
    yield
    logger.setLevel(level)
    hub.setLevel(logging.NOTSET)
    logger.handlers, logger.propagate = handlers, propagate
