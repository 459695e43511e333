from typing import Any

import numpy as np
import pytest

from tests.fakes.small_models import Tensors
from whisper_diarize.errors import ModelError
from whisper_diarize.nn import PyanNetDimensions, ResNetDimensions
from whisper_diarize.weights.contract import embedding_shapes, segmentation_shapes
from whisper_diarize.weights.layout import contract_names, torch_layout

KERNEL, BOTH = (4, 2, 3, 3), (3, 3, 3, 3)


def numbered(*shape: int) -> np.ndarray:
    return np.arange(np.prod(shape), dtype=np.float32).reshape(shape)


def channels_last(tensors: dict[str, Any]) -> dict[str, Any]:
    return {name: np.moveaxis(tensor, 1, -1) if tensor.ndim > 2 else tensor for name, tensor in tensors.items()}


def same(ours: dict[str, Any], theirs: dict[str, Any]) -> bool:
    return ours.keys() == theirs.keys() and all(np.array_equal(ours[name], theirs[name]) for name in ours)


def test_names_of_pyannote_stay(segmentation: Tensors, embedding: Tensors) -> None:
    assert same(contract_names("f", segmentation), segmentation)
    assert same(contract_names("f", embedding), embedding)


def test_names_of_wespeaker_get_a_prefix_and_lose_the_training_head(embedding: Tensors) -> None:
    bare = {name.removeprefix("resnet."): tensor for name, tensor in embedding.items()}
    assert same(contract_names("f", bare | {"projection.weight": numbered(9, 5)}), embedding)


@pytest.mark.parametrize(("first", "second"), [("shortcut_conv", "shortcut_bn"), ("downsample.0", "downsample.1")])
def test_shortcuts_have_several_names(embedding: Tensors, first: str, second: str) -> None:
    theirs = {
        name.replace("shortcut.0", first).replace("shortcut.1", second): tensor for name, tensor in embedding.items()
    }
    assert theirs.keys() != embedding.keys()
    assert same(contract_names("f", theirs), embedding)


def test_lstm_in_one_module_a_layer_is_the_same_lstm(segmentation: Tensors) -> None:
    split = {
        f"lstm.0.{name.removeprefix('lstm.')}" if name.startswith("lstm.") else name: tensor
        for name, tensor in segmentation.items()
    }
    assert same(contract_names("f", split), segmentation)


def test_counters_and_tables_are_left_out(segmentation: Tensors) -> None:
    extra = {"resnet.bn1.num_batches_tracked": numbered(1), "sincnet.conv1d.0.filterbank.window_": numbered(125)}
    assert same(contract_names("f", segmentation | extra), segmentation)


def test_two_tensors_of_one_name_are_an_error(embedding: Tensors) -> None:
    embedding["resnet.layer2.0.shortcut_conv.weight"] = numbered(1)
    with pytest.raises(ModelError, match=r"layer2\.0\.shortcut\.0\.weight is there twice"):
        contract_names("f", embedding)


@pytest.mark.parametrize("width", [2, 3], ids=["no kernel fits both layouts", "some do"])
def test_layout_of_a_resnet_does_not_matter(width: int) -> None:
    shapes = embedding_shapes(ResNetDimensions(width=width, dim=5))
    tensors = {name: numbered(*shape) for name, shape in shapes.items()}
    assert same(torch_layout("f", shapes, tensors), tensors)
    assert same(torch_layout("f", shapes, channels_last(tensors)), tensors)


def test_layout_of_a_pyannet_does_not_matter() -> None:
    shapes = segmentation_shapes(PyanNetDimensions(num_lstm_layers=1))
    tensors = {name: numbered(*shape) for name, shape in shapes.items()}
    assert same(torch_layout("f", shapes, tensors), tensors)
    assert same(torch_layout("f", shapes, channels_last(tensors)), tensors)


def test_kernel_that_fits_both_layouts_has_that_of_the_others() -> None:
    expected, tensors = {"a": BOTH, "b": KERNEL}, {"a": numbered(*BOTH), "b": numbered(*KERNEL)}
    assert same(torch_layout("f", expected, tensors), tensors)
    assert same(torch_layout("f", expected, channels_last(tensors)), tensors)


def test_kernel_that_fits_both_layouts_alone_is_refused() -> None:
    with pytest.raises(ModelError, match=r"^f: a may have its input channels first or last"):
        torch_layout("f", {"a": BOTH}, {"a": numbered(*BOTH)})


def test_kernel_that_is_the_same_in_both_layouts_is_not() -> None:
    tensors = {"a": numbered(4, 1, 1, 1)}
    assert same(torch_layout("f", {"a": (4, 1, 1, 1)}, tensors), tensors)


def test_file_with_both_layouts_is_refused() -> None:
    tensors = {"a": numbered(*KERNEL), "b": np.moveaxis(numbered(*KERNEL), 1, -1)}
    with pytest.raises(ModelError, match=r"^f: a has its input channels first, but b has them last$"):
        torch_layout("f", {"a": KERNEL, "b": KERNEL}, tensors)


def test_other_shapes_are_left_to_the_check() -> None:
    tensors = {"a": numbered(5, 5, 5, 5), "b": numbered(2)}
    assert same(torch_layout("f", {"a": KERNEL, "c": KERNEL}, tensors), tensors)
