from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from whisper_diarize_train import tune as tuning
from whisper_diarize_train.config import ModelSettings
from whisper_diarize_train.dialogues import DialogueScore
from whisper_diarize_train.simulator import Mixture
from whisper_diarize_train.tune import TUNABLE, Rehearsed, Replay, candidates, tune

BUNDLED = Path(__file__).parents[3] / "whisper_diarize" / "models" / "bundled"


def test_a_replay_computes_each_answer_once() -> None:
    asked = []
    replay = Replay(lambda number: asked.append(number) or number)  # type: ignore[func-returns-value]  # it gives None: what follows is the value

    first = [replay(1), replay(2)]  # type: ignore[arg-type]  # a fake, or what is to be refused
    replay.asked = 0

    assert first == [replay(1), replay(2)]  # type: ignore[arg-type]  # a fake, or what is to be refused
    assert asked == [1, 2]


def test_a_rehearsed_dialogue_scores_as_the_product_does(monkeypatch: pytest.MonkeyPatch) -> None:
    from whisper_diarize_train.evaluate import diarize

    rng = np.random.default_rng(0)
    samples = (0.1 * rng.standard_normal(160000)).astype(np.float32)
    dialogue = Mixture(samples, np.ones((1000, 1), dtype=bool), ("ann",))
    turns = []
    monkeypatch.setattr(tuning, "score", lambda _dialogue, found: turns.append(found) or DialogueScore(dialogues=1))  # type: ignore[func-returns-value]  # it gives None: what follows is the value
    from whisper_diarize.models import read_config

    config = read_config(BUNDLED / "config.json")
    settings = ModelSettings(**{name: getattr(config, name) for name in TUNABLE})
    rehearsed = Rehearsed(dialogue, BUNDLED)

    rehearsed.score(settings)
    rehearsed.score(settings)

    assert turns[0] == turns[1] == diarize(samples, BUNDLED, None)


def test_the_best_settings_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    class Fake:
        def __init__(self, *_: object) -> None:
            pass

        def score(self, settings: Any) -> DialogueScore:
            return DialogueScore(speech=1.0, confusion=abs(settings.clustering_threshold - 0.5), dialogues=1)

    monkeypatch.setattr(tuning, "Rehearsed", Fake)

    found = tune([None, None], Path("model"), ModelSettings())  # type: ignore[list-item]  # a fake in its place

    assert found[0][1].clustering_threshold == 0.5
    assert found[0][0].dialogues == 2


@pytest.mark.parametrize(("clustering", "number"), [("ahc", 42), ("vbx", 90), ("ward", 7)])
def test_each_clustering_is_tuned_by_its_own_settings(clustering: str, number: int) -> None:
    tried = candidates(replace(ModelSettings(), clustering=clustering))  # type: ignore[arg-type]  # a fake, or what is to be refused

    assert len(set(tried)) == number
    assert {one.clustering for one in tried} == {clustering}
