"""A few runs that are stopped; `python -m tests.fuzz.kills` stops 200."""

from __future__ import annotations

import pytest

from .campaign import Case, run_campaign
from .kills import check


@pytest.mark.slow
def test_a_stopped_run_leaves_no_torn_file_and_the_next_succeeds() -> None:
    cases = [Case(0, "killed", 0.9), Case(1, "interrupted", 0.6)]
    assert run_campaign(cases, check, seconds=600, memory=None).faults == []
