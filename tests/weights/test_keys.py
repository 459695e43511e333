import numpy as np

from tests.fakes.small_models import Tensors
from whisper_diarize.nn import PyanNetDimensions
from whisper_diarize.weights.keys import pyannet_parameters, resnet_parameters


def test_convolution_kernels_get_their_channels_last(segmentation: Tensors) -> None:
    parameters = pyannet_parameters(segmentation, PyanNetDimensions(num_lstm_layers=1))
    stored = segmentation["sincnet.conv1d.1.weight"]
    assert parameters["sincnet.conv1d.1.weight"][7, 2, 31] == stored[7, 31, 2]


def test_lstm_directions_are_stacked_and_biases_added(segmentation: Tensors) -> None:
    parameters = pyannet_parameters(segmentation, PyanNetDimensions(num_lstm_layers=1))
    np.testing.assert_array_equal(parameters["lstm.layers.0.weight_hh"][1], segmentation["lstm.weight_hh_l0_reverse"].T)
    np.testing.assert_array_equal(
        parameters["lstm.layers.0.bias"][0, 0], segmentation["lstm.bias_ih_l0"] + segmentation["lstm.bias_hh_l0"]
    )


def test_batch_norms_are_folded_into_the_convolutions_before_them(embedding: Tensors) -> None:
    norm = {"weight": 3.0, "bias": 10.0, "running_mean": 2.0, "running_var": 4.0 - 1e-5}
    embedding |= {f"resnet.bn1.{name}": np.full(2, value, np.float32) for name, value in norm.items()}
    parameters = resnet_parameters(embedding)
    # (x - 2) / 2 * 3 + 10 = 1.5 x + 7
    np.testing.assert_allclose(
        parameters["conv1.weight"], 1.5 * embedding["resnet.conv1.weight"].transpose(0, 3, 2, 1), rtol=1e-6
    )
    np.testing.assert_allclose(parameters["conv1.bias"], 7.0, rtol=1e-6)


def test_shortcut_loses_the_number_of_its_layer(embedding: Tensors) -> None:
    parameters = resnet_parameters(embedding)
    assert parameters["layer2.0.shortcut.weight"].shape == (4, 1, 1, 2)
    assert "layer2.0.shortcut.bias" in parameters
