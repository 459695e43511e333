"""The equations of the networks' layers, step by step, in float64 or in float32."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from tests.fakes.rounding import UNIT, gamma

F = TypeVar("F", np.float32, np.float64)
Bounded = tuple[NDArray[np.float64], NDArray[np.float64]]


def conv3x3(image: NDArray[F], kernel: NDArray[F], strides: tuple[int, int] = (1, 1)) -> NDArray[F]:
    """(batch, frames, bins, inputs), (outputs, 3, 3, inputs) -> (batch, frames, bins, outputs), padded with zeros."""
    padded = np.pad(image, [(0, 0), (1, 1), (1, 1), (0, 0)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(1, 2))[:, :: strides[0], :: strides[1]]
    total = np.zeros((*windows.shape[:3], len(kernel)), image.dtype)  # type: ignore[has-type]  # a view of an array
    for channel, row, column in np.ndindex(windows.shape[3:]):
        total += windows[:, :, :, channel, row, column, None] * kernel[:, row, column, channel]
    return total


def conv1d(windows: NDArray[F], kernel: NDArray[F], stride: int = 1) -> NDArray[F]:
    """(batch, samples, inputs), (taps, inputs, outputs) -> (batch, frames, outputs)."""
    taps, inputs, outputs = kernel.shape
    frames = (windows.shape[1] - taps) // stride + 1
    total = np.zeros((len(windows), frames, outputs), windows.dtype)
    for tap, channel in np.ndindex(taps, inputs):
        total += windows[:, tap : tap + stride * frames : stride, channel, None] * kernel[tap, channel]
    return total


def dense_layer(x: NDArray[F], parameters: tuple[NDArray[F], ...], dilation: int, segment: int) -> NDArray[F]:
    """(frames, channels) -> (frames, growth): CAM++'s, with the parameters of `DenseForm.of`."""
    s, b, w, c, kernel, u, d, v, e = parameters
    narrow = np.maximum(np.maximum(s * x + b, 0) @ w.T + c, 0)
    padded = np.pad(narrow, [(dilation, dilation), (0, 0)])
    taps = range(0, 3 * dilation, dilation)
    local = sum(padded[start : start + len(x)] @ kernel[:, tap].T for tap, start in enumerate(taps))
    segments = [narrow[start : start + segment] for start in range(0, len(x), segment)]
    means = np.concatenate([np.repeat(each.mean(axis=0, keepdims=True), len(each), axis=0) for each in segments])
    mask: NDArray[F] = _sigmoid(np.maximum((narrow.mean(axis=0) + means) @ u.T + d, 0) @ v.T + e)
    return mask * local


def lstm_states(x: NDArray[F], weight_ih: NDArray[F], weight_hh: NDArray[F], bias: NDArray[F]) -> NDArray[F]:
    """One direction by torch's equations: (frames, batch, inputs) -> (frames, batch, size)."""
    hidden = cell = np.zeros((x.shape[1], weight_hh.shape[0]), x.dtype)
    states = []
    for frame in x:
        gates = frame @ weight_ih + hidden @ weight_hh + bias
        input_gate, forget_gate, candidate, output_gate = np.split(gates, 4, axis=-1)
        cell = _sigmoid(forget_gate) * cell + _sigmoid(input_gate) * np.tanh(candidate)
        hidden = _sigmoid(output_gate) * np.tanh(cell)
        states.append(hidden)
    return np.stack(states)


def fbank(samples: NDArray[np.float32], window: NDArray[np.float32], mel: NDArray[np.float32]) -> Bounded:
    """(samples,), (400,), (256, 80) -> log-mel energies (frames, 80), and how far float32 may be from each.

    The error of an FFT grows with its 9 stages, relative to the length of the frame, in whatever bin: a band whose
    power is small beside the frame's is the less sure. Source: Higham 2002, section 24.1, with 8 roundings a stage
    and for what comes before.
    """
    scaled = np.lib.stride_tricks.sliding_window_view(samples.astype(np.float64) * 2**15, 400)[::160]
    frames = scaled - scaled.mean(axis=1, keepdims=True)
    windowed = (frames - 0.97 * np.concatenate([frames[:, :1], frames[:, :-1]], axis=1)) * window.astype(np.float64)
    amplitudes = np.abs(np.fft.rfft(windowed, 512))[:, :256]
    power = np.square(amplitudes) @ mel.astype(np.float64)
    missing = gamma(8 * 9) * np.linalg.norm(windowed, axis=1, keepdims=True)
    bound = (2 * amplitudes * missing + missing**2) @ mel.astype(np.float64) / power + gamma(256)
    energies = np.log(power)
    return energies, bound + 2 * UNIT * np.abs(energies)


def _sigmoid(x: NDArray[F]) -> NDArray[F]:
    return (1 / (1 + np.exp(-x))).astype(x.dtype)
