import json
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from whisper_diarize_train.config import (
    DEFAULT,
    Config,
    EmbeddingConfig,
    ModelSettings,
    SegmentationConfig,
    read_config,
)
from whisper_diarize_train.corpus import Corpus
from whisper_diarize_train.embedding import PairLoss, SpeakerMemory, draw_pairs, split_voice, train_embedding
from whisper_diarize_train.evaluate import load_networks
from whisper_diarize_train.export import DERIVABLE, export, to_float16
from whisper_diarize_train.networks import PyanNet, ResNet, WeSpeakerResNet34
from whisper_diarize_train.paired import use_paired_convolutions
from whisper_diarize_train.powerset import clustering_loss, mapping, permutation_free_loss, to_activity, to_classes
from whisper_diarize_train.run import Place, Schedule
from whisper_diarize_train.scores import ErrorCounts, Pairs, equal_error_rate, local_errors
from whisper_diarize_train.segmentation import (
    batch_loss,
    build_network,
    difficulty,
    draw_batch,
    features_of,
    train_segmentation,
)
from whisper_diarize_train.simulator import Simulator
from whisper_diarize_train.voices import Piece, Voice

from whisper_diarize.models import bundled_directory

pytestmark = pytest.mark.slow


def losses_of_steps(loss_of_step: Callable[[], torch.Tensor], parameters: Any, steps: int) -> list[float]:
    optimizer = torch.optim.Adam(parameters, lr=1e-3)
    losses = []
    for _ in range(steps):
        loss = loss_of_step()
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # an untyped library
        optimizer.step()
        losses.append(loss.item())
    return losses


def test_steps_on_a_batch_lower_the_segmentation_loss(corpus: Corpus) -> None:
    torch.manual_seed(0)
    simulator = Simulator.of_split(corpus, "train", 0)
    samples, activity = draw_batch(simulator, 2, 0.0, np.random.default_rng(0))
    model, head = build_network(SegmentationConfig()), torch.nn.Linear(128, 20)

    losses = losses_of_steps(
        lambda: batch_loss(model, head, model.features(samples), activity, 0.5), model.parameters(), 3
    )

    assert losses[-1] < losses[0]


def test_steps_on_a_batch_lower_the_embedding_loss(corpus: Corpus) -> None:
    torch.manual_seed(0)
    simulator = Simulator.of_split(corpus, "train", 0)
    config = replace(EmbeddingConfig(), speakers_per_batch=4)
    samples = torch.from_numpy(draw_pairs(simulator, config, 0.0, np.random.default_rng(0)).samples)
    model, loss = WeSpeakerResNet34(8), PairLoss()

    losses = losses_of_steps(lambda: loss(*model(samples).chunk(2)), model.parameters(), 3)

    assert losses[-1] < losses[0]


def test_a_run_goes_on_where_it_stopped(corpus: Corpus, tmp_path: Path) -> None:
    config = replace(SegmentationConfig(), steps=1, batch_size=1, validation_mixtures=1)
    reports: list[dict[str, float]] = []

    train_segmentation(corpus, config, Place(tmp_path), reports.append)
    train_segmentation(corpus, replace(config, steps=2), Place(tmp_path), reports.append)

    assert [line["step"] for line in reports] == [1, 2]
    assert reports[1]["minutes"] > reports[0]["minutes"]


def test_an_embedding_run_leaves_a_model(corpus: Corpus, tmp_path: Path) -> None:
    config = replace(EmbeddingConfig(), steps=1, speakers_per_batch=2, memory_weight=0.5, trial_sets=("set0",))
    reports: list[dict[str, float]] = []

    train_embedding(corpus, config, Place(tmp_path), reports.append)

    state = torch.load(tmp_path / "model.pt", weights_only=True)
    assert state.keys() == WeSpeakerResNet34(8).state_dict().keys()
    assert 0 <= reports[0]["set0"] <= 1


