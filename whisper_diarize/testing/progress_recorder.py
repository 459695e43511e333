"""A progress callback for tests."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class ProgressRecorder:
    """A progress callback that keeps its calls, and refuses progress that goes back or too far."""

    steps: list[tuple[float, float]] = field(default_factory=list)

    def __call__(self, done: float, total: float) -> None:
        """Keep one report."""
        assert 0 <= done <= total, f"progress of {done} out of {total}"
        if self.steps:
            assert done / total >= self.steps[-1][0] / self.steps[-1][1], "progress went back"
        self.steps.append((done, total))
