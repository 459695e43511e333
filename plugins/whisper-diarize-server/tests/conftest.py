"""Servers that tests share, as each takes seconds to start: one that is open, and one with a key."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from whisper_diarize_server.trial import TrialServer, trial_server

KEY = "secret"


@pytest.fixture(scope="session")
def open_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrialServer]:
    """A server that takes a megabyte, notes its runs in `runs`, and waits for `gate` with recordings of 2.25 s."""
    folder = tmp_path_factory.mktemp("open")
    with trial_server(folder, "--max-megabytes", "1", runs=folder / "runs", gate=folder / "gate") as running:
        yield running


@pytest.fixture(scope="session")
def keyed_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrialServer]:
    """A server with a key."""
    environment = {"WHISPER_DIARIZE_API_KEY": KEY}
    with trial_server(tmp_path_factory.mktemp("keyed"), environment=environment) as running:
        yield running
