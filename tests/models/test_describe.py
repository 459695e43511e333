from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.fakes.optional import present
from tests.fakes.small_models import SMALL_CAMPPLUS, Tensors
from whisper_diarize.errors import ModelError
from whisper_diarize.models import bundled_directory, describe, find_files
from whisper_diarize.nn import PyanNetDimensions, ResNetDimensions


def test_bundled_model() -> None:
    model = describe(bundled_directory())
    assert present(model.config).licence == "MIT"
    assert (present(model.segmentation).architecture, present(model.embedding).architecture) == (
        "PyanNet",
        "WeSpeaker ResNet-34",
    )
    assert present(model.segmentation).dimensions == PyanNetDimensions(num_lstm_layers=4)
    assert (present(model.segmentation).duration, present(model.segmentation).classes) == (
        7.0,
        "sets of at most 2 of 3 speakers",
    )
    assert present(model.embedding).dimensions == ResNetDimensions(width=16, dim=256)
    assert (present(model.embedding).duration, present(model.embedding).classes, model.plda) == (None, None, None)
    assert present(model.segmentation).dtypes == ("float16",)


def test_pipeline_has_a_plda(pipeline: Path) -> None:
    assert describe(pipeline).plda == (5, 3)
    assert describe(find_files(pipeline)) == describe(str(pipeline))


def test_blocks_are_in_the_order_of_the_network() -> None:
    model = describe(bundled_directory())
    assert [block.name for block in present(model.segmentation).blocks] == ["sincnet", "lstm", "linear", "classifier"]
    stages = ["conv1", "bn1", "layer1", "layer2", "layer3", "layer4", "seg_1"]
    assert [block.name for block in present(model.embedding).blocks] == stages


def test_every_tensor_is_a_layer(save: Callable[[Tensors], Path], segmentation: Tensors) -> None:
    found = describe(save(segmentation)).segmentation
    shapes = {layer.name: layer.shape for block in present(found).blocks for layer in block.layers}
    assert shapes == {name: tensor.shape for name, tensor in segmentation.items()}


def test_parameters_are_what_training_changes(
    save: Callable[[Tensors], Path], segmentation: Tensors, embedding: Tensors
) -> None:
    assert present(describe(save(segmentation)).segmentation).num_parameters == sum(
        t.size for t in segmentation.values()
    )
    trained = sum(tensor.size for name, tensor in embedding.items() if ".running_" not in name)
    assert present(describe(save(embedding)).embedding).num_parameters == trained


def test_one_file_says_what_it_can(save: Callable[[Tensors], Path], segmentation: Tensors, embedding: Tensors) -> None:
    found = describe(save(segmentation))
    assert (found.embedding, found.config, found.plda) == (None, None, None)
    assert (present(found.segmentation).duration, present(found.segmentation).classes) == (
        None,
        "sets of at most 2 of 3 speakers",
    )
    assert describe(save(embedding)).segmentation is None


def test_campplus_is_named_and_its_blocks_are_in_order(save: Callable[[Tensors], Path], campplus: Tensors) -> None:
    found = present(describe(save(campplus)).embedding)
    assert (found.architecture, found.dimensions) == ("CAM++", SMALL_CAMPPLUS)
    blocks = ["head", "tdnn", "block1", "transit1", "block2", "transit2", "block3", "transit3"]
    assert [block.name for block in found.blocks] == [*blocks, "out_nonlinear", "dense"]


def test_classes_that_nothing_explains_have_no_meaning(save: Callable[[Tensors], Path], segmentation: Tensors) -> None:
    segmentation["classifier.weight"] = np.ones((4, 128), np.float32)
    segmentation["classifier.bias"] = np.ones(4, np.float32)
    assert present(describe(save(segmentation)).segmentation).classes is None


def test_broken_model_is_an_error(pipeline: Path) -> None:
    (pipeline / "plda" / "plda.npz").unlink()
    with pytest.raises(ModelError, match=r"plda\.npz"):
        describe(pipeline)
