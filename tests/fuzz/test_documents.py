import pytest

from .campaign import make_cases, run_campaign
from .documents import check, make_case


@pytest.mark.slow
def test_damaged_documents_are_refused_in_a_line_or_kept_whole() -> None:
    report = run_campaign(make_cases(make_case, 1, range(100)), check, seconds=300)
    assert report.faults == [], report.table()
