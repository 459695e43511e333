"""Equal error rates of the embedding on test speakers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.models.accuracy import Voices
from whisper_diarize.protocols import Embedder

MIN_SPEAKERS = 10
DRAWS = 1000
AT_ONCE = 16


def voice_rates(data: Path, embedding: Embedder) -> Iterator[Voices]:
    """Yield the equal error rate on 3 s of each set that has enough test speakers, with its interval over speakers."""
    from whisper_diarize_train import corpus
    from whisper_diarize_train.embedding import draw_trials
    from whisper_diarize_train.scores import Pairs

    clips = corpus.load(data)
    for name in sorted(clips.speakers("test"), reverse=True):
        samples, speakers = draw_trials(clips, "test", name)
        known, numbers = np.unique(speakers, return_inverse=True)
        if len(known) < MIN_SPEAKERS:
            continue
        pairs = Pairs.of(vectors(embedding, samples), numbers)
        rng = np.random.default_rng(0)
        draws = rng.multinomial(len(known), np.full(len(known), 1 / len(known)), DRAWS)
        low, high = 100 * np.percentile([pairs.error_rate(times) for times in draws], [2.5, 97.5])
        yield Voices(name, len(known), round(100 * pairs.error_rate(), 2), (round(low, 2), round(high, 2)))


def vectors(embedding: Embedder, samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the voice vectors of crops (crops, num_samples), all of each heard: (crops, dim)."""
    parts = np.array_split(samples, -(-len(samples) // AT_ONCE))
    return np.concatenate(
        [embedding.embed(embedding.features(part), np.ones((len(part), 1, 1), np.float32))[:, 0] for part in parts]
    )
