"""A Whisper for CTranslate2 that was never trained: its words are nonsense, its files are real ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

WIDTH, HEADS, LAYERS, MELS, FRAMES, MAX_TOKENS = 16, 2, 1, 80, 1500, 448
TEXT_TOKENS = 50256
NUM_LANGUAGES = 99


def write_random_ctranslate2(folder: Path, *, is_multilingual: bool = True) -> Path:
    """Write the four files of a model into `folder`; return the folder."""
    from whisper_diarize_faster_whisper import libraries  # slow to import

    rng = np.random.default_rng(2)
    tokens = list(_tokens(is_multilingual=is_multilingual))
    spec = libraries.ctranslate2.specs.WhisperSpec(LAYERS, HEADS, LAYERS, HEADS)
    _fill(spec, rng, len(tokens))
    spec.register_vocabulary(tokens)
    spec.config.alignment_heads = [[0, 0], [0, 1]]
    spec.config.suppress_ids = spec.config.suppress_ids_begin = []
    spec.config.lang_ids = [number for number, token in enumerate(tokens) if token in _languages()]
    spec.validate()
    spec.save(str(folder))
    _write_tokenizer(folder / "tokenizer.json", tokens)
    return folder


# Any: here and below, parts of a WhisperSpec; ctranslate2 publishes no types
def _fill(spec: Any, rng: np.random.Generator, vocabulary: int) -> None:
    encoder, decoder = spec.encoder, spec.decoder
    for convolution, inputs in ((encoder.conv1, MELS), (encoder.conv2, WIDTH)):
        convolution.weight, convolution.bias = _normal(rng, WIDTH, inputs, 3), _normal(rng, WIDTH)
    encoder.position_encodings.encodings = _normal(rng, FRAMES, WIDTH)
    decoder.position_encodings.encodings = _normal(rng, MAX_TOKENS, WIDTH)
    decoder.embeddings.weight = decoder.projection.weight = _normal(rng, vocabulary, WIDTH)
    for half in (encoder, decoder):
        _fill_norm(half.layer_norm)
        for layer in half.layer:
            _fill_attention(layer.self_attention, rng, 3 * WIDTH, WIDTH)
            _fill_norm(layer.ffn.layer_norm)
            _fill_linear(layer.ffn.linear_0, rng, 4 * WIDTH, WIDTH)
            _fill_linear(layer.ffn.linear_1, rng, WIDTH, 4 * WIDTH)
    for layer in decoder.layer:
        _fill_attention(layer.attention, rng, WIDTH, 2 * WIDTH, WIDTH)


def _fill_attention(layer: Any, rng: np.random.Generator, *outputs: int) -> None:
    _fill_norm(layer.layer_norm)
    for linear, size in zip(layer.linear, outputs, strict=True):
        _fill_linear(linear, rng, size, WIDTH)


def _fill_linear(layer: Any, rng: np.random.Generator, outputs: int, inputs: int) -> None:
    layer.weight, layer.bias = _normal(rng, outputs, inputs), _normal(rng, outputs)


def _fill_norm(layer: Any) -> None:
    layer.gamma, layer.beta = np.ones(WIDTH, np.float32), np.zeros(WIDTH, np.float32)


def _normal(rng: np.random.Generator, *shape: int) -> NDArray[np.float32]:
    return rng.normal(0, 0.3, shape).astype(np.float32)


def _tokens(*, is_multilingual: bool) -> Iterator[str]:
    """Yield the tokens in the order of their numbers, as OpenAI's models have them."""
    alphabet = _byte_letters()
    yield from alphabet
    yield from (f"\u0120word{number}" for number in range(TEXT_TOKENS - len(alphabet)))
    if is_multilingual:
        yield ""  # the sign by which CTranslate2 knows these models
    yield from ("<|endoftext|>", "<|startoftranscript|>", *_languages(), "<|translate|>", "<|transcribe|>")
    yield from ("<|startoflm|>", "<|startofprev|>", "<|nospeech|>", "<|notimestamps|>")
    yield from (f"<|{0.02 * step:.2f}|>" for step in range(1501))


def _languages() -> list[str]:
    from faster_whisper.tokenizer import _LANGUAGE_CODES

    return [f"<|{code}|>" for code in _LANGUAGE_CODES[:NUM_LANGUAGES]]


def _byte_letters() -> list[str]:
    """Return the letters that stand for bytes in a byte-level tokenizer."""
    from tokenizers.pre_tokenizers import ByteLevel

    return sorted(ByteLevel.alphabet())


def _write_tokenizer(path: Path, tokens: list[str]) -> None:
    num_text = tokens.index("<|endoftext|>")
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

    tokenizer = Tokenizer(models.BPE({token: number for number, token in enumerate(tokens[:num_text])}, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(token, special=True) for token in tokens[num_text:]])
    tokenizer.save(str(path))
