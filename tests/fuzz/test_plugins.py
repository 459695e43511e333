"""A few dozen broken plugins; `python -m tests.fuzz.plugins` tries hundreds."""

from __future__ import annotations

import pytest

from .campaign import make_cases, run_campaign
from .plugins import check, make_case


@pytest.mark.slow
def test_a_broken_plugin_costs_what_it_would_have_added_and_a_line() -> None:
    report = run_campaign(make_cases(make_case, 2, range(24)), check, seconds=300)
    assert report.faults == [], report.table()
