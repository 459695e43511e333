"""A short campaign of damaged recordings; `python -m tests.fuzz.media` has long ones."""

from __future__ import annotations

import pytest

from .campaign import make_cases, run_campaign
from .media import check, make_case
from .recording_damage import MUTATIONS
from .recordings import KINDS, encode


@pytest.mark.slow
def test_damaged_recordings_are_read_or_refused_and_never_shorter_without_a_line() -> None:
    report = run_campaign(make_cases(make_case, 7, range(0, 15 * len(KINDS), 13)), check, seconds=300)

    assert report.faults == []
    assert set(report.tried) == {mutation.__name__ for mutation in MUTATIONS}


def test_a_codec_that_is_not_here_is_a_reason() -> None:
    kind = KINDS[0]
    reason = encode(type(kind)("wav", "no_such_codec"))
    assert isinstance(reason, str)
    assert "no_such_codec" in reason
