"""A few dozen failing disks; `python -m tests.fuzz.disks` tries a thousand."""

from __future__ import annotations

import pytest

from .campaign import make_cases, run_campaign
from .disks import check, make_case


@pytest.mark.slow
def test_on_a_failing_disk_no_file_is_half_or_lost() -> None:
    report = run_campaign(make_cases(make_case, 1, range(16)), check, seconds=300)
    assert report.faults == [], report.table()
