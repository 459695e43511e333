"""An embedding network of a plugin: its failures name it, and the shapes of what it returns are checked."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.catalogue import LoadEmbedding
from whisper_diarize.errors import ComponentError, WhisperDiarizeError, describe
from whisper_diarize.protocols import Embedder, FastEmbedder
from whisper_diarize.registry import Entry

Floats = NDArray[np.float32]
NUM_AXES = 3  # of all that a network returns
STEP_FRAMES = 16  # of the features, from one instant to the next


def load_plugin_embedding(path: Path, entry: Entry[LoadEmbedding], release: str | None) -> Embedder:
    """Load the network in a file by the plugin that knows its architecture; `release` is the plugin's, if known.

    Raises:
        ComponentError: the plugin failed, or what it returned is not an embedding network.
    """
    calls = _Calls(path, entry, release)
    with calls.guarded():
        network = entry.build()(path)
        if not isinstance(network, Embedder):
            raise TypeError(f"what it loaded is no embedding network: {type(network).__name__} lacks features or embed")
        if isinstance(network, FastEmbedder):
            return _FastPluginEmbedder(network, calls)
    return _PluginEmbedder(network, calls)


@dataclass(frozen=True, slots=True)
class _Calls:
    """Calls into the network of a plugin."""

    path: Path
    entry: Entry[LoadEmbedding]
    release: str | None

    @contextlib.contextmanager
    def guarded(self) -> Iterator[None]:
        """Turn any exception of the plugin that is not one of ours into a `ComponentError`."""
        try:
            yield
        except (WhisperDiarizeError, KeyboardInterrupt):
            raise
        except BaseException as error:
            origin = f"plugin '{self.entry.plugin}'{f' ({self.release})' if self.release else ''}"
            reason = f"{self.path}: {describe(error)}"
            raise ComponentError(self.entry.kind, self.entry.name, origin, reason) from error

    def __call__(self, method: Callable[..., Floats], *arrays: Floats, begins: tuple[int, ...]) -> Floats:
        """Return the array that a method makes of others; the shape of the array `begins` like that."""
        with self.guarded():
            found = np.asarray(method(*arrays), dtype=np.float32)
            if found.ndim != NUM_AXES or found.shape[: len(begins)] != begins:
                raise ValueError(
                    f"{method.__name__}() returned an array of shape {found.shape}, not of {NUM_AXES} axes that begin "
                    f"with {begins}"
                )
        return found


class _PluginEmbedder:
    """A network that fast mode cannot run in parts."""

    def __init__(self, network: Embedder, calls: _Calls) -> None:
        self._network, self._calls = network, calls

    def features(self, samples: Floats) -> Floats:
        return self._calls(self._network.features, samples, begins=samples.shape[:1])

    def embed(self, features: Floats, masks: Floats) -> Floats:
        return self._calls(self._network.embed, features, masks, begins=masks.shape[:2])


class _FastPluginEmbedder(_PluginEmbedder):
    """A network that it can."""

    def __init__(self, network: FastEmbedder, calls: _Calls) -> None:
        super().__init__(network, calls)
        self._parts, self.shrink, self.block = network, network.shrink, network.block
        if self.shrink < 1 or self.block < 1 or self.block % self.shrink:
            raise ValueError(f"its block of {self.block} frames is not a multiple of its shrink, {self.shrink}")
        if STEP_FRAMES % self.shrink:
            raise ValueError(f"its shrink is {self.shrink}, which does not divide {STEP_FRAMES}")

    def energies(self, samples: Floats) -> Floats:
        return self._calls(self._parts.energies, samples, begins=samples.shape[:1])

    def frames(self, features: Floats) -> Floats:
        begins = (len(features), features.shape[1] // self.shrink)
        return self._calls(self._parts.frames, features, begins=begins)

    def pool(self, frames: Floats, masks: Floats) -> Floats:
        return self._calls(self._parts.pool, frames, masks, begins=masks.shape[:2])
