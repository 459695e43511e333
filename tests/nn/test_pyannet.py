import mlx.core as mx
import numpy as np
import pytest

from tests.fakes.rounding import gamma
from whisper_diarize.nn import PyanNet, PyanNetDimensions


def test_zero_weights_give_the_classifiers_bias() -> None:
    network = PyanNet(PyanNetDimensions(num_classes=3, num_lstm_layers=1))
    network.classifier.weight = mx.zeros((3, 128))
    network.classifier.bias = mx.array([0.5, -1.0, 2.0])
    logits = np.array(network(mx.zeros((2, 1600))))
    np.testing.assert_array_equal(logits, np.broadcast_to([0.5, -1.0, 2.0], (2, 3, 3)))


@pytest.mark.parametrize("layer", [0, 1])
def test_both_linear_layers_let_a_hundredth_of_the_negative_through(layer: int) -> None:
    network = PyanNet(PyanNetDimensions(num_classes=1, num_lstm_layers=1))
    for linear in network.linear:
        linear.weight, linear.bias = mx.eye(128, linear.weight.shape[1]), mx.zeros((128,))
    network.linear[layer].bias = mx.full((128,), -1.0)
    network.classifier.weight, network.classifier.bias = mx.ones((1, 128)) / 128, mx.zeros((1,))
    expected = -0.01 if layer == 1 else -0.0001
    np.testing.assert_allclose(np.array(network(mx.zeros((1, 991)))), [[[expected]]], rtol=gamma(128))


@pytest.mark.parametrize("layers", [1, 2, 4])
def test_dimensions_say_how_many_lstm_layers_there_are(layers: int) -> None:
    assert len(PyanNet(PyanNetDimensions(num_lstm_layers=layers)).lstm.layers) == layers
