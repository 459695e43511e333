"""Failures of a plugin's embedding network name the plugin, its release and the file."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from whisper_diarize.catalogue import Architectures
from whisper_diarize.diarization.instants import STEP_SECONDS
from whisper_diarize.errors import Cancelled, ComponentError
from whisper_diarize.models.plugin_embedding import STEP_FRAMES, load_plugin_embedding
from whisper_diarize.protocols import Embedder, FastEmbedder

SAMPLES = np.zeros((2, 1600), np.float32)
MASKS = np.ones((2, 3, 7), np.float32)


class Network:
    """A sound one; `answers` are returned instead, or raised."""

    def __init__(self, **answers: Any) -> None:
        self.answers = answers

    def features(self, samples: np.ndarray) -> Any:
        return self._answer("features", np.ones((len(samples), 8, 4)))

    def embed(self, features: np.ndarray, masks: np.ndarray) -> Any:
        return self._answer("embed", np.ones((*masks.shape[:2], 5)))

    def _answer(self, name: str, sound: np.ndarray) -> Any:
        answer = self.answers.get(name, sound)
        if isinstance(answer, BaseException):
            raise answer
        return answer


class Parts(Network):
    shrink, block = 2, 8

    def energies(self, samples: np.ndarray) -> Any:
        return self._answer("energies", np.ones((len(samples), 8, 4)))

    def frames(self, features: np.ndarray) -> Any:
        return self._answer("frames", np.ones((len(features), features.shape[1] // 2, 4)))

    def pool(self, frames: np.ndarray, masks: np.ndarray) -> Any:
        return self._answer("pool", np.ones((*masks.shape[:2], 5)))


def load(network: object, release: str | None = None) -> Embedder:
    architectures = Architectures()
    made: Any = network
    architectures.registrar("mine")("bands", lambda _: made)
    return load_plugin_embedding(Path("voices.bin"), architectures.get("bands"), release)


def test_sound_network_answers_in_float32() -> None:
    network = load(Network())
    vectors = network.embed(network.features(SAMPLES), MASKS)
    assert vectors.shape == (2, 3, 5)
    assert vectors.dtype == np.float32


def test_network_of_parts_is_run_in_parts() -> None:
    network = load(Parts())
    assert isinstance(network, FastEmbedder)
    assert (network.shrink, network.block, network.energies(SAMPLES).shape) == (2, 8, (2, 8, 4))
    assert network.pool(network.frames(np.ones((2, 8, 4), np.float32)), MASKS).shape == (2, 3, 5)


def test_exception_is_a_failure_of_the_component() -> None:
    network = load(Network(embed=KeyError("matrix")), "mine-voices 1.0")
    origin = r"the embedding architecture 'bands' of plugin 'mine' \(mine-voices 1\.0\)"
    with pytest.raises(ComponentError, match=rf"{origin} failed: voices\.bin: KeyError: 'matrix'"):
        network.embed(SAMPLES[..., None], MASKS)


def test_request_to_stop_passes() -> None:
    with pytest.raises(Cancelled):
        load(Network(features=Cancelled("stop"))).features(SAMPLES)


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({"features": np.ones((1, 8, 4))}, r"features\(\) returned .* shape \(1, 8, 4\), not .* begin with \(2,\)"),
        ({"embed": np.ones((2, 5))}, r"embed\(\) returned .* shape \(2, 5\), not of 3 axes that begin with \(2, 3\)"),
        ({"embed": "a voice"}, "ValueError: could not convert string to float"),
    ],
    ids=["windows", "axes", "type"],
)
def test_answer_of_another_shape_is_a_failure(answers: dict[str, Any], reason: str) -> None:
    network = load(Network(**answers))
    with pytest.raises(ComponentError, match=reason):
        network.embed(network.features(SAMPLES), MASKS)


def test_frames_that_are_not_shrunk_are_a_failure() -> None:
    network = load(Parts(frames=np.ones((2, 8, 4))))
    assert isinstance(network, FastEmbedder)
    with pytest.raises(ComponentError, match=r"frames\(\) returned an array of shape \(2, 8, 4\)"):
        network.frames(np.ones((2, 8, 4), np.float32))


def test_block_that_shrink_does_not_divide_is_a_failure() -> None:
    class Odd(Parts):
        block = 7

    with pytest.raises(ComponentError, match="its block of 7 frames is not a multiple of its shrink, 2"):
        load(Odd())


def test_shrink_that_instants_do_not_fit_is_a_failure() -> None:
    class Odd(Parts):
        shrink, block = 3, 9

    with pytest.raises(ComponentError, match="its shrink is 3, which does not divide 16"):
        load(Odd())


def test_frames_between_instants_are_those_of_the_diarizer() -> None:
    assert pytest.approx(STEP_SECONDS * 100) == STEP_FRAMES


def test_what_has_no_methods_of_a_network_is_a_failure() -> None:
    with pytest.raises(ComponentError, match="what it loaded is no embedding network: dict lacks features or embed"):
        load({})
