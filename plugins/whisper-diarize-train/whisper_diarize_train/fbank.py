"""Kaldi's log-mel filterbank features, batched in torch.

Source: Kaldi feat/feature-fbank.cc (Apache-2.0), with the settings of pyannote.audio's WeSpeaker models.
"""

from typing import Literal

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own convention
from torch import Tensor, nn

NUM_MEL_BINS = 80
FRAME_SAMPLES = 400  # 25 ms
STEP_SAMPLES = 160  # 10 ms
FFT_SIZE = 512
SAMPLE_RATE = 16000
LOW_HZ = 20.0  # Kaldi's default
PREEMPHASIS = 0.97
FLOOR = torch.finfo(torch.float32).eps
POVEY_EXPONENT = 0.85  # of a Hann window: Kaldi's default

Window = Literal["hamming", "povey"]


def _mel(hz: Tensor) -> Tensor:
    return 1127.0 * torch.log1p(hz / 700.0)


def window_of(name: Window) -> Tensor:
    """Return the weights of a frame's samples: (400,)."""
    if name == "hamming":
        return torch.hamming_window(FRAME_SAMPLES, periodic=False, dtype=torch.float64).float()
    return torch.hann_window(FRAME_SAMPLES, periodic=False, dtype=torch.float64).pow(POVEY_EXPONENT).float()


def mel_weights() -> Tensor:
    """Return the triangular mel filters: (fft_bins 257, mel_bins 80); the Nyquist row is zero, as in Kaldi."""
    low, high = _mel(torch.tensor([LOW_HZ, SAMPLE_RATE / 2], dtype=torch.float64))
    edges = low + (high - low) / (NUM_MEL_BINS + 1) * torch.arange(NUM_MEL_BINS + 2, dtype=torch.float64)
    bins = _mel(torch.arange(FFT_SIZE // 2, dtype=torch.float64) * SAMPLE_RATE / FFT_SIZE)[:, None]
    left, centre, right = edges[:-2], edges[1:-1], edges[2:]
    triangles = torch.minimum((bins - left) / (centre - left), (right - bins) / (right - centre)).clamp(min=0)
    return F.pad(triangles, (0, 0, 0, 1)).float()


class Fbank(nn.Module):
    """Compute 80 log-mel energies every 10 ms, less their mean over the window."""

    mel: Tensor
    window: Tensor

    def __init__(self, window: Window = "hamming") -> None:
        super().__init__()
        self.register_buffer("mel", mel_weights(), persistent=False)
        self.register_buffer("window", window_of(window), persistent=False)

    def forward(self, samples: Tensor) -> Tensor:
        """Map (batch, samples) in [-1, 1] to (batch, frames, 80); only whole frames are kept."""
        frames = (samples * 2**15).unfold(1, FRAME_SAMPLES, STEP_SAMPLES)
        frames = frames - frames.mean(dim=-1, keepdim=True)
        previous = F.pad(frames[..., :-1], (1, 0), mode="replicate")
        frames = (frames - PREEMPHASIS * previous) * self.window
        power = torch.fft.rfft(frames, FFT_SIZE).abs().square()
        energies = (power @ self.mel).clamp(min=FLOOR).log()
        centred: Tensor = energies - energies.mean(dim=1, keepdim=True)
        return centred
