"""PyanNet: which of a few local speakers talk, for each frame of a window.

Source: pyannote.audio 4.0.7 models/segmentation/PyanNet.py (MIT); Bredin and Laurent 2021, Plaquet and Bredin 2023.
"""

from __future__ import annotations

from itertools import pairwise

import mlx.core as mx
from mlx import nn

from whisper_diarize.dimensions import PyanNetDimensions

from .activations import leaky_relu
from .bilstm import BiLSTM
from .kernels.recurrence import NUM_DIRECTIONS
from .sincnet import SincNet
from .stages import Stages, last, prefixed

SINC_CHANNELS = 60


class PyanNet(nn.Module):
    """SincNet, bidirectional LSTMs, linear layers, and a classifier for each frame."""

    def __init__(self, dimensions: PyanNetDimensions) -> None:
        super().__init__()
        self.dimensions = dimensions
        sizes = [NUM_DIRECTIONS * dimensions.lstm_size] + [dimensions.linear_size] * dimensions.num_linear_layers
        self.sincnet = SincNet()
        self.lstm = BiLSTM(SINC_CHANNELS, dimensions.lstm_size, dimensions.num_lstm_layers)
        self.linear = [nn.Linear(inputs, outputs) for inputs, outputs in pairwise(sizes)]
        self.classifier = nn.Linear(sizes[-1], dimensions.num_classes)

    def __call__(self, samples: mx.array) -> mx.array:
        """Map (batch, samples) at 16 kHz to logits: (batch, frames, classes).

        The activation is left to the caller: log-softmax over powerset classes, sigmoid over speakers.
        """
        return last(self._classify(self.sincnet(samples)))

    def stages(self, samples: mx.array) -> Stages:
        """Yield `sincnet.0.conv`, `sincnet.0` ... `lstm.0` ... `linear.0` ... `classifier`: (batch, time, channels)."""
        x = samples
        for name, x in prefixed("sincnet", self.sincnet.stages(x)):  # noqa: B020 - the last is what comes next
            yield name, x
        yield from self._classify(x)

    def _classify(self, features: mx.array) -> Stages:
        x = features
        for name, x in prefixed("lstm", self.lstm.stages(x)):  # noqa: B020 - the last is what comes next
            yield name, x
        for number, linear in enumerate(self.linear):
            x = leaky_relu(linear(x))
            yield f"linear.{number}", x
        yield "classifier", self.classifier(x)
