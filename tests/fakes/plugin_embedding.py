"""A model whose embedding only a plugin knows: the example's, which tells voices by the energies in bands."""

import json
import shutil
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import soundfile

from whisper_diarize.models import bundled_directory
from whisper_diarize.plugins import import_plugin
from whisper_diarize.scoring import read_annotation

ROOT = Path(__file__).parents[2]
STANDUP = ROOT / "samples" / "standup.wav"
EXAMPLE = ROOT / "plugins" / "examples" / "register_embeddings.py"
DIM = 32


def bands_plugin() -> ModuleType:
    """The plugin with the architecture `bands`."""
    return import_plugin(str(EXAMPLE))


def write_bands(path: Path) -> Path:
    """Write the weight file of a network of this architecture: a random projection of statistics.

    They are less their mean, and divided by their deviation, over the turns of the sample `standup`.
    """
    module, (samples, rate) = bands_plugin(), soundfile.read(STANDUP, dtype="float32")
    size = 2 * len(module.EDGES)
    plain, always = module.BandStatistics(np.eye(size), np.zeros(size)), np.ones((1, 1, 1), np.float32)
    turns = read_annotation(STANDUP.with_suffix(".rttm")).turns
    sounds = [samples[None, round(turn.start * rate) : round(turn.end * rate)] for turn in turns if turn.duration > 1]
    statistics = np.stack([plain.embed(plain.features(sound), always)[0, 0] for sound in sounds])
    weight = np.random.default_rng(0).normal(size=(size, DIM)) / statistics.std(axis=0)[:, None]
    bias = -statistics.mean(axis=0) @ weight
    np.savez(path, weight=weight.astype(np.float32), bias=bias.astype(np.float32))
    return path


# Any: values of JSON
def write_bands_model(folder: Path, **fields: Any) -> Path:
    """Write a model: our segmentation, with an embedding of this architecture."""
    folder.mkdir(exist_ok=True)
    shutil.copy(bundled_directory() / "segmentation.safetensors", folder)
    write_bands(folder / "embedding.npz")
    ours = json.loads((bundled_directory() / "config.json").read_text())
    clustering = {"clustering": "ahc", "clustering_threshold": 1.0}
    config = {**ours, **clustering, "name": "by bands", "embedding_architecture": "bands", **fields}
    (folder / "config.json").write_text(json.dumps(config))
    return folder
