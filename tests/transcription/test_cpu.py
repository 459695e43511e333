"""Whisper in NumPy against mlx_whisper's own, on a random model."""

import importlib
from pathlib import Path
from typing import Any

import mlx.core as mx
import numpy as np
import pytest
import scipy.special
from mlx_whisper.tokenizer import get_tokenizer

from tests.transcription.conftest import Progress
from whisper_diarize.blas import fast_blas
from whisper_diarize.records import Audio
from whisper_diarize.transcription import MlxWhisperOptions, MlxWhisperTranscriber, loading
from whisper_diarize.transcription.cpu import CpuWhisper, alignment, layers
from whisper_diarize.transcription.cpu.decoding import CpuDecodingTask
from whisper_diarize.transcription.stoppable import StoppableWhisper

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(fast_blas() is None or loading.has_gpu(), reason="no fast BLAS is lent here"),
]

PROMPT = np.array([[50258, 50259, 50359, 50363, 291, 1029, 300, 17]])
TEXT = [291, 1029, 300, 17, 2221, 13]
timing = importlib.import_module("mlx_whisper.timing")


@pytest.fixture(scope="module")
def ours(tiny_whisper: Path) -> CpuWhisper:
    """The random model in NumPy."""
    loading.drop_model(tiny_whisper)  # one to which other tests gave hot words
    model = loading.hold_model(tiny_whisper, fp16=False)
    assert isinstance(model, CpuWhisper)
    return model


@pytest.fixture(scope="module")
def theirs(ours: CpuWhisper) -> StoppableWhisper:
    """The same parameters in MLX."""
    model = StoppableWhisper(ours.dims, mx.float32)
    model.update(ours.parameters())
    return model


@pytest.fixture(scope="module")
def mel() -> mx.array:
    """A window of noise: (mel_frames, mels)."""
    return mx.array(np.random.default_rng(3).normal(0, 1, (3000, 80)).astype(np.float32))


def test_encoder_gives_mlx_whispers_features(ours: CpuWhisper, theirs: StoppableWhisper, mel: mx.array) -> None:
    np.testing.assert_allclose(ours.encoder(mel[None]), theirs.encoder(mel[None]), atol=2e-4)


def test_encoder_remembers_the_last_window_only(ours: CpuWhisper, mel: mx.array) -> None:
    features = ours.encoder(mel[None])

    assert ours.encoder(mx.array(np.array(mel))[None]) is features
    assert not np.array_equal(ours.encoder(mel[None] + 1), features)
    np.testing.assert_array_equal(ours.encoder(mel[None]), features)


def test_logits_are_mlx_whispers(ours: CpuWhisper, theirs: StoppableWhisper, mel: mx.array) -> None:
    tokens = mx.array(PROMPT)

    found = ours.logits(tokens, ours.encoder(mel[None]))

    np.testing.assert_allclose(found, theirs.logits(tokens, theirs.encoder(mel[None])), atol=2e-4)


def test_tokens_one_by_one_give_the_logits_of_all_at_once(ours: CpuWhisper, mel: mx.array) -> None:
    features = ours.encoder(mel[None])
    decoder, past = ours.numpy_decoder, ours.numpy_decoder.past(2)
    twice = np.repeat(PROMPT, 2, axis=0)

    steps = [decoder.rows(twice[:, i : i + 1], ours.cross(features), past)[0] for i in range(PROMPT.shape[1])]

    whole = decoder.rows(twice, ours.cross(features), decoder.past(2))[0]
    np.testing.assert_allclose(np.concatenate(steps, axis=1), whole, atol=2e-4)


@pytest.mark.parametrize("changes", [{}, {"prompt": [291, 1029]}], ids=str)
def test_decoding_chooses_mlx_whispers_tokens(
    ours: CpuWhisper, theirs: StoppableWhisper, mel: mx.array, changes: dict[str, Any]
) -> None:
    options = importlib.import_module("mlx_whisper.decoding").DecodingOptions(fp16=False, language="en", sample_len=12)
    results = [model.decode(mel, options, **changes) for model in (ours, theirs)]

    assert results[0].tokens == results[1].tokens
    assert len(results[0].tokens) >= 8
    assert results[0].avg_logprob == pytest.approx(results[1].avg_logprob, abs=1e-3, nan_ok=True)
    assert results[0].no_speech_prob == pytest.approx(results[1].no_speech_prob, abs=1e-5)


