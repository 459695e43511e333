"""Progress of mlx_whisper, which reports it only to a bar of its own making."""

from __future__ import annotations

import types
from collections.abc import Iterator
from contextlib import contextmanager

from whisper_diarize.protocols import Progress


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

    original = vars(module)["tqdm"]
    vars(module)["tqdm"] = types.SimpleNamespace(tqdm=make_bar)
    try:
        yield
    finally:
        vars(module)["tqdm"] = original
