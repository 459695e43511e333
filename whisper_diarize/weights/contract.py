"""Names and shapes of the tensors that a weight file must hold, as data.

Names and layout are those of pyannote.audio's state dicts (torch layout: out, in, kernel...), so that a file that fits
here fits there, and the reverse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from math import prod

import numpy as np

from whisper_diarize.dimensions import NUM_BLOCKS, CamPlusPlusDimensions, PyanNetDimensions, ResNetDimensions
from whisper_diarize.errors import ModelError, WeightMismatchError

Shape = tuple[int, ...]
Shapes = Mapping[str, Shape]
Dimensions = PyanNetDimensions | ResNetDimensions | CamPlusPlusDimensions

# many times what is published: it bounds the memory and the time that a file can ask for
MAX_PYANNET = PyanNetDimensions(2048, 16, 1024, 1024, 16)
MAX_RESNET = ResNetDimensions(256, 4096)

MAX_PARAMETERS = 2**25  # of a network; that of the largest that is published has 6.6 million

DIRECTIONS = ("", "_reverse")
LINEAR = re.compile(r"linear\.\d+\.weight")
# not weights, but torch saves them: a counter of training steps, and two tables that follow from the architecture
NOT_WEIGHTS = (".num_batches_tracked", ".filterbank.n_", ".filterbank.window_")


def segmentation_dimensions(source: str, shapes: Shapes) -> PyanNetDimensions:
    """Read the dimensions of a PyanNet from its shapes.

    Raises:
        ModelError: they are not those of a PyanNet at all.
    """
    layers = [name for name in shapes if name.startswith("lstm.weight_hh_l") and not name.endswith("_reverse")]
    classifier, states = _matrix(shapes, "classifier.weight"), _matrix(shapes, "lstm.weight_hh_l0")
    if classifier is None or states is None:
        raise ModelError(f"{source}: not a segmentation model: no 'classifier.weight', or no 'lstm.weight_hh_l0'")
    num_linear_layers = sum(LINEAR.fullmatch(name) is not None for name in shapes)
    linear = _matrix(shapes, "linear.0.weight")
    dimensions = PyanNetDimensions(
        num_classes=classifier[0],
        num_lstm_layers=len(layers),
        lstm_size=states[1],
        linear_size=linear[0] if linear else PyanNetDimensions().linear_size,
        num_linear_layers=num_linear_layers,
    )
    check_size(source, dimensions, MAX_PYANNET)
    return dimensions


def embedding_dimensions(source: str, shapes: Shapes) -> ResNetDimensions:
    """Read the dimensions of a WeSpeaker ResNet from its shapes.

    Raises:
        ModelError: they are not those of one at all.
    """
    first, last = shapes.get("resnet.conv1.weight", ()), shapes.get("resnet.seg_1.weight", ())
    if not first or not last:
        raise ModelError(f"{source}: not an embedding model: no 'resnet.conv1.weight', or no 'resnet.seg_1.weight'")
    dimensions = ResNetDimensions(width=first[0], dim=last[0])
    check_size(source, dimensions, MAX_RESNET)
    return dimensions


def check_size(source: str, found: Dimensions, largest: Dimensions, *, least: int = 0) -> None:
    """Compare dimensions with the largest that are read.

    Raises:
        ModelError: one is larger, or smaller than `least`.
    """
    for field in fields(found):
        values, limits = (np.atleast_1d(getattr(each, field.name)) for each in (found, largest))
        for value, most in zip(values, limits, strict=True):
            if not least <= value <= most:
                raise ModelError(f"{source}: its {field.name} is {value}; networks of at most {most} are read")


def _matrix(shapes: Shapes, name: str) -> Shape | None:
    """Return the shape of a matrix, if it is one."""
    shape = shapes.get(name, ())
    return shape if len(shape) == 2 else None  # noqa: PLR2004 - rows, columns


def segmentation_shapes(dimensions: PyanNetDimensions) -> dict[str, Shape]:
    """Return every tensor of a PyanNet."""
    return dict(_pyannet(dimensions))


def embedding_shapes(dimensions: ResNetDimensions) -> dict[str, Shape]:
    """Return every tensor of a WeSpeaker ResNet-34."""
    return {f"resnet.{name}": shape for name, shape in _resnet(dimensions)}


def check(source: str, expected: Shapes, found: Shapes) -> None:
    """Compare names and shapes.

    Raises:
        WeightMismatchError: they differ; it lists every difference.
        ModelError: the network is too large.
    """
    size = sum(prod(shape) for shape in expected.values())
    if size > MAX_PARAMETERS:
        raise ModelError(
            f"{source}: the network has {size / 1e6:.0f} million parameters; "
            f"networks of at most {MAX_PARAMETERS / 1e6:.0f} million are read"
        )
    mis_shaped = {n: (expected[n], found[n]) for n in expected.keys() & found.keys() if expected[n] != found[n]}
    missing, unexpected = expected.keys() - found.keys(), found.keys() - expected.keys()
    if missing or unexpected or mis_shaped:
        raise WeightMismatchError(source, missing=missing, unexpected=unexpected, mis_shaped=mis_shaped)


def _pyannet(dimensions: PyanNetDimensions) -> Iterator[tuple[str, Shape]]:
    yield from _affine("sincnet.wav_norm1d", 1)
    yield "sincnet.conv1d.0.filterbank.low_hz_", (40, 1)
    yield "sincnet.conv1d.0.filterbank.band_hz_", (40, 1)
    yield "sincnet.conv1d.1.weight", (60, 80, 5)
    yield "sincnet.conv1d.1.bias", (60,)
    yield "sincnet.conv1d.2.weight", (60, 60, 5)
    yield "sincnet.conv1d.2.bias", (60,)
    for layer, channels in enumerate((80, 60, 60)):
        yield from _affine(f"sincnet.norm1d.{layer}", channels)
    hidden, inputs = dimensions.lstm_size, 60
    for layer in range(dimensions.num_lstm_layers):
        for direction in DIRECTIONS:
            yield f"lstm.weight_ih_l{layer}{direction}", (4 * hidden, inputs)
            yield f"lstm.weight_hh_l{layer}{direction}", (4 * hidden, hidden)
            yield f"lstm.bias_ih_l{layer}{direction}", (4 * hidden,)
            yield f"lstm.bias_hh_l{layer}{direction}", (4 * hidden,)
        inputs = 2 * hidden
    for layer in range(dimensions.num_linear_layers):
        yield f"linear.{layer}.weight", (dimensions.linear_size, inputs)
        yield f"linear.{layer}.bias", (dimensions.linear_size,)
        inputs = dimensions.linear_size
    yield "classifier.weight", (dimensions.num_classes, inputs)
    yield "classifier.bias", (dimensions.num_classes,)


def _resnet(dimensions: ResNetDimensions) -> Iterator[tuple[str, Shape]]:
    yield "conv1.weight", (dimensions.width, 1, 3, 3)
    yield from batch_norm_shapes("bn1", dimensions.width)
    inputs = dimensions.width
    for stage, (channels, num_blocks) in enumerate(zip(dimensions.stage_channels, NUM_BLOCKS, strict=True), start=1):
        for block in range(num_blocks):
            prefix = f"layer{stage}.{block}"
            yield f"{prefix}.conv1.weight", (channels, inputs, 3, 3)
            yield from batch_norm_shapes(f"{prefix}.bn1", channels)
            yield f"{prefix}.conv2.weight", (channels, channels, 3, 3)
            yield from batch_norm_shapes(f"{prefix}.bn2", channels)
            if inputs != channels:
                yield f"{prefix}.shortcut.0.weight", (channels, inputs, 1, 1)
                yield from batch_norm_shapes(f"{prefix}.shortcut.1", channels)
            inputs = channels
    yield "seg_1.weight", (dimensions.dim, dimensions.pooled_channels)
    yield "seg_1.bias", (dimensions.dim,)


def _affine(prefix: str, channels: int) -> Iterator[tuple[str, Shape]]:
    yield f"{prefix}.weight", (channels,)
    yield f"{prefix}.bias", (channels,)


def batch_norm_shapes(prefix: str, channels: int, *, affine: bool = True) -> Iterator[tuple[str, Shape]]:
    """Yield the tensors of a batch norm."""
    if affine:
        yield from _affine(prefix, channels)
    yield f"{prefix}.running_mean", (channels,)
    yield f"{prefix}.running_var", (channels,)
