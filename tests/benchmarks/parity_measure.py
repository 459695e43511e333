"""The figures of the parity table, for one model and one recording."""

from __future__ import annotations

import dataclasses
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from pyannote.core import Annotation, Segment, Timeline
from pyannote.metrics.diarization import DiarizationErrorRate
from scipy.special import logit

from tests.benchmarks.parity_oracle import Heard, Oracle
from tests.benchmarks.parity_ours import Ours, port, relu_in_the_linear_layers, rounded
from whisper_diarize import Audio, Diarization, Turn
from whisper_diarize.clustering import Plda
from whisper_diarize.diarization.powerset import decide_powerset, powerset
from whisper_diarize.models import Model, ModelConfig
from whisper_diarize.weights.plda import PLDA_FILE, PLDA_TRANSFORM_FILE, read_plda

COUNTS = (None, 2, 3, 4)  # speakers; None: find out
AHC: dict[str, Any] = {"clustering": "ahc", "constrained": False}  # speaker-diarization-3.1's
CONSTRAINED: dict[str, Any] = {
    "clustering": "ahc",
    "constrained": True,
}  # for models whose clustering pyannote does not have
VBX: dict[str, Any] = {
    "clustering": "vbx",
    "clustering_threshold": 0.6,
    "fa": 0.07,
    "fb": 0.8,
    "constrained": True,
}  # community-1's
REDUCED = 128  # dimensions that a PLDA keeps; community-1's

Bools = NDArray[np.bool_]
Doubles = NDArray[np.float64]
Floats = NDArray[np.float32]
Figures = dict[str, float]


def measure(model: Model, oracle: Oracle, audio: Audio) -> Figures:
    """Return every figure by name, each the smaller the better; the keys are those of the rows in `parity`."""
    if model.config.clustering == "ward":
        model = dataclasses.replace(model, config=dataclasses.replace(model.config, **CONSTRAINED))
    ours, heard = Ours(model), oracle.listen(audio, model.config)
    windows = spread_windows(model.config, audio)
    float32 = oracle.logits(windows)
    return {
        **network_figures("", ours, oracle, heard, windows),
        **float64_figures(ours.logits(windows), float32, oracle.logits(windows, torch.float64)),
        **turn_figures("own: ", ours, heard, model.config),
        **turn_figures("ahc: ", ours, heard, dataclasses.replace(model.config, **AHC)),
        **vbx_figures("vbx: ", ours, heard),
        **floor_figures(ours, oracle, heard),
        **half_figures(ours, oracle, heard, windows),
        **prototype_figures(model, ours, oracle, heard, windows),
    }


def network_figures(prefix: str, ours: Ours, oracle: Oracle, heard: Heard, windows: Floats) -> Figures:
    """Compare logits, decisions and voices; voices are ours in the frames in which pyannote heard them."""
    logits, expected = ours.logits(windows), oracle.logits(windows)
    speech = decide(ours.config, expected).any(axis=-1)
    active = heard.decisions.any(axis=1)
    mine = ours.embeddings(heard.audio, heard.decisions)[active].astype(np.float64)
    theirs = heard.embeddings[active].astype(np.float64)
    return {
        f"{prefix}logits": worst_class(logits[speech], expected[speech]),
        f"{prefix}decisions": differing(ours.decisions(heard.audio), heard.decisions),
        f"{prefix}voices": 1 - float(cosines(mine, theirs).min()),
    }


def float64_figures(logits: Doubles, float32: Doubles, exact: Doubles) -> Figures:
    """Return how far float32 is from float64: ours, torch's, and the ratio."""
    return {
        "error": rms(logits - exact),
        "error of torch": rms(float32 - exact),
        "error ratio": rms(logits - exact) / rms(float32 - exact),
    }


def floor_figures(ours: Ours, oracle: Oracle, heard: Heard) -> Figures:
    """Compare pyannote's float32 with its own float64: the limit of any float32."""
    exact = oracle.exact().listen(heard.audio, ours.config)
    figures = {"floor: decisions": differing(exact.decisions, heard.decisions)}
    with tempfile.TemporaryDirectory() as folder:
        write_plda(Path(folder), heard.embeddings[heard.decisions.any(axis=1)])
        for name, changes, plda in (("own", {}, None), ("ahc", AHC, None), ("vbx", VBX, Path(folder))):
            config = dataclasses.replace(ours.config, **changes)
            figures[f"floor: {name}: DER"] = max(
                error_rate(
                    heard.diarize(config, num_speakers=count, plda=plda),
                    exact.diarize(config, num_speakers=count, plda=plda),
                    heard.audio.duration,
                )
                for count in COUNTS
            )
    return figures


def half_figures(ours: Ours, oracle: Oracle, heard: Heard, windows: Floats) -> Figures:
    """Compare both with weights rounded to float16, and ours with pyannote's of full precision."""
    full, states = oracle.states(), rounded(oracle.states())
    if all(
        torch.equal(state[n], tensor) for state, given in zip(states, full, strict=True) for n, tensor in given.items()
    ):
        half_oracle, half, half_heard = oracle, ours, heard  # they were in float16 already
    else:
        half_oracle, half = oracle.with_weights(states), port(states, ours.config)
        half_heard = half_oracle.listen(heard.audio, ours.config)
    return {
        **network_figures("half: ", half, half_oracle, half_heard, windows),
        **turn_figures("half: ", half, half_heard, ours.config, counts=(None,)),
        "rounding: logits": worst_class(*(np.concatenate(net.logits(windows)) for net in (half, oracle))),
        "rounding: decisions": differing(half.decisions(heard.audio), heard.decisions),
        **turn_figures("rounding: ", half, heard, ours.config, counts=(None,)),
    }