def test_exported_networks_give_what_the_trained_ones_give(tmp_path: Path) -> None:
    torch.manual_seed(0)
    pyannet, resnet = PyanNet().eval(), WeSpeakerResNet34(8).eval()
    samples = 0.1 * torch.randn(1, 32000)

    export(pyannet.state_dict(), resnet.state_dict(), tmp_path, ModelSettings(clustering_threshold=0.7))
    loaded_pyannet, loaded_resnet = load_networks(tmp_path)

    torch.testing.assert_close(loaded_pyannet(samples), pyannet(samples), atol=0.02, rtol=0)
    torch.testing.assert_close(loaded_resnet(samples), resnet(samples), atol=0.02, rtol=0.02)
    description = json.loads((tmp_path / "config.json").read_text())
    assert description["clustering_threshold"] == 0.7
    assert description["embedding"] == {
        "file": "embedding.safetensors",
        "sample_rate": 16000,
        "width": 8,
        "dim": 256,
    }


def test_export_is_half_precision_without_what_is_derivable() -> None:
    half = to_float16(WeSpeakerResNet34(8).state_dict() | PyanNet().state_dict())

    assert all(value.dtype == torch.float16 for value in half.values())
    assert not any(name.endswith(DERIVABLE) for name in half)


def test_export_refuses_what_half_precision_cannot_hold() -> None:
    with pytest.raises(ValueError, match="not finite in half precision: a"):
        to_float16({"a": torch.tensor([1e6])})


def test_the_committed_settings_are_the_defaults_of_nothing_unknown() -> None:
    config = read_config()

    assert isinstance(config, Config)
    assert config.embedding.short_crop_seconds == (1.0, 1.6)


def test_the_bundled_model_is_used_as_the_settings_of_its_last_stage_say() -> None:
    settings = asdict(read_config(DEFAULT.with_name("distil.toml")).model)

    bundled = json.loads((bundled_directory() / "config.json").read_text(encoding="utf-8"))

    assert bundled.items() <= (settings | {name: bundled[name] for name in ("segmentation", "embedding")}).items()


def test_difficulty_rises_from_the_easy_share_to_the_hardest() -> None:
    config = replace(SegmentationConfig(), easy_share=0.2, hardest_share=0.6)

    assert [difficulty(config, progress) for progress in (0.0, 0.2, 0.4, 0.6, 1.0)] == pytest.approx([0, 0, 0.5, 1, 1])


def test_the_learning_rate_rises_then_falls() -> None:
    schedule = Schedule(steps=1, learning_rate=1.0, warm_up_share=0.1, save_minutes=1, validate_steps=1)

    assert schedule.rate(0.05) == pytest.approx(0.51)
    assert schedule.rate(0.1) == pytest.approx(1.0)
    assert schedule.rate(1.0) == pytest.approx(0.01)


def test_powerset_classes_are_in_pyannotes_order() -> None:
    activity = mapping()

    assert to_classes(activity).tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert activity.tolist() == [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 0, 1], [0, 1, 1]]
    torch.testing.assert_close(to_activity(torch.eye(7)), activity)


def test_the_order_of_speakers_costs_nothing() -> None:
    activity = torch.tensor([[[1, 0, 0], [0, 1, 0], [1, 1, 0], [0, 0, 0]]])
    certain = torch.full((1, 4, 7), -20.0).scatter(2, to_classes(activity)[..., None], 0.0)

    assert permutation_free_loss(certain, activity[..., [2, 0, 1]]).item() == pytest.approx(0, abs=1e-6)
    assert permutation_free_loss(certain, activity.roll(1, dims=1)).item() > 1


def test_right_angles_between_speakers_cost_nothing() -> None:
    activity = torch.tensor([[[1, 0, 0], [0, 1, 0], [1, 0, 0], [1, 1, 0]]])
    apart = torch.tensor([[[1.0, 0.0], [0.0, 1.0], [1.0, 0.0], [0.6, 0.8]]])

    assert clustering_loss(apart, activity).item() == pytest.approx(0)
    assert clustering_loss(apart[:, [0, 0, 0, 0]], activity).item() == pytest.approx(4 / 9)


