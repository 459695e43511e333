"""Choose the settings of the clustering on dialogues of validation speakers, whose networks are run once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from numpy.typing import NDArray

from whisper_diarize_train.config import ModelSettings, TuneConfig
from whisper_diarize_train.dialogues import DialogueScore, score
from whisper_diarize_train.simulator import Mixture

AHC_THRESHOLDS = tuple(np.arange(0.4, 0.75, 0.05).round(2).tolist())
CLUSTER_SIZES = (6, 12, 18)

Array = NDArray[np.float32]


@dataclass(slots=True)
class Replay:
    """A network that computes what it is asked for once, and from then on says the same again, call by call."""

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
        from whisper_diarize.weights import load_model  # noqa: PLC0415 - brings MLX in

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
        names = ("clustering", "clustering_threshold", "min_cluster_size", "constrained", "fa", "fb")
        networks = SimpleNamespace(
            segmentation=SimpleNamespace(logits=self._replays["logits"]),
            embedding=SimpleNamespace(features=self._replays["features"], embed=self._replays["embed"]),
            config=replace(self._model.config, **{name: getattr(settings, name) for name in names}),
            plda=self._model.plda,
        )
        audio = Audio(self.dialogue.samples)
        found = MlxDiarizer(networks).diarize(audio, SpeakerCount(), lambda _done, _total: None)
        return score(self.dialogue, [(turn.speaker, turn.start, turn.end) for turn in found.turns])


def candidates(settings: ModelSettings, config: TuneConfig) -> Iterator[ModelSettings]:
    """Yield the settings to try for the model's kind of clustering."""
    if settings.clustering == "vbx":
        for threshold, fa, ratio in product(config.thresholds, config.fas, config.fbs_per_fa):
            yield replace(settings, clustering_threshold=threshold, fa=fa, fb=round(fa * ratio, 3))
    else:
        for threshold, size, constrained in product(AHC_THRESHOLDS, CLUSTER_SIZES, (False, True)):
            yield replace(settings, clustering_threshold=threshold, min_cluster_size=size, constrained=constrained)


def tune(
    dialogues: Sequence[Mixture],
    model: Path,
    settings: ModelSettings,
    config: TuneConfig,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> list[tuple[DialogueScore, ModelSettings]]:
    """Score all candidates; the best one comes first."""
    tried = list(candidates(settings, config))
    totals = [DialogueScore()] * len(tried)
    for done, dialogue in enumerate(dialogues, start=1):
        rehearsed = Rehearsed(dialogue, model)
        totals = [total + rehearsed.score(other) for total, other in zip(totals, tried, strict=True)]
        progress(done, len(dialogues))
    return sorted(zip(totals, tried, strict=True), key=lambda pair: pair[0].rate)