def prototype_figures(model: Model, ours: Ours, oracle: Oracle, heard: Heard, windows: Floats) -> Figures:
    """Return the effect of ReLU for leaky ReLU, beside the right activation and the rounding of float32."""
    with relu_in_the_linear_layers():
        wrong = Ours(model)
        wrong_logits, diarization = wrong.logits(windows), wrong.diarize(heard.audio, model.config, num_speakers=None)
    float32, exact = oracle.logits(windows), oracle.logits(windows, torch.float64)
    pairs = {"relu": (wrong_logits, float32), "leaky": (ours.logits(windows), float32), "float32": (float32, exact)}
    speech = decide(model.config, float32).any(axis=-1)
    return {
        **{f"{name}: correlation": correlation(*(x[speech] for x in pair)) for name, pair in pairs.items()},
        **{f"{name}: frames": 1 - differing(*(decide(model.config, x) for x in pair)) for name, pair in pairs.items()},
        "relu: DER": error_rate(diarization, heard.diarize(model.config, num_speakers=None), heard.audio.duration),
    }


def random_figures(audio: Audio) -> Figures:
    """Compare networks of the size that pyannote.audio's own have, with random weights, on a few windows."""
    oracle, config = Oracle.random(), ModelConfig("random", 1.0)
    ours = port(oracle.states(), config)
    windows = spread_windows(config, audio)[:3]
    logits, float32, exact = ours.logits(windows), oracle.logits(windows), oracle.logits(windows, torch.float64)
    mine, theirs = ours.voices(windows), oracle.voices(windows)
    return {
        "logits": worst_class(np.concatenate(logits), np.concatenate(float32)),
        **float64_figures(logits, float32, exact),
        "decisions": differing(decide(config, logits), decide(config, float32)),
        "voices": 1 - float(cosines(mine, theirs).min()),
    }


def spread_windows(config: ModelConfig, audio: Audio) -> Floats:
    """Return the recording in windows that do not overlap: (windows, num_samples); the last is filled with zeros."""
    size = round(config.duration * audio.sample_rate)
    count = -(-audio.num_samples // size)
    return np.pad(audio.array, (0, count * size - audio.num_samples)).reshape(count, size)


def decide(config: ModelConfig, logits: Doubles) -> Bools:
    """Return who talks: (windows, frames, speakers)."""
    if config.max_speakers_per_frame is None:
        return logits > logit(config.threshold)
    return decide_powerset(logits, powerset(config.max_speakers_per_chunk, config.max_speakers_per_frame))  # type: ignore[arg-type]  # a fake, or what is to be refused


def correlation(values: Doubles, expected: Doubles) -> float:
    """Return the correlation of all values of all classes together, as the prototype measures it."""
    return float(np.corrcoef(values.ravel(), expected.ravel())[0, 1])


def worst_class(values: Doubles, expected: Doubles) -> float:
    """Return 1 - the correlation of the class that correlates least: (frames, classes)."""
    return 1 - min(correlation(*pair) for pair in zip(values.T, expected.T, strict=True))


def cosines(vectors: Doubles, expected: Doubles) -> Doubles:
    """Return the cosine of each pair of vectors."""
    lengths = np.linalg.norm(vectors, axis=-1) * np.linalg.norm(expected, axis=-1)
    return (vectors * expected).sum(axis=-1) / lengths


def rms(values: Doubles) -> float:
    """Return the root of the mean square."""
    return float(np.sqrt(np.square(values).mean()))


def differing(decisions: Bools, expected: Bools) -> float:
    """Return the share of frames, of all windows, in which other speakers are found."""
    return float((decisions != expected).any(axis=-1).mean())


def vbx_figures(prefix: str, ours: Ours, heard: Heard) -> Figures:
    """Compare turns found by VBx, with community-1's factors."""
    with tempfile.TemporaryDirectory() as folder:
        write_plda(Path(folder), heard.embeddings[heard.decisions.any(axis=1)])
        return turn_figures(prefix, ours, heard, dataclasses.replace(ours.config, **VBX), plda=Path(folder))


def write_plda(folder: Path, vectors: Floats) -> None:
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
    np.savez(folder / PLDA_TRANSFORM_FILE, mean1=mean, mean2=np.zeros(reduced), lda=basis[:, :reduced])
    np.savez(folder / PLDA_FILE, mu=np.zeros(reduced), tr=mixing, psi=np.geomspace(20, 0.1, reduced))


def turn_figures(  # noqa: PLR0913
    prefix: str,
    ours: Ours,
    heard: Heard,
    config: ModelConfig,
    *,
    counts: tuple[int | None, ...] = COUNTS,
    plda: Path | None = None,
) -> Figures:
    """Compare turns, with the number of speakers found and given; each figure is the worst."""
    dim = heard.embeddings.shape[-1]
    our_plda = Plda(**read_plda(plda / PLDA_TRANSFORM_FILE, plda / PLDA_FILE, dim)) if plda else None
    pairs = [
        (
            ours.diarize(heard.audio, config, num_speakers=count, plda=our_plda),
            heard.diarize(config, num_speakers=count, plda=plda),
        )
        for count in counts
    ]
    return {
        f"{prefix}DER": max(error_rate(*pair, heard.audio.duration) for pair in pairs),
        f"{prefix}speakers": max(abs(len(mine.speakers) - len(theirs.speakers)) for mine, theirs in pairs),
        f"{prefix}identical": sum(identical(*pair) for pair in pairs),
        f"{prefix}runs": len(pairs),
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