def test_local_errors_take_the_best_order() -> None:
    reference = np.array([[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 0]], dtype=bool)
    hypothesis = np.array([[0, 1, 0], [0, 1, 0], [0, 1, 0], [0, 0, 1]], dtype=bool)

    counts = local_errors(reference, hypothesis)

    assert counts == ErrorCounts(speech=3, missed=0, false_alarm=1, confusion=1)
    assert (counts + counts).rate == pytest.approx(2 / 3)


def test_equal_error_rate_is_0_for_voices_apart_and_half_for_chance() -> None:
    apart = np.repeat(np.eye(4, dtype=np.float32), 3, axis=0)
    chance = np.random.default_rng(0).standard_normal((200, 8)).astype(np.float32)

    assert equal_error_rate(apart, np.repeat(np.arange(4), 3)) == pytest.approx(0, abs=0.01)
    assert equal_error_rate(chance, np.arange(200) % 10) == pytest.approx(0.5, abs=0.05)


def test_a_speaker_counted_twice_weighs_as_much_as_two_alike() -> None:
    rng = np.random.default_rng(0)
    vectors, speakers = rng.standard_normal((12, 3)).astype(np.float32), np.repeat(np.arange(4), 3)
    far = np.array([[1, 0, 0]] * 3, np.float32)

    pairs = Pairs.of(np.concatenate([vectors, far]), np.concatenate([speakers, [4, 4, 4]]))

    assert pairs.error_rate(np.array([1, 1, 1, 1, 0])) == pytest.approx(equal_error_rate(vectors, speakers))
    assert pairs.error_rate(np.array([2, 2, 2, 2, 2])) == pytest.approx(pairs.error_rate(), abs=0.1)


@pytest.mark.parametrize("frames", [20, 21], ids=["even", "odd"])
def test_paired_convolutions_are_the_plain_ones(frames: int) -> None:
    torch.manual_seed(0)
    plain = ResNet(8).eval()
    fbank = torch.randn(2, frames, 80)
    expected = plain(fbank)

    use_paired_convolutions(plain)

    torch.testing.assert_close(plain(fbank), expected)


def test_crops_of_a_pair_come_from_different_clips() -> None:
    voice = Voice("a", tuple(Piece(100 * number, 100 * number + 90) for number in range(5)))

    first, second = split_voice(voice, np.random.default_rng(0))

    assert set(first.pieces) | set(second.pieces) == set(voice.pieces)
    assert not set(first.pieces) & set(second.pieces)


def test_a_single_clip_is_cut_in_the_middle() -> None:
    first, second = split_voice(Voice("a", (Piece(10, 30),)), np.random.default_rng(0))

    assert (first.pieces, second.pieces) == ((Piece(10, 20),), (Piece(20, 30),))


def test_reduced_precision_gives_nearly_the_same_features() -> None:
    torch.manual_seed(0)
    model, samples = PyanNet().eval(), 0.1 * torch.randn(1, 80000)

    with torch.inference_mode():
        full, half = (features_of(model, samples, "cpu", precision) for precision in ("float32", "bfloat16"))

    torch.testing.assert_close(full, model.features(samples))
    assert half.dtype == torch.float32
    assert 0 < (half - full).abs().max() < 0.05


def test_batches_have_chunks_of_the_configured_length(corpus: Corpus) -> None:
    simulator = Simulator.of_split(corpus, "train", 0)

    samples, activity = draw_batch(simulator, 2, 0.0, np.random.default_rng(0), seconds=5.0)

    assert samples.shape == (2, 80000)
    assert activity.shape == (2, PyanNet()(samples[:1]).shape[1], 3)


def test_the_memory_asks_for_the_right_speaker_among_those_it_has_met() -> None:
    memory = SpeakerMemory(num_speakers=6, dim=4)
    crops, speakers = torch.eye(4)[:2], torch.tensor([3, 4])

    assert memory(crops, speakers, range(2, 6)).item() == 0
    memory.remember(crops, speakers)

    assert memory(crops, speakers, range(2, 6)).item() < 1e-6
    assert memory(crops.flip(0), speakers, range(2, 6)).item() > 10
