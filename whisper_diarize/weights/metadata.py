"""Metadata of a weight file: the window it was trained on, and the layout of its classes."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from whisper_diarize.errors import ModelError

from .messages import brief
from .unpickle import Record

MAX_SPEAKERS = 20  # of a window; more than anybody trains

MAX_SECONDS = 60.0  # of a window; pyannote's have 5 to 10

# Any: values of a checkpoint, or of JSON
# how our networks are made; a checkpoint that was trained otherwise says so in its hyper-parameters
REQUIRED: dict[tuple[str, ...], Any] = {
    ("sample_rate",): 16_000,
    ("num_channels",): 1,
    ("sincnet", "stride"): 10,
    ("sincnet", "sample_rate"): 16_000,
    ("lstm", "bidirectional"): True,
    ("num_mel_bins",): 80,
    ("frame_length",): 25.0,
    ("frame_shift",): 10.0,
    ("round_to_power_of_two",): True,
    ("snip_edges",): True,
    ("window_type",): "hamming",
    ("use_energy",): False,
    ("fbank_centering_span",): None,
}

METADATA = "whisper_diarize"  # the key in a .safetensors file

# pyannote.audio's Problem, by number
MULTILABEL, POWERSET, REPRESENTATION = 2, 1, 3


@dataclass(frozen=True, slots=True)
class NetworkMetadata:
    """The window in seconds, and the layout of the classes, as a file states them; None where unknown.

    `speakers` of a window, and how many can talk at once: None if the classes are the speakers themselves.
    """

    duration: float | None = None
    speakers: int | None = None
    at_once: int | None = None


def checkpoint_metadata(source: str, contents: Mapping[str, Any]) -> NetworkMetadata:
    """Read the metadata of a Lightning checkpoint of pyannote.audio.

    Raises:
        ModelError: its network differs from ours in what its tensors do not show, or does another task.
    """
    _check_required(source, contents.get("hyper_parameters"))
    pyannote = contents.get("pyannote.audio")
    specifications = pyannote.get("specifications") if isinstance(pyannote, dict) else None
    if not isinstance(specifications, Record):
        return NetworkMetadata()
    state = specifications.state
    problem = state.get("problem")
    number = problem.args[0] if isinstance(problem, Record) and problem.args else None
    if number == REPRESENTATION:
        return NetworkMetadata()
    classes, at_once = state.get("classes"), state.get("powerset_max_classes")
    speakers_apart = number == (MULTILABEL if at_once is None else POWERSET)
    if not speakers_apart or not isinstance(classes, list | tuple):
        raise ModelError(f"{source}: the checkpoint was trained for another task than telling speakers apart")
    return _metadata(source, {"duration": state.get("duration"), "speakers": len(classes), "at_once": at_once})


def safetensors_metadata(source: str, header: Mapping[str, str]) -> NetworkMetadata:
    """Read the metadata that `convert` leaves in the header of a .safetensors file.

    Raises:
        ModelError: it makes no sense.
    """
    try:
        values = json.loads(header.get(METADATA, "{}"))
    except (ValueError, RecursionError):
        values = None
    return _metadata(source, values)


def to_safetensors_metadata(metadata: NetworkMetadata) -> dict[str, str] | None:
    """Return the header that `safetensors_metadata` reads; None if there is no metadata."""
    return {METADATA: json.dumps(dataclasses.asdict(metadata))} if metadata != NetworkMetadata() else None


def _metadata(source: str, values: Any) -> NetworkMetadata:
    if not isinstance(values, dict):
        raise ModelError(f"{source}: what the file says about itself makes no sense")
    duration, speakers, at_once = (values.get(name) for name in ("duration", "speakers", "at_once"))
    counts = all(n is None or (type(n) is int and 0 < n <= MAX_SPEAKERS) for n in (speakers, at_once))
    seconds = duration is None or (isinstance(duration, int | float) and 0 < duration <= MAX_SECONDS)
    if not counts or not seconds:
        told = ", ".join(f"{name} {brief(values.get(name))}" for name in ("duration", "speakers", "at_once"))
        raise ModelError(f"{source}: what the file says about itself makes no sense: {told}")
    return NetworkMetadata(None if duration is None else float(duration), speakers, at_once)


def _check_required(source: str, hyper_parameters: Any) -> None:
    for path, ours in REQUIRED.items():
        value = hyper_parameters
        for name in path:
            value = value.get(name, ours) if isinstance(value, dict) else ours
        if value != ours:
            raise ModelError(
                f"{source}: the network was trained with {'.'.join(path)} {brief(value)}; only {ours!r} is supported"
            )
