"""Configuration of a pyannote.audio pipeline: the file `config.yaml` beside its models.

Source: pyannote.audio 4.0.7 core/pipeline.py and pipelines/clustering.py (MIT): names, and what is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from whisper_diarize.errors import ModelError
from whisper_diarize.weights import brief, reading

from .config import STEP, ModelConfig, make_config, read_text

PIPELINES = (
    "pyannote.audio.pipelines.SpeakerDiarization",
    "pyannote.audio.pipelines.speaker_diarization.SpeakerDiarization",
)
# Any: a value of YAML
Values = dict[str, Any]


def read_pipeline_config(path: Path) -> ModelConfig:
    """Read the `config.yaml` of a speaker diarization pipeline; the model's name is the folder's.

    Raises:
        ModelError: it cannot be read, is another pipeline's, or asks for a clustering that we do not have.
    """
    document = _read(path)
    name = _at(document, "pipeline", "name")
    if name not in PIPELINES:
        raise ModelError(f"{path}: the pipeline is {brief(name)}; only {PIPELINES[0]} is supported")
    made, tuned = _section(document, "pipeline", "params"), _section(document, "params")
    if made.get("segmentation_step", STEP) != STEP:
        raise ModelError(f"{path}: segmentation_step is {brief(made['segmentation_step'])}; only {STEP} is supported")
    values = {
        "name": path.parent.resolve().name,
        "exclude_overlap": made.get("embedding_exclude_overlap", False),
        **_clustering(path, made.get("clustering"), _section(tuned, "clustering")),
        **_renamed(_section(tuned, "segmentation"), {"threshold": "threshold", "min_duration_off": "min_duration_off"}),
    }
    return make_config(path, values)


def model_folder(path: Path, part: str) -> Path:
    """Return the folder, beside a `config.yaml`, of its `segmentation`, `embedding` or `plda`.

    `$model/NAME` is followed; names of repositories are not, and the folder then has the part's own name.

    Raises:
        ModelError: it is elsewhere, and there is no such folder.
    """
    value = _section(_read(path), "pipeline", "params").get(part)
    model, _, name = value.partition("/") if isinstance(value, str) else ("", "", "")
    if model == "$model" and name and ".." not in Path(name).parts and not Path(name).is_absolute():
        return path.parent / name
    folder = path.parent / part
    if isinstance(value, str) and not folder.is_dir():
        raise ModelError(f"{path}: its {part} is {brief(value)}, which is elsewhere; put those files into {folder}")
    return folder


def _clustering(path: Path, kind: Any, tuned: Values) -> Values:
    if kind == "VBxClustering":
        names = {"threshold": "clustering_threshold", "Fa": "fa", "Fb": "fb"}
        return {"clustering": "vbx", "constrained": True, **_required(path, tuned, names)}
    if kind == "AgglomerativeClustering":
        if tuned.get("method", "centroid") != "centroid":
            raise ModelError(f"{path}: the linkage is {brief(tuned['method'])}; only 'centroid' is supported")
        names = {"threshold": "clustering_threshold", "min_cluster_size": "min_cluster_size"}
        return {"clustering": "ahc", "constrained": False, **_required(path, tuned, names)}
    raise ModelError(
        f"{path}: the clustering is {brief(kind)}; only AgglomerativeClustering and VBxClustering are supported"
    )


def _required(path: Path, tuned: Values, names: Mapping[str, str]) -> Values:
    missing = [name for name in names if name not in tuned]
    if missing:
        raise ModelError(f"{path}: params.clustering lacks {', '.join(missing)}")
    return _renamed(tuned, names)


def _renamed(values: Values, names: Mapping[str, str]) -> Values:
    """Return the values that are there, under our names."""
    return {ours: values[theirs] for theirs, ours in names.items() if theirs in values}


def _read(path: Path) -> Values:
    with reading(path, "the pipeline's description"):
        document = yaml.load(read_text(path), _Loader)  # noqa: S506  a SafeLoader
    if not isinstance(document, dict):
        raise ModelError(f"{path}: the pipeline's description must be a YAML mapping")
    return document


class _Loader(yaml.SafeLoader):
    """The loader of plain values, which refuses aliases: merged into each other, they have no end."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise ValueError("it uses an alias (*), which no pipeline needs")
        return super().compose_node(parent, index)


def _at(values: Any, *names: str) -> Any:
    """Return the value below some names, or None."""
    for name in names:
        values = values.get(name) if isinstance(values, dict) else None
    return values


def _section(values: Any, *names: str) -> Values:
    section = _at(values, *names)
    return section if isinstance(section, dict) else {}
