"""pyannote.audio on one recording: the reference for our port, with the same weights.

The networks run once; their outputs serve every way of clustering.
"""

from __future__ import annotations

import copy
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from pyannote.audio import Model
from pyannote.audio.models.embedding import WeSpeakerResNet34
from pyannote.audio.models.segmentation import PyanNet
from pyannote.audio.pipelines import SpeakerDiarization
from pyannote.core import SlidingWindowFeature
from whisper_diarize_pyannote.engine import as_file, quiet
from whisper_diarize_pyannote.networks import DERIVED
from whisper_diarize_pyannote.outputs import as_diarization
from whisper_diarize_pyannote.pipelines import assemble, load_pipeline, read_plda

from whisper_diarize import Audio, Diarization
from whisper_diarize.models import ModelConfig

Floats = NDArray[np.float32]


class Oracle:
    """pyannote.audio's networks and pipeline with the weights of a model."""

    def __init__(self, segmentation: Model, embedding: Model) -> None:
        self.segmentation = segmentation.eval()
        self.embedding = embedding.eval()
        self._logits: dict[object, NDArray[np.float64]] = {}

    @classmethod
    def load(cls, model: str) -> Oracle:
        """Load a model as the plugin does."""
        with quiet():
            pipeline = load_pipeline(model)
        return cls(pipeline._segmentation.model, pipeline._embedding.model_)

    @classmethod
    def random(cls) -> Oracle:
        """Make networks of pyannote.audio's own size, untrained; the LSTM's weights large enough to matter."""
        torch.manual_seed(0)
        pyannet = PyanNet(lstm={"num_layers": 4})
        pyannet.classifier = torch.nn.Linear(128, 7)
        with torch.no_grad():
            for parameter in pyannet.lstm.parameters():
                parameter.mul_(3)
        return cls(pyannet, WeSpeakerResNet34())

    def with_weights(self, states: tuple[Mapping[str, torch.Tensor], ...]) -> Oracle:
        """Return the same networks with other weights."""
        networks = copy.deepcopy(self.segmentation), copy.deepcopy(self.embedding)
        for network, state in zip(networks, states, strict=True):
            network.load_state_dict(state, strict=False)
        return Oracle(*networks)

    def exact(self) -> Oracle:
        """Return the same with a segmentation that computes in float64."""
        network = copy.deepcopy(self.segmentation).double()
        network.register_forward_pre_hook(lambda _, inputs: (inputs[0].double(),))
        network.register_forward_hook(lambda _network, _inputs, output: output.float())
        return Oracle(network, self.embedding)

    def logits(self, windows: Floats, dtype: torch.dtype = torch.float32) -> NDArray[np.float64]:
        """Map (batch, num_samples) to values before the activation, computed in float32 or float64."""
        key = windows.shape, windows.tobytes(), dtype
        if key not in self._logits:
            network = copy.deepcopy(self.segmentation).to(dtype)
            network.activation = torch.nn.Identity()
            with torch.inference_mode():
                self._logits[key] = network(torch.from_numpy(windows)[:, None].to(dtype)).double().numpy()
        return self._logits[key]

    def voices(self, windows: Floats) -> NDArray[np.float64]:
        """Map (batch, num_samples) to the voice of all of it: (batch, dim)."""
        with torch.inference_mode():
            vectors = [self.embedding(torch.from_numpy(window)[None, None]) for window in windows]
        return torch.cat(vectors).double().numpy()

    def states(self) -> tuple[dict[str, torch.Tensor], ...]:
        """Return the weights of the segmentation and of the embedding."""
        networks = self.segmentation, self.embedding
        return tuple({n: t for n, t in net.state_dict().items() if not n.endswith(DERIVED)} for net in networks)

    def listen(self, audio: Audio, config: ModelConfig) -> Heard:
        """Run both networks over a recording."""
        return Heard(self, audio, config)


class Heard:
    """The output of pyannote's networks for a recording.

    `decisions`: (chunks, frames, speakers) bool; `embeddings`: (chunks, speakers, dim).
    """

    def __init__(self, oracle: Oracle, audio: Audio, config: ModelConfig) -> None:
        self._oracle, self.audio = oracle, audio
        self._kept: dict[str, Any] = {}  # Any: what pyannote's stages return
        self.diarize(config, num_speakers=1)
        if "embeddings" not in self._kept:
            sys.exit(f"{audio.source}: pyannote.audio finds nobody in it, so there is nothing to compare; leave it out")

    @property
    def decisions(self) -> NDArray[np.bool_]:
        """The turns."""
        return self._kept["decisions"] > 0

    @property
    def embeddings(self) -> Floats:
        """The voices."""
        return self._kept["embeddings"]

    def diarize(self, config: ModelConfig, *, num_speakers: int | None, plda: Path | None = None) -> Diarization:
        """Cluster and reconstruct as `config` says; the networks' output of the first run is used again."""
        pipeline = assemble(
            self._oracle.segmentation, self._oracle.embedding, config, read_plda(plda) if plda else None
        )
        pipeline.segmentation_batch_size, pipeline.embedding_batch_size = 8, 4
        self._keep(pipeline)
        with quiet():
            output = pipeline(as_file(self.audio), num_speakers=num_speakers)
        return as_diarization(output, self.audio.duration, "pyannote.audio")

    def _keep(self, pipeline: SpeakerDiarization) -> None:
        """Let a pipeline take earlier results from us."""
        segment, embed, kept = pipeline.get_segmentations, pipeline.get_embeddings, self._kept

        def segmentations(file: object, hook: object = None) -> SlidingWindowFeature:
            if "segmentations" not in kept:
                kept["segmentations"] = segment(file, hook=hook)
            return copy.deepcopy(kept["segmentations"])

        def embeddings(file: object, decisions: SlidingWindowFeature, **options: object) -> Floats:
            if "embeddings" not in kept:
                kept["decisions"] = decisions.data.copy()
                kept["embeddings"] = embed(file, decisions, **options)
            return kept["embeddings"].copy()

        pipeline.get_segmentations, pipeline.get_embeddings = segmentations, embeddings
