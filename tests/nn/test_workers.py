"""Threads of the networks: they end as MLX wants, and are made anew in a child."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import mlx.core as mx
import numpy as np
import pytest

from whisper_diarize.models import bundled_directory
from whisper_diarize.nn import PyanNet
from whisper_diarize.nn import workers as module
from whisper_diarize.nn.workers import Workers
from whisper_diarize.weights import load_segmentation

pytestmark = pytest.mark.slow

SAMPLES = np.random.default_rng(0).normal(0, 0.1, (3, 8000)).astype(np.float32)

USE = """
import os, sys, threading
import numpy as np
from whisper_diarize.models import bundled_directory
from whisper_diarize.weights import load_segmentation

samples = np.random.default_rng(0).normal(0, 0.1, (3, 8000)).astype(np.float32)
load = lambda: load_segmentation(bundled_directory())
"""
IN_A_THREAD = """
thread = threading.Thread(target=lambda: print(load().logits(samples).shape))
thread.start()
thread.join()
"""
IN_A_CHILD = """
network = load()
before = network.logits(samples)
child = os.fork()
if child == 0:
    sys.exit(0 if np.array_equal(network.logits(samples), before) else 3)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def python(code: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def threads() -> Iterator[Any]:
    made = Workers(mx.default_device(), 2)
    yield made
    made.close()


@pytest.mark.parametrize("attempt", range(5))
def test_program_that_used_networks_in_a_thread_ends_well(attempt: int) -> None:
    done = python(USE + IN_A_THREAD)
    assert (done.stdout, done.stderr, done.returncode) == ("(3, 26, 7)\n", "", 0)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork")
@pytest.mark.parametrize("attempt", range(3))
def test_child_that_is_forked_after_use_computes_the_same_and_ends(attempt: int) -> None:
    done = python(USE + IN_A_CHILD)
    assert (done.stdout, done.returncode) == ("0\n", 0), done.stderr


def test_every_thread_clears_its_streams_when_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    cleared = []
    monkeypatch.setattr(module.mx, "clear_streams", lambda: cleared.append(threading.get_ident()))  # type: ignore[attr-defined]  # there all the same
    threads = Workers(mx.default_device(), 3)
    used = {thread.ident for thread in threads._threads}
    threads.close()
    assert sorted(cleared) == sorted(used)  # type: ignore[type-var]  # not None here


def test_networks_compute_in_no_thread_of_the_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    computing = set()
    call = PyanNet.__call__
    monkeypatch.setattr(
        PyanNet,
        "__call__",
        lambda self, x: computing.add(threading.current_thread().name) or call(self, x),  # type: ignore[func-returns-value]  # it gives None: what follows is the value
    )
    load_segmentation(bundled_directory()).logits(SAMPLES)
    assert computing == {"network"}


def test_networks_take_arrays_of_mlx_too() -> None:
    network = load_segmentation(bundled_directory())
    np.testing.assert_array_equal(network.logits(mx.array(SAMPLES)), network.logits(SAMPLES))


def test_many_threads_that_use_a_network_get_equal_results() -> None:
    network, found = load_segmentation(bundled_directory()), []
    threads = [threading.Thread(target=lambda: found.append(network.logits(SAMPLES))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [np.array_equal(logits, network.logits(SAMPLES)) for logits in found] == [True] * 4


def test_results_are_in_the_order_of_the_items(threads: Any) -> None:
    assert threads.map(lambda number: number * number, range(20)) == [number * number for number in range(20)]


def test_error_is_raised_to_the_caller_and_the_threads_go_on(threads: Any) -> None:
    with pytest.raises(ZeroDivisionError):
        threads.map(lambda number: 1 // number, [1, 0, 1])
    assert threads.call(lambda: 7) == 7


def test_after_an_error_the_items_that_wait_are_left_out(threads: Any) -> None:
    called, may_end = [], threading.Event()

    def work(number: int) -> None:
        called.append(number)
        if number == 0:
            raise ValueError
        may_end.wait(10)

    threading.Timer(0.2, may_end.set).start()
    with pytest.raises(ValueError, match=r"^$"):
        threads.map(work, range(50))
    assert len(called) < 50
