"""Choose the settings of the clustering on dialogues of validation speakers, whose networks are run once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whisper_diarize_train.config import ModelSettings
from whisper_diarize_train.dialogues import DialogueScore, score, true_turns
from whisper_diarize_train.simulator import Mixture

# what is tried for each clustering: field -> values, every combination of them
GRIDS: dict[str, dict[str, tuple[float | bool, ...]]] = {
    "ahc": {
        "clustering_threshold": (0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7),
        "min_cluster_size": (6, 12, 18),
        "constrained": (False, True),
    },
    "vbx": {
        "clustering_threshold": (0.3, 0.45, 0.6),
        "fa": (0.07, 0.1, 0.2, 0.3, 0.4),
        "fb": (0.8, 1.5, 2.0, 3.0, 5.0, 8.0),
    },
    "ward": {
        "speaker_penalty": (0.005, 0.01, 0.015, 0.02, 0.025, 0.03, 0.04),
    },
}

TUNABLE = ("clustering", *dict.fromkeys(name for grid in GRIDS.values() for name in grid))

Array = NDArray[np.float32]


@dataclass(slots=True)
class Replay:
    """A network that computes each call once, and repeats the results call by call from then on."""

    call: Callable[..., Array]
    answers: list[Array] = field(default_factory=list)
    asked: int = 0

    def __call__(self, *inputs: Array) -> Array:
        """Return the answer to this call, of the calls since `rewind`."""
        if self.asked == len(self.answers):
            self.answers.append(self.call(*inputs))
        self.asked += 1
        return self.answers[self.asked - 1]


class Rehearsed:
    """One dialogue, diarized again and again with other settings of the clustering."""

    def __init__(self, dialogue: Mixture, model: Path) -> None:
        from whisper_diarize.models import load_model  # noqa: PLC0415 - brings MLX in

        self.dialogue = dialogue
        self._model = load_model(model)
        self._replays = {
            "logits": Replay(self._model.segmentation.logits),
            "features": Replay(self._model.embedding.features),
            "embed": Replay(self._model.embedding.embed),
        }

    def score(self, settings: ModelSettings) -> DialogueScore:
        """Diarize with these settings, the number of speakers not given."""
        from whisper_diarize import Audio, SpeakerCount  # noqa: PLC0415 - brings MLX in
        from whisper_diarize.diarization import MlxDiarizer  # noqa: PLC0415 - brings MLX in

        for replay in self._replays.values():
            replay.asked = 0
        networks = SimpleNamespace(
            segmentation=SimpleNamespace(logits=self._replays["logits"]),
            embedding=SimpleNamespace(features=self._replays["features"], embed=self._replays["embed"]),
            config=replace(self._model.config, **{name: getattr(settings, name) for name in TUNABLE}),
            plda=self._model.plda,
            voice_model=None,
        )
        audio = Audio(self.dialogue.samples)
        found = MlxDiarizer(networks).diarize(audio, SpeakerCount(), lambda _done, _total: None)
        return score(true_turns(self.dialogue), found.turns)


def candidates(settings: ModelSettings) -> list[ModelSettings]:
    """Return the settings to try for the model's kind of clustering."""
    grid = GRIDS[settings.clustering]
    chosen: Iterator[dict[str, Any]] = (dict(zip(grid, values, strict=True)) for values in product(*grid.values()))
    return [replace(settings, **values) for values in chosen]


def tune(
    dialogues: Sequence[Mixture],
    model: Path,
    settings: ModelSettings,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> list[tuple[DialogueScore, ModelSettings]]:
    """Score all candidates; the best one comes first."""
    tried = candidates(settings)
    totals = [DialogueScore()] * len(tried)
    for done, dialogue in enumerate(dialogues, start=1):
        rehearsed = Rehearsed(dialogue, model)
        totals = [total + rehearsed.score(other) for total, other in zip(totals, tried, strict=True)]
        progress(done, len(dialogues))
    return sorted(zip(totals, tried, strict=True), key=lambda pair: pair[0].rate)
