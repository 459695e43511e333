from typing import Any

import pytest

from whisper_diarize.errors import ModelError
from whisper_diarize.models import ModelConfig
from whisper_diarize.models.classes import class_layouts, classes_from_metadata, num_speaker_classes, resolve_config
from whisper_diarize.weights.metadata import NetworkMetadata

PLAIN = ModelConfig("m", 0.7)
NOTHING: Any = frozenset()


def test_window_of_the_weights_replaces_the_default_and_sets_the_step() -> None:
    config = resolve_config("f", PLAIN, NOTHING, NetworkMetadata(5.0, 3, None), 3)
    assert (config.duration, config.step) == (5.0, 0.5)


def test_explicit_window_stays() -> None:
    config = resolve_config("f", ModelConfig("m", 0.7, duration=8.0), frozenset({"duration"}), NetworkMetadata(5.0), 7)
    assert (config.duration, config.step) == (8.0, 0.8)


def test_explicit_step_stays() -> None:
    config = resolve_config("f", ModelConfig("m", 0.7, step=2.0), frozenset({"step"}), NetworkMetadata(5.0), 7)
    assert (config.duration, config.step) == (5.0, 2.0)


@pytest.mark.parametrize(
    ("config", "explicit_fields", "metadata", "num_classes", "expected"),
    [
        (PLAIN, NOTHING, NetworkMetadata(), 7, (3, 2)),
        (PLAIN, NOTHING, NetworkMetadata(), 3, (3, None)),
        (PLAIN, NOTHING, NetworkMetadata(5.0, 4, None), 4, (4, None)),
        (PLAIN, NOTHING, NetworkMetadata(10.0, 7, None), 7, (7, None)),  # the file knows better than the usual
        (ModelConfig("m", 0.7, max_speakers_per_chunk=4), NOTHING, NetworkMetadata(), 11, (4, 2)),
        (ModelConfig("m", 0.7, max_speakers_per_frame=1), {"max_speakers_per_frame"}, NetworkMetadata(), 4, (3, 1)),
    ],
)
def test_layout_of_the_classes(
    config: ModelConfig,
    explicit_fields: frozenset[object] | set[str],
    metadata: NetworkMetadata,
    num_classes: int,
    expected: tuple[Any, ...],
) -> None:
    used = resolve_config("f", config, frozenset(explicit_fields), metadata, num_classes)  # type: ignore[arg-type]  # a fake, or what is to be refused
    assert (used.max_speakers_per_chunk, used.max_speakers_per_frame) == expected


def test_classes_that_nothing_explains_list_what_they_could_be() -> None:
    with pytest.raises(ModelError) as caught:
        resolve_config("f", PLAIN, NOTHING, NetworkMetadata(), 4)
    message = str(caught.value)
    assert message.startswith("f: nothing says what its 4 classes mean")
    assert "\n" not in message
    for layout in ("4 speakers (multilabel)", "at most 2 of 2 speakers", "at most 1 of 3 speakers"):
        assert layout in message


def test_file_that_contradicts_the_description_is_refused() -> None:
    config = ModelConfig("m", 0.7, max_speakers_per_chunk=3, max_speakers_per_frame=None)
    with pytest.raises(ModelError, match=r"sets of at most 1 of 2 speakers.*but.*3 speakers \(multilabel\)"):
        resolve_config("f", config, frozenset({"max_speakers_per_frame"}), NetworkMetadata(10.0, 2, 1), 3)


def test_file_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(ModelError, match=r"implies 7 classes .* but it has 4"):
        classes_from_metadata("f", NetworkMetadata(10.0, 3, 2), 4)


@pytest.mark.parametrize("num_classes", range(1, 60))
def test_layouts_have_the_number_of_classes(num_classes: int) -> None:
    found = class_layouts(num_classes)
    assert all(num_speaker_classes(*layout) == num_classes for layout in found)
    assert len(set(found)) == len(found)
