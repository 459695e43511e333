"""Layers that learn to answer as a teacher's layers do, first each on its own, then one upon the other.

Source: FitNets (Romero et al. 2015) for hints inside a network. With both networks of one shape, a hint at each layer
needs no map between them, and says which of a layer's outputs is to become which.
"""

import torch
from torch import Tensor, nn

from whisper_diarize.errors import ModelError
from whisper_diarize_train.config import Precision
from whisper_diarize_train.networks import PyanNet

FRONT_BATCH = 4  # chunks whose sinc features fit into the cache of a CPU


class LayerHints:
    """The relative squared errors of a student's layers against those of a teacher of the same shape."""

    def __init__(self, teacher: PyanNet, student: PyanNet, precision: Precision) -> None:
        """Take both networks as they are; the student's layers share its weights.

        Raises:
            ModelError: the networks differ in their number of LSTM layers.
        """
        taught, asked = teacher.lstm.num_layers, student.lstm.num_layers
        if taught != asked:
            raise ModelError(
                f"the teacher has {taught} LSTM layers, the student {asked}: set num_lstm_layers = {taught}"
            )
        self._teacher, self._student, self._precision = teacher, student, precision
        self._teaching, self._learning = single_layers(teacher.lstm), single_layers(student.lstm)

    def hear(self, samples: Tensor, *, apart: bool) -> tuple[Tensor, Tensor]:
        """Return the student's last LSTM output (batch, frames, 256), and the sum of its layers' errors.

        `samples`: (batch, samples). `apart`: each layer hears the teacher's layer below it instead of its own.
        """
        heard = self._answers(samples)
        x = front_of(self._student, samples)
        error = relative_error(x, heard[0])
        for layer, below, target in zip(self._learning, heard, heard[1:], strict=False):
            with torch.autocast(samples.device.type, torch.bfloat16, enabled=self._precision == "bfloat16"):
                x = layer(below if apart else x)[0].float()
            error = error + relative_error(x, target)
        return x, error

    @torch.no_grad()
    def _answers(self, samples: Tensor) -> list[Tensor]:
        answers = [front_of(self._teacher, samples)]
        for layer in self._teaching:
            with torch.autocast(samples.device.type, torch.bfloat16, enabled=self._precision == "bfloat16"):
                answers.append(layer(answers[-1])[0].float())
        return answers


def relative_error(values: Tensor, targets: Tensor) -> Tensor:
    """Return the mean squared error as a share of the targets' variance."""
    return (values - targets).square().mean() / targets.var()


def front_of(model: PyanNet, samples: Tensor) -> Tensor:
    """Map (batch, samples) to SincNet's features (batch, frames, 60). The sinc filters do not learn."""
    with torch.no_grad():
        x = torch.cat([model.sincnet.filtered(part) for part in torch.split(samples[:, None], FRONT_BATCH)])
    return model.sincnet.after_filters(x).transpose(1, 2)


def single_layers(lstm: nn.LSTM) -> list[nn.LSTM]:
    """Split a bidirectional LSTM into its layers, which share its weights."""
    layers = []
    for number in range(lstm.num_layers):
        inputs = lstm.input_size if number == 0 else 2 * lstm.hidden_size
        layer = nn.LSTM(inputs, lstm.hidden_size, batch_first=True, bidirectional=True)
        for name, _ in list(layer.named_parameters()):
            setattr(layer, name, getattr(lstm, name.replace("_l0", f"_l{number}")))
        layers.append(layer)
    return layers
