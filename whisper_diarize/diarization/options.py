"""What the user may ask of the diarizer. Imports no model code, so that options can be listed without it."""

from __future__ import annotations

from dataclasses import dataclass

from whisper_diarize.errors import OptionError

MODES = ("fast", "exact")


@dataclass(frozen=True, slots=True)
class DiarizationOptions:
    """How to diarize.

    `model` is `community-1`, `pyannote-3.1`, `bundled`, `auto` (the best of them that is here or can be downloaded
    now), a directory, or a repository of huggingface.co, `owner/name` or `owner/name@REVISION`. `step` (seconds between
    windows), `clustering_threshold`, `min_cluster_size`, `constrained` (no two speakers of a window are the same
    person), `exclude_overlap` (know a voice by what it says alone, if that is enough) and `min_duration_off` are the
    model's own if None. Pauses below `min_duration_off` seconds are filled, then turns below `min_duration_on` dropped.
    `batch_size` windows go through the networks at once. `mode` is `fast`, in which windows share the work of the
    embedding network (see `fast_embedding`), or `exact`, which gives what pyannote.audio gives.
    """

    model: str = "auto"
    mode: str = "fast"
    step: float | None = None
    clustering_threshold: float | None = None
    min_cluster_size: int | None = None
    constrained: bool | None = None
    exclude_overlap: bool | None = None
    min_duration_on: float = 0.0
    min_duration_off: float | None = None
    batch_size: int = 32

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise OptionError.unknown("diarization mode", self.mode, MODES)
        for name in ("step", "clustering_threshold", "min_cluster_size", "batch_size"):
            value = getattr(self, name)
            if value is not None and value <= 0:
                raise OptionError(f"{name} must be above 0, not {value}")
        for name in ("min_duration_on", "min_duration_off"):
            value = getattr(self, name)
            if value is not None and value < 0:
                raise OptionError(f"{name} cannot be below 0, as {value} is")
