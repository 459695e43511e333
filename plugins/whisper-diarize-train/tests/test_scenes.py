import numpy as np
import pytest
from whisper_diarize_train import scenes
from whisper_diarize_train.corpus import Corpus
from whisper_diarize_train.lessons import raw_clips
from whisper_diarize_train.scenes import draw_scene
from whisper_diarize_train.simulator import Simulator

KINDS = ("ordinary", "quiet", "meeting", "sparse", "recorded")


@pytest.fixture(scope="module")
def simulator(corpus: Corpus) -> Simulator:
    return Simulator.of_split(corpus, "train", 0)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_gives_a_recording_of_the_wanted_length(
    kind: str, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scenes, "SHARES", {kind: 1.0})

    scene = draw_scene(simulator, raw_clips(simulator.corpus), 2.0, np.random.default_rng(0))

    assert scene.samples.shape == (32000,)
    assert scene.samples.dtype == np.float32
    assert np.abs(scene.samples).max() > 0
    assert scene.activity is None or len(scene.activity) == 200


def test_shares_are_of_every_kind_and_make_up_the_whole() -> None:
    assert tuple(scenes.SHARES) == KINDS
    assert sum(scenes.SHARES.values()) == pytest.approx(1.0)


@pytest.mark.parametrize("kind", KINDS[1:])
def test_the_teacher_alone_says_who_talks_where_the_truth_misleads(
    kind: str, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scenes, "SHARES", {kind: 1.0})

    assert draw_scene(simulator, raw_clips(simulator.corpus), 2.0, np.random.default_rng(0)).activity is None


def test_who_talks_in_ordinary_mixtures_is_known(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scenes, "SHARES", {"ordinary": 1.0})

    activity = draw_scene(simulator, {}, 2.0, np.random.default_rng(0)).activity

    assert activity is not None
    assert len(activity) == 200
