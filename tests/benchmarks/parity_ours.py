"""Our port on one recording, with the weights of a model."""

from __future__ import annotations

import dataclasses
import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import mlx.core as mx
import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file

from whisper_diarize import Audio, Diarization, SpeakerCount
from whisper_diarize.clustering import Plda
from whisper_diarize.diarization import DiarizationOptions, MlxDiarizer, Segmentation
from whisper_diarize.models import Model, ModelConfig, convert
from whisper_diarize.models.lazy import Lazy
from whisper_diarize.weights import load_embedding, load_segmentation

Floats = NDArray[np.float32]
EXACT = DiarizationOptions(mode="exact")

States = tuple[Mapping[str, torch.Tensor], ...]  # of the segmentation and of the embedding


class Ours:
    """A model whose networks run once on the same input, however often voices are clustered."""

    def __init__(self, model: Model) -> None:
        self.config = model.config
        segmentation, embedding = Remembering(model.segmentation), Remembering(model.embedding)
        self._model = dataclasses.replace(
            model,
            lazy_segmentation=Lazy(lambda: segmentation),  # type: ignore[arg-type, return-value]  # likewise
            lazy_embedding=Lazy(lambda: embedding),  # type: ignore[arg-type, return-value]  # a fake, or what is to be refused
        )

    def logits(self, windows: Floats) -> NDArray[np.float64]:
        """Map (batch, num_samples) to values before the activation."""
        return self._model.segmentation.logits(windows).astype(np.float64)

    def decisions(self, audio: Audio) -> NDArray[np.bool_]:
        """Return who talks in each window: (chunks, frames, speakers)."""
        return MlxDiarizer(self._model, EXACT).segment(audio).decisions

    def embeddings(self, audio: Audio, decisions: NDArray[np.bool_]) -> Floats:
        """Return the voices of those who talk: (chunks, speakers, dim), NaN for the others."""
        diarizer = MlxDiarizer(self._model, EXACT)
        return diarizer.embed(audio, Segmentation(decisions, diarizer.grid)).vectors

    def voices(self, windows: Floats) -> NDArray[np.float64]:
        """Map (batch, num_samples) to the voice of all of it: (batch, dim)."""
        masks = np.ones((len(windows), 1, 1), np.float32)
        return self._model.embedding.embed(self._model.embedding.features(windows), masks)[:, 0].astype(np.float64)

    def diarize(
        self, audio: Audio, config: ModelConfig, *, num_speakers: int | None, plda: Plda | None = None
    ) -> Diarization:
        """Do all of it, clustering as `config` says."""
        model = dataclasses.replace(self._model, config=config, plda=plda)
        return MlxDiarizer(model, EXACT).diarize(audio, SpeakerCount(num_speakers), lambda _done, _total: None)


class Remembering:
    """A network that repeats its output for the same input."""

    def __init__(self, network: object) -> None:
        self._network = network
        self._given: dict[str, Floats] = {}

    def __getattr__(self, name: str) -> object:
        """Return a method of the network, with a memory."""
        method = getattr(self._network, name)

        def remembered(*inputs: Floats) -> Floats:
            key = name + hashlib.sha256(b"".join(array.tobytes() for array in inputs)).hexdigest()
            if key not in self._given:
                self._given[key] = method(*inputs)
            return self._given[key]

        return remembered if callable(method) else method


def port(states: States, config: ModelConfig) -> Ours:
    """Return our port with the weights of both networks, by way of files."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{index}.safetensors" for index in range(len(states))]
        for path, state in zip(paths, states, strict=True):
            save_file({name: tensor.contiguous() for name, tensor in state.items()}, path)
        segmentation, embedding = load_segmentation(paths[0]), load_embedding(paths[1])
    return Ours(Model(Lazy(lambda: segmentation), Lazy(lambda: embedding), config))


def rounded(states: States) -> States:
    """Return weights as `whisper-diarize models convert --dtype float16` writes them."""
    with tempfile.TemporaryDirectory() as folder:
        full, half = Path(folder) / "full.safetensors", Path(folder) / "half.safetensors"
        found = []
        for state in states:
            save_file({name: tensor.contiguous() for name, tensor in state.items()}, full)
            convert(full, half, dtype="float16", force=True)
            found.append({name: tensor.float() for name, tensor in load_file(half).items()})
        return tuple(found)


@contextmanager
def relu_in_the_linear_layers() -> Iterator[None]:
    """Make the prototype's mistake: max(x, 0) where PyanNet's two linear layers have max(x, 0.01 x)."""
    with mock.patch("whisper_diarize.nn.pyannet.leaky_relu", lambda x: mx.maximum(x, 0)):
        yield
