import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from whisper_diarize.models.lazy import Lazy


def test_value_is_made_once_and_only_when_it_is_wanted() -> None:
    made = []
    value = Lazy(lambda: made.append(1) or len(made))  # type: ignore[func-returns-value]  # it gives None: what follows is the value
    assert not made
    assert (value(), value()) == (1, 1)
    assert made == [1]


def test_threads_that_ask_at_once_get_the_same_value() -> None:
    both_ask = threading.Barrier(2)
    value = Lazy(object)

    def ask() -> object:
        both_ask.wait(120)
        return value()

    with ThreadPoolExecutor(2) as threads:
        first, second = threads.submit(ask), threads.submit(ask)
        assert first.result() is second.result()


def test_value_that_could_not_be_made_is_tried_again() -> None:
    results = iter([ZeroDivisionError, 7])

    def make() -> int:
        result = next(results)
        if result is ZeroDivisionError:
            raise result
        return result  # type: ignore[return-value]  # of this kind here

    value = Lazy(make)
    with pytest.raises(ZeroDivisionError):
        value()
    assert value() == 7
