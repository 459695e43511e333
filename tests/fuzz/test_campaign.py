import os
import random
import signal
import time

import pytest

from .campaign import Case, forked, make_cases, run_campaign

GIB = 2**30


def check_by_kind(case: Case) -> str | None:
    if case.kind == "wrong":
        return "a word is lost"
    if case.kind == "raises":
        raise KeyError(case.contents)
    if case.kind == "hangs":
        time.sleep(3600)
    if case.kind == "computes":
        while True:
            pass
    if case.kind == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if case.kind == "dies":
        os.abort()
    if case.kind == "large":
        return None if len(bytearray(b"1") * GIB) == GIB else "too short"
    return None


@pytest.mark.slow
def test_every_kind_of_fault_is_counted_and_the_campaign_goes_on() -> None:
    kinds = ["fine", "wrong", "raises", "dies", "large", "fine"]
    report = run_campaign([Case(number, kind, "x") for number, kind in enumerate(kinds)], check_by_kind, seconds=300)
    assert report.tried == {"fine": 2, "wrong": 1, "raises": 1, "dies": 1, "large": 1}
    faults = {case.kind: fault for case, fault in report.faults}
    assert faults["wrong"] == "a word is lost"
    assert faults["raises"].startswith("KeyError: 'x' (")
    assert faults["dies"] == "its process ended with -6"
    assert faults["large"].startswith("it needs 1")
    assert report.table().splitlines()[:2] == ["           tried / failed", "dies           1 / 1"]


def test_a_case_without_an_end_is_given_up() -> None:
    report = run_campaign([Case(0, "hangs", "x")], check_by_kind, seconds=1)
    assert [fault for _, fault in report.faults] == ["it takes more than 1 s"]


def test_a_case_can_be_made_again_alone() -> None:
    def make(rng: random.Random, number: int) -> Case:
        return Case(number, "kind", rng.random())

    (alone,) = make_cases(make, 3, [7])
    assert list(make_cases(make, 3, range(10)))[7] == alone


@pytest.mark.slow
def test_computing_has_a_limit_of_its_own() -> None:
    report = run_campaign([Case(0, "computes", "x"), Case(1, "fine", "x")], check_by_kind, seconds=300, cpu=1)
    assert [fault for _, fault in report.faults] == ["it computes for more than 1 s"]


@pytest.mark.parametrize(
    ("kind", "fault"), [("fine", None), ("wrong", "a word is lost"), ("killed", "its process ended with -9")]
)
def test_a_case_in_a_copy_of_the_process_has_the_same_fault(kind: str, fault: str | None) -> None:
    assert forked(check_by_kind, Case(0, kind, "x")) == fault
