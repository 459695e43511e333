from pathlib import Path

import numpy as np
import pytest
from whisper_diarize_train import evaluate
from whisper_diarize_train.config import ModelSettings
from whisper_diarize_train.corpus import Corpus
from whisper_diarize_train.evaluate import Line, dialogue_report, network_report
from whisper_diarize_train.export import export
from whisper_diarize_train.networks import PyanNet, WeSpeakerResNet34
from whisper_diarize_train.simulator import Mixture

from whisper_diarize import Turn
from whisper_diarize.records import Audio, Diarization

pytestmark = pytest.mark.slow


@pytest.fixture
def model(tmp_path: Path) -> Path:
    export(PyanNet().state_dict(), WeSpeakerResNet34(8).state_dict(), tmp_path, ModelSettings())
    return tmp_path


def test_networks_are_scored_on_chunks_and_on_each_set_with_enough_speakers(
    corpus: Corpus, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluate, "NUM_CHUNKS", 1)

    lines = list(network_report(corpus, model, "train", seed=0))

    assert [line.name for line in lines[:2]] == ["local DER, easy chunks of 10 s", "local DER, hard chunks of 10 s"]
    assert {line.name.split(",")[1] for line in lines[2:]} == {" set0", " set1"}


def test_the_model_is_scored_beside_two_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    activity = np.zeros((1000, 2), dtype=bool)
    activity[:500, 0] = True
    activity[500:800, 1] = True
    dialogue = Mixture(np.zeros(160000, np.float32), activity, ("ann", "ben"))
    monkeypatch.setattr(evaluate, "diarize", lambda *_: (Turn(0.0, 5.0, "a"), Turn(5.0, 8.0, "b")))

    lines = list(dialogue_report([dialogue], Path("model")))

    assert lines == [
        Line("the model", ("0.0%", "0.0%", "0.0%", "0.0%", "1 of 1")),
        Line("the model, number of speakers given", ("0.0%", "0.0%", "0.0%", "0.0%", "1 of 1")),
        Line("guess: one speaker, true speech", ("37.5%", "0.0%", "0.0%", "37.5%", "0 of 1")),
        Line("guess: one speaker, everywhere", ("62.5%", "0.0%", "25.0%", "37.5%", "0 of 1")),
    ]


def test_diarize_hands_samples_to_the_product(monkeypatch: pytest.MonkeyPatch) -> None:
    import whisper_diarize

    found = whisper_diarize.Diarization((whisper_diarize.Turn(0.5, 2.0, "SPEAKER_00"),))
    calls = []

    def fake(audio: Audio, *, model: object, num_speakers: int | None) -> Diarization:
        calls.append((audio.num_samples, model, num_speakers))
        return found

    monkeypatch.setattr(whisper_diarize, "diarize", fake)

    turns = evaluate.diarize(np.zeros(100, np.float32), Path("model"), 3)

    assert turns == (Turn(0.5, 2.0, "SPEAKER_00"),)
    assert calls == [(100, Path("model"), 3)]
