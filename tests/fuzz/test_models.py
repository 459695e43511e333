"""A few dozen hostile models; `python -m tests.fuzz.models` tries a thousand."""

from __future__ import annotations

import pytest

from .campaign import make_cases, run_campaign
from .models import CPU_SECONDS, MEMORY, check, make_case


@pytest.mark.slow
def test_hostile_models_are_used_or_refused_in_a_line() -> None:
    report = run_campaign(make_cases(make_case, 3, range(24)), check, seconds=300, memory=MEMORY, cpu=CPU_SECONDS)
    assert report.faults == [], report.table()
