"""CAM++ as the rest of the package sees it: it has the methods of `runtime.EmbeddingNetwork`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import mlx.core as mx
import numpy as np
from numpy.typing import NDArray

from whisper_diarize.blas import one_thread
from whisper_diarize.dimensions import CamPlusPlusDimensions

from .campplus import STRIDE, CamPlusPlus
from .fbank import Fbank
from .kernels.dense_layer import SEGMENT_FRAMES
from .pooling import nearest, statistics_pool
from .runtime import MAX_EMBEDDING_BATCH, Floats, Input, as_floats, filled, run_batch
from .workers import is_cpu, workers


class CamPlusPlusNetwork:
    """The embedding by a CAM++: a vector for each speaker of a window."""

    shrink = STRIDE  # frames of the features for each of the trunk
    block = STRIDE * SEGMENT_FRAMES  # 2 s: a mask looks at all of a block, so that few may talk in it

    def __init__(self, dimensions: CamPlusPlusDimensions, parameters: Mapping[str, Floats]) -> None:
        self.dimensions = dimensions
        self._fbank = workers().call(lambda: Fbank("povey"))
        self._network = workers().call(lambda: filled(CamPlusPlus(dimensions), parameters))

    def energies(self, samples: Input) -> Floats:
        """Map (batch, num_samples) at 16 kHz to features from which no mean was taken: (batch, num_frames, 80)."""
        return run_batch(self._fbank.energies, samples, at_once=MAX_EMBEDDING_BATCH)

    def features(self, samples: Input) -> Floats:
        """Map the same to the same: the mean is that of the frames that are embedded, and `embed` takes it."""
        return run_batch(self._fbank.energies, samples, at_once=MAX_EMBEDDING_BATCH)

    def embed(self, features: Input, masks: Input) -> Floats:
        """Map features and (batch, speakers, mask_frames) of 0 and 1 to vectors: (batch, speakers, dim).

        The masks may have any number of frames, spread over the window. Each speaker's frames are cut out, and embedded
        without the others. A speaker without any gets the vector that statistics of zeros have.
        """
        cut, threads = list(_cut(as_floats(features), as_floats(masks))), workers()
        with one_thread():
            if is_cpu(threads.device):
                found = np.stack(threads.map(lambda piece: np.array(self._vector(piece)), cut))
            else:
                found = threads.call(lambda: np.array(mx.stack([self._vector(piece) for piece in cut])))
        return found.reshape(*np.shape(masks)[:2], -1)

    def frames(self, features: Input) -> Floats:
        """Map features, less a mean, to the input of pooling: (batch, num_frames / 2, channels)."""
        return run_batch(self._network.frames, features, at_once=MAX_EMBEDDING_BATCH)

    def pool(self, frames: Input, masks: Input) -> Floats:
        """Map the trunk's frames and (batch, speakers, mask_frames) of 0 and 1 to vectors: (batch, speakers, dim)."""
        return run_batch(self._network.pool, frames, masks, at_once=MAX_EMBEDDING_BATCH)

    def stages(self, samples: Input, masks: Input) -> dict[str, Floats]:
        """Run (batch, num_samples) with the masks and return the output of every layer by name, in order.

        `fbank`: (batch, frames, 80), less the mean; `head.conv1`, `head.layer1.0`...: (batch, frames, bins, channels);
        `xvector.tdnn`, `xvector.block1.tdnnd1` ... `xvector.out_nonlinear`: (batch, frames / 2, channels); all frames
        are then pooled by each mask: `xvector.stats`, (batch, speakers, 2 * channels), `xvector.dense`, (batch,
        speakers, dim). `voices` are what `embed` gives.
        """
        batch, pooled_by = as_floats(samples), as_floats(masks)

        def run() -> dict[str, Floats]:
            fbank = self._fbank(mx.array(batch))
            found = {"fbank": fbank, **dict(self._network.trunk(fbank))}
            found["xvector.stats"] = statistics_pool(found["xvector.out_nonlinear"], mx.array(pooled_by))
            found["xvector.dense"] = self._network.dense(found["xvector.stats"])
            return {name: np.array(array) for name, array in found.items()}

        with one_thread():
            found = workers().call(run)
        return {**found, "voices": self.embed(self.features(batch), pooled_by)}

    def _vector(self, energies: Floats) -> mx.array:
        """Map (frames, 80) of one speaker, perhaps none, to (dim,)."""
        if len(energies) == 0:
            return self._network.dense(mx.zeros(2 * self.dimensions.trunk_channels))
        return self._network(mx.array(energies - energies.mean(axis=0))[None])[0]


def _cut(features: Floats, masks: Floats) -> Iterator[NDArray[np.float32]]:
    """Yield the frames of each speaker of each window: those whose nearest mask frame is 1."""
    index = nearest(masks.shape[-1], features.shape[1])
    for window, speakers in zip(features, masks[..., index] > 0, strict=True):
        for speaker in speakers:
            yield window[speaker]
