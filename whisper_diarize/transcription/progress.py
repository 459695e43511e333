"""Progress of mlx_whisper, which reports it only to a bar of its own making, and its segments as it writes them."""

from __future__ import annotations

import types
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from whisper_diarize.live_text import tell_segment
from whisper_diarize.protocols import Progress

from .clips import Joined


class _Bar:
    """The part of `tqdm.tqdm` that mlx_whisper uses, passed on to `progress`, which never goes back."""

    def __init__(self, progress: Progress, total: float) -> None:
        self._progress = progress
        self._total = max(1.0, total)
        self._now = self._done = 0.0

    def __enter__(self) -> _Bar:  # noqa: PYI034  # typing.Self came with Python 3.11
        self._progress(0.0, self._total)
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        if error is None:  # mlx_whisper does not count what it skips
            self._progress(self._total, self._total)

    def update(self, step: float) -> None:
        self._now += step
        self._done = min(self._total, max(self._done, self._now))
        self._progress(self._done, self._total)


@contextmanager
def reported_to(progress: Progress, module: types.ModuleType) -> Iterator[None]:
    """Within the context, the bars that `module` makes with `tqdm.tqdm(total=...)` report to `progress`.

    mlx_whisper.transcribe takes no callback. It makes its bar through the name `tqdm` in its own module, so that name
    is exchanged for the time of the call; tqdm itself, which others may be using, is left alone.
    """

    def make_bar(*, total: float, **_: object) -> _Bar:
        return _Bar(progress, total)

    with _exchanged(module, "tqdm", types.SimpleNamespace(tqdm=make_bar)):
        yield


@contextmanager
def told_from(module: types.ModuleType, joined: Joined) -> Iterator[None]:
    """Within the context, the segments of `joined` clips are told as soon as `module` has timed their words."""
    original = vars(module)["add_word_timestamps"]

    # Any: mlx_whisper publishes no types
    def add_word_timestamps(*, segments: list[dict[str, Any]], **others: Any) -> None:
        original(segments=segments, **others)
        for segment in segments:
            if segment["start"] != segment["end"]:  # else mlx_whisper drops it
                at = joined.moved(segment["start"], segment["end"])
                tell_segment(at.start, at.end, segment["text"])

    with _exchanged(module, "add_word_timestamps", add_word_timestamps):
        yield


@contextmanager
def _exchanged(module: types.ModuleType, name: str, value: object) -> Iterator[None]:
    original = vars(module)[name]
    vars(module)[name] = value
    try:
        yield
    finally:
        vars(module)[name] = original
