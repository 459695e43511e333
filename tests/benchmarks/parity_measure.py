"""The figures of the parity table, for one model and one recording."""

from __future__ import annotations

import dataclasses
import tempfile
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from parity_oracle import Heard, Oracle
from parity_ours import Ours, read_plda, relu_in_the_linear_layers, rounded
from pyannote.core import Annotation, Segment, Timeline
from pyannote.metrics.diarization import DiarizationErrorRate
from scipy.special import logit

from whisper_diarize import Audio, Diarization, Turn
from whisper_diarize.diarization.powerset import decide_powerset, powerset
from whisper_diarize.weights import Model, ModelConfig

COUNTS = (None, 2, 3, 4)  # speakers; None: find out
VBX = {"clustering": "vbx", "clustering_threshold": 0.6, "fa": 0.07, "fb": 0.8, "constrained": True}  # community-1's
REDUCED = 128  # dimensions that a PLDA keeps; community-1's

Bools = NDArray[np.bool_]
Doubles = NDArray[np.float64]
Figures = dict[str, float]


def measure(model: Model, oracle: Oracle, audio: Audio) -> Figures:
    """Return every figure by name; those named `1 - ...` are distances, so that tiny ones can be told apart."""
    ours, config = Ours(model), model.config
    heard = oracle.listen(audio, config)
    windows = spread_windows(config, audio)
    exact, float32, logits = oracle.logits(windows, torch.float64), oracle.logits(windows), ours.logits(windows)
    speech = decide(config, exact).any(axis=-1)
    half = rounded(oracle.states(), config)
    with relu_in_the_linear_layers():
        wrong = Ours(model)
        wrong_logits, wrong_decisions = wrong.logits(windows), wrong.decisions(audio)
    return {
        "1 - correlation": class_distance(logits[speech], float32[speech]),
        "1 - correlation with float64": class_distance(logits[speech], exact[speech]),
        "1 - correlation of float32": class_distance(float32[speech], exact[speech]),
        "error": rms(logits - exact),
        "error of float32": rms(float32 - exact),
        "error ratio": rms(logits - exact) / rms(float32 - exact),
        "decisions": same(ours.decisions(audio), heard.decisions),
        **embedding_figures("", ours, heard, audio),
        **turn_figures("ahc: ", ours, heard, audio, config),
        **vbx_figures(ours, heard, audio),
        "half: 1 - correlation": class_distance(half.logits(windows)[speech], float32[speech]),
        "half: decisions": same(half.decisions(audio), heard.decisions),
        **embedding_figures("half: ", half, heard, audio),
        **turn_figures("half: ", half, heard, audio, config, counts=(None,)),
        "relu: correlation": correlation(wrong_logits, float32),
        "relu: decisions": same(wrong_decisions, heard.decisions),
        "right: correlation": correlation(logits, float32),
        "float32: correlation": correlation(float32, exact),
        "float32: decisions": same(decide(config, float32), decide(config, exact)),
    }


