"""Ray tasks that run the networks over windows of a long recording."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from whisper_diarize.plugins import load
from whisper_diarize.protocols import DivisibleDiarizer
from whisper_diarize.records import Audio, Inference

from .dividing import MAX_AWAY, section_of, unseen
from .node import Node


# Any: Ray publishes no types
@dataclass(frozen=True, slots=True)
class RayHelpers:
    """The free processors of the cluster; each part takes as much of them as an actor does.

    A task is repeated by Ray if its process or its node ends. `diarizer` and `options` choose the engine.
    """

    diarizer: str
    options: Mapping[str, object]
    node: Node
    num_cpus: float
    num_gpus: float

    def room(self) -> int:
        """Return how many parts could begin at once."""
        import ray  # noqa: PLC0415  slow to import

        free: dict[str, float] = ray.available_resources()  # type: ignore[no-untyped-call]
        wanted = {"CPU": self.num_cpus, "GPU": self.num_gpus}
        return min((int(free.get(name, 0) / share) for name, share in wanted.items() if share), default=MAX_AWAY)

    def begin(self, audio: Audio, windows: range, samples: range) -> Any:
        """Let a task infer some windows from the samples that they need; return its reference."""
        import ray  # noqa: PLC0415  slow to import

        task = ray.remote(num_cpus=self.num_cpus, num_gpus=self.num_gpus)(infer)
        engine = pickle.dumps((self.diarizer, dict(self.options), self.node))
        return task.remote(engine, section_of(audio, samples), windows)

    def finished(self, references: list[Any], seconds: float) -> list[tuple[Any, Inference | None]]:
        """Return those that are finished within some seconds; None for one that failed, which is done here then."""
        import ray  # noqa: PLC0415  slow to import

        done, _ = ray.wait(references, num_returns=1 if seconds else len(references), timeout=seconds)
        return [(one, _result(one)) for one in done]

    def give_up(self, reference: Any) -> None:
        """Cancel a task."""
        import ray  # noqa: PLC0415  slow to import

        ray.cancel(reference, force=True)


def infer(engine: bytes, audio: Audio, windows: range) -> Inference:
    """Run the networks over some windows; the models stay for the next task of this process."""
    return Inference.join(list(_diarizer(engine).infer_windows(audio, windows, unseen)))


@lru_cache(maxsize=1)
def _diarizer(engine: bytes) -> DivisibleDiarizer:
    name, options, node = pickle.loads(engine)  # noqa: S301  the driver's own
    return cast("DivisibleDiarizer", load(node.prepare()).diarizers.get(name).build(options))  # the actor's is one


def _result(reference: Any) -> Inference | None:
    import ray  # noqa: PLC0415  slow to import

    try:
        found: Inference = ray.get(reference)
    except ray.exceptions.RayError:  # its process ended again and again, or the error will come again here
        return None
    return found
