from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.benchmarks import speed_child
from tests.benchmarks.speed_child import Stopwatch, busy_seconds, measure, peak_memory


class Sleeper:
    def sleep(self, clock: Clock, seconds: float) -> float:
        clock.now += seconds
        return seconds


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_calls_of_a_watched_method_are_a_stage_and_the_remainder_is_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    class Watched(Sleeper):
        pass

    clock, watch = Clock(), Stopwatch()
    monkeypatch.setattr(speed_child, "time", SimpleNamespace(perf_counter=clock, process_time=clock))
    watch.watch(Watched, "sleep", "embedding")

    def work() -> Iterator[tuple[float, float, str]]:
        assert [Watched().sleep(clock, seconds) for seconds in (1.0, 2.0)] == [1.0, 2.0]
        Sleeper().sleep(clock, 4.0)
        yield 0.5, 1.5, "A"

    watch.add("embedding", 100.0)  # of the warm-up
    measured = measure(work, watch)
    assert measured["stages"] == {"embedding": 3.0, "rest": 4.0}
    assert measured["wall"] == 7.0
    assert measured["turns"] == [{"start": 0.5, "end": 1.5, "speaker": "A"}]


def test_stages_that_overlapped_add_up_to_what_they_took_together() -> None:
    watch = Stopwatch()
    for stage, seconds in {"both": 3.0, "segmentation": 1.0, "embedding": 4.0, "read": 5.0}.items():
        watch.add(stage, seconds)
    watch.share("both", ("segmentation", "embedding"))
    assert watch.seconds == pytest.approx({"segmentation": 0.6, "embedding": 2.4, "read": 5.0})


def test_work_of_other_processes_is_a_share_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    wall, cpu, busy = iter([0.0, 10.0]), iter([0.0, 6.0]), iter([100.0, 111.0])
    clocks = SimpleNamespace(perf_counter=lambda: next(wall), process_time=lambda: next(cpu))
    monkeypatch.setattr(speed_child, "time", clocks)
    monkeypatch.setattr(speed_child, "busy_seconds", lambda: next(busy))
    monkeypatch.setattr(speed_child.os, "cpu_count", lambda: 2)  # type: ignore[attr-defined]  # there all the same
    assert measure(list, Stopwatch())["others"] == 0.25


@pytest.mark.skipif(not Path("/proc/stat").exists(), reason="this system does not say how busy it is")
def test_busy_seconds_count_our_own() -> None:
    busy, end = busy_seconds(), time.process_time() + 0.05
    while time.process_time() < end:
        pass
    assert busy_seconds() - busy >= 0.03  # counted in hundredths


def test_peak_memory_is_of_what_was_used_though_it_is_given_back() -> None:
    size = 1 << 28
    held = bytearray(b"x") * size
    del held
    assert peak_memory() >= size
