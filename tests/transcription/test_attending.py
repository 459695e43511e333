"""AlignAtt on readers of the tests, and on a random Whisper in NumPy and in MLX."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import mlx.core as mx
import numpy as np
import pytest
from mlx_whisper.decoding import DecodingOptions, DecodingTask
from numpy.typing import NDArray

from whisper_diarize.blas import fast_blas
from whisper_diarize.transcription import loading
from whisper_diarize.transcription.attending import (
    EDGE_FRAMES,
    REWIND_FRAMES,
    Attention,
    MlxReader,
    NumpyReader,
    hypothesis,
    reader_of,
)
from whisper_diarize.transcription.cpu import CpuWhisper
from whisper_diarize.transcription.stoppable import StoppableWhisper

EOT, NO_SPEECH, NO_TIMESTAMPS = 90, 91, 92
NUM_FRAMES = 500
TASK = SimpleNamespace(
    tokenizer=SimpleNamespace(eot=EOT, no_speech=NO_SPEECH, no_timestamps=NO_TIMESTAMPS),
    initial_tokens=(80, 81, 82),
    sot_index=0,
    sample_len=224,
    n_ctx=448,
    logit_filters=[SimpleNamespace(mask=np.where(np.arange(100) == 0, -np.inf, 0.0)) for _ in range(2)],
)


class Told:
    """A reader that writes given tokens, each of which attends to a given frame."""

    def __init__(self, *tokens: tuple[int, int]) -> None:
        self._tokens = iter([*tokens, (EOT, tokens[-1][1])])
        self.read_tokens: list[int] = []

    def read(self, tokens: Sequence[int], wanted: Sequence[int]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        self.read_tokens += tokens
        token, frame = next(self._tokens, (EOT, 0))
        logits = np.zeros((len(wanted), 100), np.float32)
        logits[-1, token] = 20
        scores = np.zeros((2, len(tokens), 1500), np.float32)
        scores[:, -1, frame] = 9
        return logits, scores


def test_a_token_that_attends_to_the_end_of_the_sound_and_those_after_it_are_not_sure() -> None:
    told = Told((1, 100), (2, 300), (3, NUM_FRAMES - EDGE_FRAMES + 5), (4, 350))
    found = hypothesis(told, TASK, [7, 8], NUM_FRAMES, last=False)
    assert (found.tokens, found.num_sure, found.is_whole) == ([1, 2, 3, 4], 2, False)
    assert told.read_tokens == [80, 81, 82, 7, 8, 1, 2, 3, 4]
    assert found.attention.shape == (5, NUM_FRAMES)


def test_text_that_ends_well_before_the_sound_is_whole() -> None:
    found = hypothesis(Told((1, 100), (2, 300)), TASK, [], NUM_FRAMES, last=False)
    assert (found.tokens, found.num_sure, found.is_whole) == ([1, 2], 2, True)


def test_all_is_sure_when_no_more_sound_will_come() -> None:
    found = hypothesis(Told((1, 100), (2, NUM_FRAMES - 2)), TASK, [], NUM_FRAMES, last=True)
    assert (found.num_sure, found.is_whole) == (2, True)


def test_a_token_that_attends_far_behind_says_it_again_and_is_not_taken() -> None:
    found = hypothesis(Told((1, 100), (2, 400), (3, 400 - REWIND_FRAMES - 20)), TASK, [], NUM_FRAMES, last=False)
    assert (found.tokens, found.num_sure, found.is_whole) == ([1, 2], 2, False)


def test_a_loop_is_left() -> None:
    loop = [(token, 200) for token in (5, 6) * 30]
    found = hypothesis(Told((1, 100), (2, 150), *loop), TASK, [], NUM_FRAMES, last=True)
    assert (found.tokens[: found.num_sure], found.is_whole) == ([1, 2], False)


def test_attention_finds_the_frame_though_all_tokens_look_at_another_too() -> None:
    attention = Attention(NUM_FRAMES)
    scores = np.zeros((2, 6, 1500), np.float32)
    scores[:, :, 50] = 9  # as Whisper's do at the beginning
    scores[:, -1, 320] = 8
    scores[:, :, 1200] = 30  # behind the sound
    attention.add(scores[:, :3])
    attention.add(scores[:, 3:])
    assert abs(attention.peak() - 320) <= 3


@pytest.mark.slow
@pytest.mark.skipif(fast_blas() is None or loading.has_gpu(), reason="no fast BLAS is lent here")
def test_numpy_and_mlx_write_the_same(tiny_whisper: Path) -> None:
    ours = loading.hold_model(tiny_whisper, fp16=False)
    assert isinstance(ours, CpuWhisper)
    theirs = StoppableWhisper(ours.dims, mx.float32)
    theirs.update(ours.parameters())
    mel = mx.array(np.random.default_rng(3).normal(0, 1, (3000, 80)).astype(np.float32))
    task = DecodingTask(
        ours, DecodingOptions(language="en", without_timestamps=True, suppress_tokens=[], sample_len=12, fp16=False)
    )
    readers = reader_of(ours, mel), reader_of(theirs, mel)
    assert [type(reader) for reader in readers] == [NumpyReader, MlxReader]
    one, other = (hypothesis(reader, task, [291, 1029], 400, last=True) for reader in readers)
    assert one.tokens
    assert (one.tokens, one.num_sure, one.is_whole) == (other.tokens, other.num_sure, other.is_whole)
    assert one.no_speech == pytest.approx(other.no_speech, abs=1e-5)
    np.testing.assert_allclose(one.attention, other.attention, atol=1e-2)
