import mlx.core as mx
import numpy as np
import pytest

from tests.fakes.rounding import gamma
from whisper_diarize.nn.activations import leaky_relu, relu
from whisper_diarize.nn.sincnet import InstanceNorm, SincNet, max_pool
from whisper_diarize.nn.stages import last


def test_leaky_relu_keeps_a_hundredth_of_what_is_negative() -> None:
    np.testing.assert_allclose(np.array(leaky_relu(mx.array([-1.0, 0.0, 2.0]))), [-0.01, 0.0, 2.0])


def test_relu_keeps_nothing_of_what_is_negative() -> None:
    np.testing.assert_array_equal(np.array(relu(mx.array([-1.0, 0.0, 2.0]))), [0.0, 0.0, 2.0])


def test_max_pool_takes_the_largest_of_three_and_drops_the_rest() -> None:
    frames = mx.array([1.0, 5.0, 2.0, 7.0, 0.0, 3.0, 9.0])[None, :, None]
    assert np.array(max_pool(frames)).ravel().tolist() == [5.0, 7.0]


def test_instance_norm_gives_each_channel_mean_0_and_variance_1() -> None:
    x = mx.array([[[1.0, 10.0], [3.0, 10.0]]])
    np.testing.assert_allclose(np.array(InstanceNorm(2)(x)), [[[-1, 0], [1, 0]]], atol=1e-5)  # its epsilon


def test_instance_norm_scales_and_shifts() -> None:
    norm = InstanceNorm(1)
    norm.weight, norm.bias = mx.array([2.0]), mx.array([5.0])
    np.testing.assert_allclose(np.array(norm(mx.array([[[1.0], [3.0]]]))), [[[3], [7]]], atol=1e-4)


def test_instance_norm_of_a_long_window_loses_no_digits() -> None:
    samples = np.random.default_rng(0).uniform(0.0, 0.2, 160_123).astype(np.float32)
    exact = (samples - samples.mean(dtype=np.float64)) / np.sqrt(samples.var(dtype=np.float64) + 1e-5)
    np.testing.assert_allclose(
        np.array(InstanceNorm(1)(mx.array(samples[None, :, None])))[0, :, 0], exact, atol=gamma(32) * exact.max()
    )


@pytest.mark.parametrize(("samples", "frames"), [(160_000, 589), (80_000, 293), (991, 1)])
def test_sincnet_gives_a_frame_every_270_samples(samples: int, frames: int) -> None:
    assert SincNet()(mx.zeros((1, samples))).shape == (1, frames, 60)


@pytest.mark.usefixtures("numpy_backend")
def test_windows_in_numpy_give_the_same_as_the_stages_in_mlx(rng: np.random.Generator) -> None:
    network, samples = SincNet(), mx.array(rng.normal(size=(3, 16_000)).astype(np.float32))
    for conv, norm in zip(network.conv1d, network.norm1d, strict=True):
        norm.weight, norm.bias = (mx.array(rng.normal(size=norm.bias.shape).astype(np.float32)) for _ in range(2))
        if "bias" in conv:
            conv.bias = mx.array(rng.normal(size=conv.bias.shape).astype(np.float32))
    plain = np.array(last(network.stages(samples)))
    rounding = 3 * gamma(251) * np.abs(plain).max()  # three convolutions; each norm makes the next input about 1
    np.testing.assert_allclose(np.array(network(samples)), plain, atol=rounding)