def spread_windows(config: ModelConfig, audio: Audio) -> NDArray[np.float32]:
    """Return the recording in windows that do not overlap: (windows, num_samples); the last is filled with zeros."""
    size = round(config.duration * audio.sample_rate)
    count = -(-audio.num_samples // size)
    return np.pad(audio.array, (0, count * size - audio.num_samples)).reshape(count, size)


def decide(config: ModelConfig, logits: Doubles) -> Bools:
    """Return who talks: (windows, frames, speakers)."""
    if config.max_speakers_per_frame is None:
        return logits > logit(config.threshold)
    return decide_powerset(logits, powerset(config.max_speakers_per_chunk, config.max_speakers_per_frame))


def correlation(values: Doubles, expected: Doubles) -> float:
    """Return the correlation of all values, whatever their class: how the prototype measures it."""
    return float(np.corrcoef(values.ravel(), expected.ravel())[0, 1])


def class_distance(values: Doubles, expected: Doubles) -> float:
    """Return 1 - the correlation of the class that correlates least: (frames, classes)."""
    return 1 - min(correlation(*pair) for pair in zip(values.T, expected.T, strict=True))


def rms(values: Doubles) -> float:
    """Return the root of the mean square."""
    return float(np.sqrt(np.square(values).mean()))


def same(decisions: Bools, expected: Bools) -> float:
    """Return the share of frames, of all windows, in which the same speakers are found."""
    return float((decisions == expected).all(axis=-1).mean())


def embedding_figures(prefix: str, ours: Ours, heard: Heard, audio: Audio) -> Figures:
    """Compare voices, ours found in the frames that pyannote found them in."""
    active = heard.decisions.any(axis=1)
    mine = ours.embeddings(audio, heard.decisions)[active].astype(np.float64)
    theirs = heard.embeddings[active].astype(np.float64)
    cosines = (mine * theirs).sum(axis=-1) / np.linalg.norm(mine, axis=-1) / np.linalg.norm(theirs, axis=-1)
    return {
        f"{prefix}1 - cosine": 1 - float(cosines.min()),
        f"{prefix}voices": float(len(cosines)),
        f"{prefix}voice difference": float(np.abs(mine - theirs).max() / np.abs(theirs).max()),
    }


def vbx_figures(ours: Ours, heard: Heard, audio: Audio) -> Figures:
    """Compare turns found by VBx, with community-1's factors."""
    with tempfile.TemporaryDirectory() as folder:
        write_plda(Path(folder), heard.embeddings[heard.decisions.any(axis=1)])
        config = dataclasses.replace(ours.config, **VBX)
        return turn_figures("vbx: ", ours, heard, audio, config, plda=Path(folder))


def write_plda(folder: Path, vectors: NDArray[np.float32]) -> None:
    """Write a PLDA that is made up but valid: as many directions of these voices as there can be, drawn at random.

    The directions are those in which the voices differ most, so that VBx has something to tell them apart by.
    """
    rng = np.random.default_rng(0)
    dim = vectors.shape[1]
    reduced = min(REDUCED, dim // 2)
    mean = vectors.mean(axis=0, dtype=np.float64)
    _, _, directions = np.linalg.svd(vectors - mean, full_matrices=False)
    basis, _ = np.linalg.qr(np.concatenate([directions.T, rng.standard_normal((dim, dim))], axis=1)[:, :dim])
    mixing = np.eye(reduced) + 0.1 * rng.standard_normal((reduced, reduced)) / np.sqrt(reduced)
    np.savez(folder / "xvec_transform.npz", mean1=mean, mean2=np.zeros(reduced), lda=basis[:, :reduced])
    np.savez(folder / "plda.npz", mu=np.zeros(reduced), tr=mixing, psi=np.geomspace(20, 0.1, reduced))


def turn_figures(
    prefix: str,
    ours: Ours,
    heard: Heard,
    audio: Audio,
    config: ModelConfig,
    *,
    counts: tuple[int | None, ...] = COUNTS,
    plda: Path | None = None,
) -> Figures:
    """Compare turns, with the number of speakers found and given; each figure is the worst."""
    pairs = [
        (
            ours.diarize(audio, config, num_speakers=count, plda=read_plda(plda) if plda else None),
            heard.diarize(config, num_speakers=count, plda=plda),
        )
        for count in counts
    ]
    return {
        f"{prefix}DER": max(error_rate(mine, theirs, audio.duration) for mine, theirs in pairs),
        f"{prefix}speakers": float(max(abs(len(mine.speakers) - len(theirs.speakers)) for mine, theirs in pairs)),
        f"{prefix}identical": float(np.mean([identical(mine, theirs) for mine, theirs in pairs])),
        f"{prefix}found": float(len(pairs[0][1].speakers)),
    }


def error_rate(mine: Diarization, theirs: Diarization, duration: float) -> float:
    """Return the DER of our turns against pyannote's: no collar, overlap scored."""
    scored = Timeline([Segment(0, duration)])
    metric = DiarizationErrorRate(collar=0.0, skip_overlap=False)
    return float(metric(annotation(theirs.turns), annotation(mine.turns), uem=scored))


def annotation(turns: tuple[Turn, ...]) -> Annotation:
    """Return turns as pyannote.metrics takes them."""
    marked = Annotation()
    for track, turn in enumerate(turns):
        marked[Segment(turn.start, turn.end), track] = turn.speaker
    return marked


def identical(mine: Diarization, theirs: Diarization) -> bool:
    """Say whether both have the same turns with the same labels, to a microsecond, exclusive ones included."""
    return all(
        [(round(t.start, 6), round(t.end, 6), t.speaker) for t in a]
        == [(round(t.start, 6), round(t.end, 6), t.speaker) for t in b]
        for a, b in ((mine.turns, theirs.turns), (mine.exclusive(), theirs.exclusive()))
    )
