"""Estimate a PLDA of the trained voices: which differences between vectors tell people apart, for VBx.

Source: Ioffe 2006, "Probabilistic linear discriminant analysis", with the centring, reduction and length normalisation
that pyannote.audio 4.0.7 (core/plda.py, MIT) applies before it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.linalg import eigh
from torch import nn

from whisper_diarize_train.channel import record
from whisper_diarize_train.conditions import dialogue_conditions
from whisper_diarize_train.config import PldaConfig
from whisper_diarize_train.corpus import Corpus
from whisper_diarize_train.simulator import SET_SHARES, Simulator
from whisper_diarize_train.voices import draw_turn

SPEAKERS_PER_RECORDING = 4
CROPS_PER_SPEAKER = 4
MIN_SECONDS_OF_SPEECH = 6.0  # of a voice, so that its crops differ
MIN_VARIANCE = 1e-3  # between speakers, so that no axis is without any

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Voices:
    """Vectors of crops that were cut from recordings.

    `vectors`: (recordings, speakers, crops, dim); all crops of a recording went through one channel.
    """

    vectors: Array


def train_plda(
    corpus: Corpus,
    model: nn.Module,
    config: PldaConfig,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> dict[str, Array]:
    """Embed simulated recordings of the training speakers, and estimate the arrays of `estimate`."""
    simulator = Simulator.of_split(corpus, "train", config.seed).with_speech(MIN_SECONDS_OF_SPEECH)
    recordings = []
    for number in range(config.recordings):
        rng = np.random.default_rng([config.seed, number])
        recordings.append(_embed_recording(simulator, model.eval(), rng))
        progress(number + 1, config.recordings)
    return estimate(Voices(np.stack(recordings)), config.dim, config.shrinkage)


def estimate(voices: Voices, dim: int, shrinkage: float) -> dict[str, Array]:
    """Return mean1, mean2, lda, mu, tr and psi: the parts of whisper_diarize's `Plda`.

    Speakers differ as those of one recording do: what its channel does to all of them tells nobody apart.
    """
    mean1 = voices.vectors.mean(axis=(0, 1, 2))
    scaled = _scaled(voices.vectors - mean1)
    within, between = _covariances(scaled, shrinkage)
    lda = eigh(between + within, within)[1][:, ::-1][:, :dim]
    reduced = scaled @ lda
    mean2 = reduced.mean(axis=(0, 1, 2))
    reduced = _scaled(reduced - mean2)
    within, between = _covariances(reduced, shrinkage)
    variances, axes = eigh(between, within)
    order = variances.argsort()[::-1]
    return {
        "mean1": mean1,
        "mean2": mean2,
        "lda": lda,
        "mu": reduced.mean(axis=(0, 1, 2)),
        "tr": axes[:, order].T,
        "psi": np.maximum(variances[order], MIN_VARIANCE),
    }


def _embed_recording(simulator: Simulator, model: nn.Module, rng: np.random.Generator) -> Array:
    """Let a few speakers talk in one channel, one after the other: (speakers, crops, dim)."""
    names = [name for name in sorted(simulator.voices) if len(simulator.voices[name]) >= SPEAKERS_PER_RECORDING]
    shares = np.array([SET_SHARES.get(name, 0.1) for name in names])
    pool = simulator.voices[str(rng.choice(names, p=shares / shares.sum()))]
    chosen = rng.choice(len(pool), SPEAKERS_PER_RECORDING, replace=False)
    num_frames = int(rng.integers(150, 350))
    crops = [
        draw_turn(simulator.corpus, pool[place], num_frames, rng)[0]
        for place in chosen
        for _ in range(CROPS_PER_SPEAKER)
    ]
    recording = record(np.concatenate(crops)[None], dialogue_conditions(rng, 1), simulator.around, rng)
    device = next(model.parameters()).device
    with torch.inference_mode():
        vectors = model(torch.from_numpy(recording.reshape(len(crops), -1)).to(device)).cpu().numpy()
    found: Array = vectors.astype(np.float64).reshape(SPEAKERS_PER_RECORDING, CROPS_PER_SPEAKER, -1)
    return found


def _covariances(vectors: Array, shrinkage: float) -> tuple[Array, Array]:
    """Return the covariance within speakers, shrunk towards a round one, and that between them, both (dim, dim)."""
    recordings, speakers, crops, dim = vectors.shape
    means = vectors.mean(axis=2)
    deviations = (vectors - means[:, :, None]).reshape(-1, dim)
    within = deviations.T @ deviations / (recordings * speakers * (crops - 1))
    differences = (means - means.mean(axis=1, keepdims=True)).reshape(-1, dim)
    between = differences.T @ differences / (recordings * (speakers - 1)) - within / crops
    variances, axes = np.linalg.eigh(between)
    between = (axes * np.maximum(variances, MIN_VARIANCE)) @ axes.T
    return (1 - shrinkage) * within + shrinkage * np.trace(within) / dim * np.eye(dim), between


def _scaled(vectors: Array) -> Array:
    """Bring each vector to the length that has a mean square of 1."""
    scaled: Array = np.sqrt(vectors.shape[-1]) * vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
    return scaled
