"""The trial of killed batches, small."""

from pathlib import Path

import pytest

from tests.benchmarks.batch import report, trial


@pytest.mark.slow
def test_a_batch_that_is_killed_is_done_once_and_whole(tmp_path: Path) -> None:
    outcome, _ = trial(tmp_path, recordings=30, seconds=0.2, kills=2, runs=1)
    assert outcome.is_sound, report(outcome, (0, 0))
