import threading
from collections.abc import Iterator

import pytest

from whisper_diarize.diarization.prefetch import prefetch


def counted(made: list[int], count: int) -> Iterator[int]:
    for number in range(count):
        made.append(number)
        yield number


@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_all_items_come_in_their_order(count: int) -> None:
    assert list(prefetch(range(count))) == list(range(count))


def test_next_item_is_made_while_one_is_used() -> None:
    made = threading.Event()

    def items() -> Iterator[int]:
        yield 0
        made.set()
        yield 1

    numbers = prefetch(items())
    assert next(numbers) == 0
    assert made.wait(120)


def test_only_one_item_is_made_ahead() -> None:
    made: list[int] = []
    numbers = prefetch(counted(made, 10))
    next(numbers)
    numbers.close()  # type: ignore[attr-defined]  # there all the same
    assert made == [0, 1]


def test_error_comes_where_its_item_would_have() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise OSError("the disk is gone")

    numbers = prefetch(items())
    assert next(numbers) == 1
    with pytest.raises(OSError, match="the disk is gone"):
        next(numbers)


def test_whoever_stops_early_leaves_no_thread_behind() -> None:
    numbers = prefetch(iter(int, 1))
    next(numbers)
    numbers.close()  # type: ignore[attr-defined]  # there all the same
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("prefetch")]
