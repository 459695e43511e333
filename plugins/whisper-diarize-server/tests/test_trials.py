"""Small versions of the long trials in tests/benchmarks/server_*.py."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from whisper_diarize_server.trial import TrialServer, trial_server

from tests.benchmarks import server_fuzz, server_kills, server_load

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrialServer]:
    folder = tmp_path_factory.mktemp("server")
    with trial_server(folder, "--max-megabytes", "1", "--queue", "4", seconds=0.02) as running:
        yield running


def test_no_job_is_lost_by_kills(tmp_path: Path) -> None:
    counts = server_kills.kills(tmp_path, 2, seed=1, workers=1)
    assert counts["done"] == counts["jobs accepted"] > 0


def test_malformed_requests_are_refused_and_leave_nothing(server: TrialServer) -> None:
    counts = server_fuzz.fuzz(server, 40, seed=1, patience=0.3)
    assert set(counts) - {"2xx", "400", "403", "408", "413", "closed"} == {
        *("uploads left", "recordings left", "jobs without an end", "server is ready at the end"),
        *("tracebacks in the log", "slowest answer, s"),
    }
    left = [
        counts[name] for name in ("uploads left", "recordings left", "jobs without an end", "tracebacks in the log")
    ]
    assert (left, counts["server is ready at the end"]) == ([0, 0, 0, 0], 1)


def test_many_clients_get_right_answers_or_are_told_to_wait(server: TrialServer) -> None:
    counts, _ = server_load.load(server, 12, 0.5)
    assert counts["200, right"] > 0, counts
    assert set(counts) <= {"200, right", "429 with Retry-After", "files left", "recordings left"}
    assert counts["files left"] + counts["recordings left"] == 0
