"""A model whose embedding only a plugin knows: the example's, which tells voices by the energies in bands."""

import json
import shutil
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from whisper_diarize.models import bundled_directory
from whisper_diarize.plugins import import_plugin

EXAMPLE = Path(__file__).parents[2] / "plugins" / "examples" / "register_embeddings.py"
DIM = 32


def bands_plugin() -> ModuleType:
    """The plugin with the architecture `bands`."""
    return import_plugin(str(EXAMPLE))


def write_bands(path: Path) -> Path:
    """Write the weight file of a network of this architecture: a random projection."""
    matrix = np.random.default_rng(0).normal(size=(2 * len(bands_plugin().EDGES), DIM))
    np.savez(path, matrix=matrix.astype(np.float32))
    return path


# Any: values of JSON
def write_bands_model(folder: Path, **fields: Any) -> Path:
    """Write a model: our segmentation, with an embedding of this architecture."""
    folder.mkdir(exist_ok=True)
    shutil.copy(bundled_directory() / "segmentation.safetensors", folder)
    write_bands(folder / "embedding.npz")
    ours = json.loads((bundled_directory() / "config.json").read_text())
    config = {**ours, "name": "by bands", "embedding_architecture": "bands", **fields}
    (folder / "config.json").write_text(json.dumps(config))
    return folder