def test_words_have_mlx_whispers_times(ours: CpuWhisper, theirs: StoppableWhisper, mel: mx.array) -> None:
    tokenizer = get_tokenizer(multilingual=True, num_languages=99, language="en", task="transcribe")

    found = alignment.find_alignment(ours, tokenizer, TEXT, mel, 2000)

    expected = timing.find_alignment(theirs, tokenizer, TEXT, mel, 2000)
    assert [(w.word, w.tokens, w.start, w.end) for w in found] == [(w.word, w.tokens, w.start, w.end) for w in expected]
    assert [w.probability for w in found] == pytest.approx([w.probability for w in expected], abs=1e-5)


def test_no_text_has_no_words(ours: CpuWhisper, mel: mx.array) -> None:
    tokenizer = get_tokenizer(multilingual=True, num_languages=99, language="en", task="transcribe")

    assert alignment.find_alignment(ours, tokenizer, [], mel, 2000) == []


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (9, 1), (7, 40), (40, 7)], ids=str)
def test_warping_goes_mlx_whispers_way_through_ties_too(shape: tuple[int, int]) -> None:
    costs = np.random.default_rng(5).integers(0, 3, shape).astype(np.float32)

    np.testing.assert_array_equal(alignment.warp(costs), timing.dtw(costs))


def test_mlx_whisper_gets_its_own_alignment_back() -> None:
    original = timing.find_alignment

    with alignment.aligned_in_numpy():
        assert timing.find_alignment is alignment.find_alignment
    assert timing.find_alignment is original


def test_error_function_is_right_to_float32s_precision() -> None:
    x = np.linspace(-7, 7, 20_001, dtype=np.float32)

    np.testing.assert_allclose(layers.erf(x), scipy.special.erf(x), atol=4e-7)


def test_no_window_is_encoded_twice(
    tiny_whisper: Path, noise: Audio, progress: Progress, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = loading.hold_model(tiny_whisper, fp16=False).encoder
    encoder(mx.zeros((1, 3000, 80)))
    windows: list[bytes] = []

    def features(mel: np.ndarray[Any, np.dtype[np.float32]]) -> np.ndarray[Any, np.dtype[np.float32]]:
        windows.append(mel.tobytes())
        return np.ones((1500, 16), np.float32)

    monkeypatch.setitem(vars(encoder), "_numpy", features)
    options = {"no_speech_threshold": None, "logprob_threshold": -1e-9, "sample_len": 4, "temperature": (0.0, 0.5)}
    MlxWhisperTranscriber(MlxWhisperOptions(model=str(tiny_whisper), **options)).transcribe(noise, progress)  # type: ignore[arg-type]  # values of several types

    assert windows
    assert len(windows) == len(set(windows))


@pytest.mark.parametrize("temperature", [0.0, 0.8])
def test_same_recording_gives_the_same_words_again(
    tiny_whisper: Path, noise: Audio, progress: Progress, temperature: float
) -> None:
    options = MlxWhisperOptions(
        model=str(tiny_whisper), temperature=(temperature,), sample_len=8, no_speech_threshold=None
    )
    first = MlxWhisperTranscriber(options).transcribe(noise, progress)

    assert MlxWhisperTranscriber(options).transcribe(noise, progress) == first


def test_drawing_tokens_leaves_mlxs_generator_alone(tiny_whisper: Path, noise: Audio, progress: Progress) -> None:
    options = MlxWhisperOptions(model=str(tiny_whisper), temperature=(0.8,), sample_len=4, no_speech_threshold=None)
    generator: Any = mx.random.state  # MLX calls it an object
    state = np.array(generator[0])

    MlxWhisperTranscriber(options).transcribe(noise, progress)

    np.testing.assert_array_equal(generator[0], state)


def test_tokens_are_drawn_as_often_as_they_are_likely(ours: CpuWhisper) -> None:
    options = importlib.import_module("mlx_whisper.decoding").DecodingOptions(fp16=False, temperature=0.5)
    task = CpuDecodingTask(ours, options)
    logits = np.log(np.array([[0.1, 0.0, 0.9]], np.float32) + 1e-30)

    drawn = task._chosen(np.repeat(logits, 20_000, axis=0))

    np.testing.assert_allclose(np.bincount(drawn, minlength=3) / 20_000, [1 / 82, 0, 81 / 82], atol=0.004)
