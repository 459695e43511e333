"""Cases for embedding networks, those of `register_embeddings`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.protocols import Embedder, FastEmbedder
from whisper_diarize.records import SAMPLE_RATE, Audio

from .case import Case, blaming, elsewhere
from .sounds import longest, sounds

Floats = NDArray[np.float32]
Make = Callable[[], Embedder]

NUM_AXES = 3
FRAME_SAMPLES, STEP_SAMPLES = 400, 160  # of the features of a `FastEmbedder`
WINDOW_SECONDS = 5
TOLERANCE = 1e-3  # of a vector's length: a batch may be added up in another order


def cases(audio: Audio | None) -> tuple[Case, ...]:
    """Return the cases; `audio` is a recording of the author's."""
    one = longest(audio)
    return (
        Case("has its methods", _has_its_methods),
        *(Case(f"embeds {what}", partial(_embeds, what, sound)) for what, sound in sounds(audio).items()),
        Case("takes masks of any number of frames", partial(_takes_masks_of_any_length, one)),
        Case("takes speakers who do not talk", partial(_takes_speakers_who_do_not_talk, one)),
        Case("embeds each window of a batch as if it were alone", partial(_embeds_each_alone, one)),
        Case("works in another thread", partial(_works_in_another_thread, one)),
        Case("keeps what it is given", partial(_keeps_what_it_is_given, one)),
        Case("has parts that fit, if it has parts", partial(_has_parts_that_fit, one)),
    )


def window_of(audio: Audio) -> Floats:
    """Return the first window of a recording, with silence after its end: (1, samples)."""
    samples = np.zeros((1, WINDOW_SECONDS * SAMPLE_RATE), np.float32)
    found = audio.read(0, samples.shape[1])
    samples[0, : len(found)] = found
    return samples


def embed(network: Embedder, samples: Floats, masks: Floats | None = None) -> Floats:
    """Return the vectors of windows, and check their shape; without masks, one speaker talks all the time."""
    features = np.asarray(network.features(samples.copy()))
    assert features.shape[:1] == samples.shape[:1], f"features() of {len(samples)} windows are of {features.shape}"
    masks = np.ones((len(samples), 1, 100), np.float32) if masks is None else masks
    vectors = np.asarray(network.embed(features, masks.copy()), np.float32)
    fits = vectors.ndim == NUM_AXES and vectors.shape[:2] == masks.shape[:2] and vectors.shape[2] > 0
    assert fits, f"embed() of masks of {masks.shape} returned {vectors.shape}, not (batch, speakers, dim)"
    return vectors


def _has_its_methods(make: Make) -> None:
    assert isinstance(make(), Embedder), "there are no methods features(samples) and embed(features, masks)"


def _embeds(what: str, audio: Audio, make: Make) -> None:
    with blaming(what):
        embed(make(), window_of(audio))


def _takes_masks_of_any_length(audio: Audio, make: Make) -> None:
    network, samples = make(), window_of(audio)
    with blaming("masks of another length"):
        few, many = (embed(network, samples, np.ones((1, 2, frames), np.float32)) for frames in (10, 589))
    _check_same(few, many, "the same mask of more frames gives other vectors")
    _check_same(few[:, :1], few[:, 1:], "speakers with the same mask have other vectors")


def _takes_speakers_who_do_not_talk(audio: Audio, make: Make) -> None:
    masks = np.zeros((1, 3, 100), np.float32)
    masks[:, 0] = 1
    with blaming("speakers who do not talk"):
        network = make()
        beside, alone = (embed(network, window_of(audio), given) for given in (masks, masks[:, :1]))
    _check_same(beside[:, :1], alone, "speakers who do not talk change the vector of one who does")


def _embeds_each_alone(audio: Audio, make: Make) -> None:
    network, samples = make(), window_of(audio)
    batch = np.concatenate([samples, samples[:, ::-1] / 2, samples])
    with blaming("a batch"):
        together = embed(network, batch)
        alone = np.concatenate([embed(network, window[None]) for window in batch])
    _check_same(together, alone, "a window has another vector in a batch than alone")


def _works_in_another_thread(audio: Audio, make: Make) -> None:
    network, samples = make(), window_of(audio)
    with blaming("another thread"):
        here, there = embed(network, samples), elsewhere(lambda: embed(network, samples))
    _check_same(here, there, "another thread gets other vectors")


def _keeps_what_it_is_given(audio: Audio, make: Make) -> None:
    network, samples, masks = make(), window_of(audio), np.ones((1, 1, 100), np.float32)
    with blaming("a window"):
        given = samples.copy()
        features = np.asarray(network.features(given))
        assert np.array_equal(given, samples), "features() changes the samples"
        before = features.copy()
        network.embed(features, masks)
    assert np.array_equal(features, before), "embed() changes the features"
    assert masks.all(), "embed() changes the masks"


def _has_parts_that_fit(audio: Audio, make: Make) -> None:
    network, samples = make(), window_of(audio)
    if not isinstance(network, FastEmbedder):
        return
    shrink, block = network.shrink, network.block
    assert shrink > 0, f"shrink is {shrink}"
    assert block > 0, f"block is {block}"
    assert block % shrink == 0, f"the block of {block} frames is no multiple of shrink, {shrink}"
    with blaming("its parts"):
        energies = np.asarray(network.energies(samples))
        frames = np.asarray(network.frames(np.zeros((2, block, energies.shape[-1]), np.float32)))
        vectors = np.asarray(network.pool(frames, np.ones((2, 1, frames.shape[1]), np.float32)))
    num_frames = 1 + (samples.shape[1] - FRAME_SAMPLES) // STEP_SAMPLES
    assert energies.shape[:2] == (1, num_frames), f"energies() of {num_frames} frames are of {energies.shape}"
    assert frames.shape[:2] == (2, block // shrink), f"frames() of blocks of {block} are of {frames.shape}"
    dim = embed(network, samples).shape[2]
    assert vectors.shape == (2, 1, dim), f"pool() returned {vectors.shape}, but embed() vectors of {dim}"


def _check_same(some: Floats, others: Floats, complaint: str) -> None:
    """Compare vectors, relative to their length; those that are not finite are taken for no voice."""
    assert np.array_equal(np.isfinite(some), np.isfinite(others)), complaint
    some, others = np.nan_to_num(some), np.nan_to_num(others)
    assert np.all(np.linalg.norm(some - others, axis=-1) <= TOLERANCE * np.linalg.norm(some, axis=-1)), complaint
