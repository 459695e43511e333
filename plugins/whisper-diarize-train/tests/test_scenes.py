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
):
    monkeypatch.setattr(scenes, "SHARES", {kind: 1.0})

    scene = draw_scene(simulator, raw_clips(simulator.corpus), 2.0, np.random.default_rng(0))

    assert scene.samples.shape == (32000,)
    assert scene.samples.dtype == np.float32
    assert np.abs(scene.samples).max() > 0
    assert scene.activity is None or len(scene.activity) == 200


def test_shares_are_of_every_kind_and_make_up_the_whole():
    assert tuple(scenes.SHARES) == KINDS
    assert sum(scenes.SHARES.values()) == pytest.approx(1.0)


def test_who_talks_in_recorded_clips_is_not_known(simulator: Simulator, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(scenes, "SHARES", {"recorded": 1.0})

    assert draw_scene(simulator, raw_clips(simulator.corpus), 2.0, np.random.default_rng(0)).activity is None


def test_four_voices_are_as_the_teacher_hears_them(simulator: Simulator, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(scenes, "SHARES", {"meeting": 1.0})
    drawn = [draw_scene(simulator, raw_clips(simulator.corpus), 2.0, np.random.default_rng(seed)) for seed in range(12)]

    widths = {None if scene.activity is None else scene.activity.shape[1] for scene in drawn}

    assert widths == {None, 2, 3}
