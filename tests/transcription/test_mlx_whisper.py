"""The whole way through mlx_whisper, with random weights: what it writes is nonsense, how we handle it is not."""

import importlib
import json
import os
import warnings
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest
import tqdm

from tests.transcription.conftest import Progress
from whisper_diarize.blas import fast_blas
from whisper_diarize.cancellation import CancelToken, cancellable
from whisper_diarize.errors import Cancelled, ModelError, OptionError, TranscriptionError, WeightMismatchError
from whisper_diarize.protocols import ClipTranscriber
from whisper_diarize.records import Audio, Span, Transcript
from whisper_diarize.registry import Entry
from whisper_diarize.transcription import MlxWhisperOptions, MlxWhisperTranscriber, loading, stoppable
from whisper_diarize.transcription.cpu import decoder, encoder

pytestmark = pytest.mark.slow
in_numpy_only = pytest.mark.skipif(fast_blas() is None or loading.has_gpu(), reason="no fast BLAS is lent here")

SOMETHING = {"no_speech_threshold": None, "logprob_threshold": None, "compression_ratio_threshold": None}
"""Take what the model says, however unlikely."""


def transcriber(folder: Path, **options: Any) -> MlxWhisperTranscriber:
    quick: dict[str, Any] = {"model": str(folder), "sample_len": 8, "temperature": (0.0,)}
    return MlxWhisperTranscriber(MlxWhisperOptions(**quick | options))


@pytest.fixture(scope="module")
def transcript_and_reports(tiny_whisper: Path, noise: Audio) -> tuple[Transcript, list[tuple[float, float]]]:
    reports = []
    progress = lambda done, total: reports.append((done, total))  # noqa: E731
    return transcriber(tiny_whisper, **SOMETHING).transcribe(noise, progress), reports


def test_words_depend_on_the_options_and_on_the_models_files(make_whisper: Callable[..., Path]) -> None:
    folder = make_whisper()
    before = transcriber(folder).cache_key()
    assert transcriber(folder).cache_key() == before
    assert transcriber(folder, language="de").cache_key() != before
    assert transcriber(make_whisper()).cache_key() != before
    weights = folder / "weights.safetensors"
    data, status = bytearray(weights.read_bytes()), weights.stat()
    data[-1] ^= 1
    weights.write_bytes(data)
    os.utime(weights, ns=(status.st_atime_ns, status.st_mtime_ns))  # as a careless copy would
    assert transcriber(folder).cache_key() != before


def test_words_of_a_model_that_is_not_there_have_no_key(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no such folder"):
        transcriber(tmp_path / "missing").cache_key()


def test_words_have_sound_times_and_probabilities(
    transcript_and_reports: tuple[Transcript, list[tuple[float, float]]], noise: Audio
) -> None:
    words = transcript_and_reports[0].words

    assert words
    assert all(0 <= word.start <= word.end <= noise.duration for word in words)
    assert all(left.end <= right.start for left, right in pairwise(words))
    assert all(0 <= word.probability <= 1 for word in words)  # type: ignore[operator]  # a number here


def test_transcript_says_who_wrote_it_and_in_which_language(
    transcript_and_reports: tuple[Transcript, list[tuple[float, float]]], tiny_whisper: Path
) -> None:
    transcript = transcript_and_reports[0]

    assert (transcript.engine, len(transcript.language)) == (f"mlx-whisper {tiny_whisper.name}", 2)  # type: ignore[arg-type]  # a fake, or what is to be refused


def test_progress_never_goes_back_and_reaches_the_end(
    transcript_and_reports: tuple[Transcript, list[tuple[float, float]]],
) -> None:
    done, total = zip(*transcript_and_reports[1], strict=True)

    assert list(done) == sorted(done)
    assert (done[0], done[-1]) == (0, total[0])


def test_progress_bar_of_mlx_whisper_is_put_back(
    transcript_and_reports: tuple[Transcript, list[tuple[float, float]]],
) -> None:
    assert transcript_and_reports
    assert importlib.import_module("mlx_whisper.transcribe").tqdm is tqdm


@pytest.mark.parametrize(
    "options",
    [
        {"language": "French", "temperature": (0.0, 0.7), "best_of": 2, "length_penalty": 0.5},
        {"task": "translate", "initial_prompt": "Ahem.", "condition_on_previous_text": False},
        {"hallucination_silence_threshold": 1.0, "clip_timestamps": (0.5, 2.0), "suppress_tokens": (1, 2)},
    ],
    ids=["sampling", "translating", "clipping"],
)
def test_every_option_is_accepted_and_nothing_is_printed(
    tiny_whisper: Path,
    noise: Audio,
    progress: Progress,
    options: dict[str, float | str | tuple[float, float]],
    capfd: pytest.CaptureFixture[str],
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        transcript = transcriber(tiny_whisper, **options).transcribe(noise, progress)

    assert transcript.language == ("fr" if "language" in options else transcript.language)
    assert capfd.readouterr() == ("", "")


def seconds_heard(monkeypatch: pytest.MonkeyPatch, make: Any) -> list[float]:
    """How much mlx_whisper is given when `make()` is called: the length of each recording."""
    heard = []
    engine = loading.engine.transcribe
    monkeypatch.setattr(
        loading.engine,
        "transcribe",
        lambda samples, **rest: heard.append(len(samples)) or engine(samples, **rest),  # type: ignore[func-returns-value]  # it gives None: what follows is the value
    )
    make()
    return [samples / 16_000 for samples in heard]


def test_it_hears_clips_only_and_puts_words_where_they_are(
    tiny_whisper: Path, noise: Audio, progress: Progress, monkeypatch: pytest.MonkeyPatch
) -> None:
    clips = [Span(0.5, 1.0), Span(2.0, 2.5)]
    engine = transcriber(tiny_whisper, **SOMETHING)
    found = []
    heard = seconds_heard(monkeypatch, lambda: found.append(engine.transcribe_clips(noise, clips, progress)))

    assert heard == [1.0]
    assert found[0].words
    assert all(any(c.start <= word.start <= word.end <= c.end for c in clips) for word in found[0].words)


def test_clips_that_were_asked_for_are_heard_only_where_there_is_speech(
    tiny_whisper: Path, noise: Audio, progress: Progress, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = transcriber(tiny_whisper, clip_timestamps=(0.0, 1.0, 2.0, 3.0))

    assert seconds_heard(monkeypatch, lambda: engine.transcribe(noise, progress)) == [2.0]
    assert seconds_heard(monkeypatch, lambda: engine.transcribe_clips(noise, [Span(0.5, 2.25)], progress)) == [0.75]
    assert seconds_heard(monkeypatch, lambda: engine.transcribe_clips(noise, [Span(1, 2)], progress)) == []


def test_no_samples_is_an_empty_transcript(progress: Progress) -> None:
    empty = Audio(np.zeros(0, np.float32))

    transcript = MlxWhisperTranscriber(MlxWhisperOptions(model="turbo", language="en")).transcribe(empty, progress)

    assert transcript == Transcript((), "en", "mlx-whisper turbo")


@pytest.mark.parametrize("num_samples", [1, 400])
def test_very_short_audio_is_no_obstacle(tiny_whisper: Path, progress: Progress, num_samples: int) -> None:
    transcript = transcriber(tiny_whisper).transcribe(Audio(np.zeros(num_samples, np.float32)), progress)

    assert all(segment.end <= num_samples / 16_000 for segment in transcript.segments)


def test_silence_that_whisper_recognises_is_an_empty_transcript(tiny_whisper: Path, progress: Progress) -> None:
    silence = Audio(np.zeros(16_000, np.float32))

    assert (
        transcriber(tiny_whisper, no_speech_threshold=-1.0, logprob_threshold=None)
        .transcribe(silence, progress)
        .segments
        == ()
    )


@pytest.mark.parametrize(("fp16", "dtype"), [(True, "float16"), (False, "float32")])
def test_weights_are_as_precise_as_was_asked_for(tiny_whisper: Path, fp16: bool, dtype: str) -> None:
    assert str(loading.hold_model(tiny_whisper, fp16=fp16).encoder.conv1.weight.dtype) == f"mlx.core.{dtype}"


def test_weights_may_be_npz(make_whisper: Callable[..., Path]) -> None:
    model = loading.hold_model(make_whisper("npz"), fp16=False)

    assert model.decoder.token_embedding.weight.shape == (51865, 16)


def test_english_only_model_refuses_another_language(
    make_whisper: Callable[..., Path], noise: Audio, progress: Progress
) -> None:
    folder = make_whisper(n_vocab=51864)

    with pytest.raises(OptionError, match="knows English only"):
        transcriber(folder, language="de").transcribe(noise, progress)
    assert transcriber(folder).transcribe(noise, progress).language == "en"


def test_engine_that_fails_is_one_line_with_the_file(
    tiny_whisper: Path, noise: Audio, progress: Progress, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> NoReturn:
        raise RuntimeError("[metal::malloc] Attempting to allocate too much")

    monkeypatch.setattr(loading.engine, "transcribe", fail)

    with pytest.raises(TranscriptionError) as caught:
        transcriber(tiny_whisper).transcribe(noise, progress)
    assert str(caught.value) == (
        "noise.wav: mlx-whisper failed (RuntimeError: [metal::malloc] Attempting to allocate too much); "
        "try a smaller --model, or cut the recording"
    )


def change_config(folder: Path, **changes: object) -> None:
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(json.dumps(config | changes), encoding="utf-8")


def test_weights_of_another_size(make_whisper: Callable[..., Path], noise: Audio, progress: Progress) -> None:
    folder = make_whisper()
    change_config(folder, n_text_state=32)

    with pytest.raises(WeightMismatchError, match=r"decoder.ln.weight \(expected \(32,\), found \(16,\)\)"):
        transcriber(folder).transcribe(noise, progress)


def test_weights_that_are_missing_are_not_replaced_by_random_ones(
    make_whisper: Callable[..., Path], noise: Audio, progress: Progress
) -> None:
    folder = make_whisper()
    change_config(folder, n_audio_layer=2)

    with pytest.raises(WeightMismatchError, match=r"missing: encoder.blocks.1"):
        transcriber(folder).transcribe(noise, progress)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("config.json", b"{", "config.json: it cannot be read"),
        ("config.json", b"[]", "config.json: this is not the configuration of a Whisper model"),
        ("config.json", b'{"n_mels": 80}', "config.json: this is not the configuration of a Whisper model"),
        ("config.json", b"\xff\xfe", "config.json: it cannot be read"),
        ("weights.safetensors", b"not tensors", "weights.safetensors: it cannot be read"),
        ("weights.safetensors", b"", "weights.safetensors: it cannot be read"),
    ],
)
def test_broken_model_folder(make_whisper: Callable[..., Path], name: str, content: bytes, reason: str) -> None:
    folder = make_whisper()
    (folder / name).write_bytes(content)

    with pytest.raises(ModelError) as caught:
        loading.hold_model(folder, fp16=False)
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


def test_it_is_a_transcriber() -> None:
    assert isinstance(MlxWhisperTranscriber(), ClipTranscriber)


def test_unknown_language_lists_the_known_codes() -> None:
    with pytest.raises(OptionError, match="there is no language 'Klingon'; there is: af, am, ar"):
        MlxWhisperTranscriber(MlxWhisperOptions(language="Klingon"))


def test_unknown_model_lists_the_known_ones() -> None:
    with pytest.raises(OptionError, match="there is no Whisper model 'huge'; there is: tiny, "):
        MlxWhisperTranscriber(MlxWhisperOptions(model="huge"))


@pytest.mark.parametrize(
    "options",
    [
        {"task": "sing"},
        {"temperature": ()},
        {"temperature": (2.0,)},
        {"best_of": 0},
        {"length_penalty": 1.5},
        {"sample_len": 0},
        {"clip_timestamps": (5.0, 1.0)},
        {"clip_timestamps": (-1.0,)},
    ],
    ids=str,
)
def test_impossible_options(options: dict[str, Any]) -> None:
    with pytest.raises(OptionError, match=f"^{next(iter(options))} must be "):
        MlxWhisperOptions(**options)


def test_options_can_be_given_as_text() -> None:
    entry = Entry("mlx-whisper", MlxWhisperTranscriber, MlxWhisperOptions, "", "builtin", "transcriber")
    text = {
        "temperature": "0,0.4",
        "language": "none",
        "fp16": "False",
        "clip_timestamps": "0,10",
        "suppress_tokens": "-1",
    }

    options = entry.build(text).options

    assert (options.temperature, options.language, options.fp16) == ((0.0, 0.4), None, False)
    assert (options.clip_timestamps, options.suppress_tokens) == ((0.0, 10.0), (-1,))


@pytest.mark.parametrize("in_numpy", [pytest.param(True, marks=in_numpy_only), False], ids=["numpy", "mlx"])
@pytest.mark.parametrize("half", ["encoder", "decoder"])
def test_it_stops_in_the_middle_of_a_window(
    tiny_whisper: Path, noise: Audio, monkeypatch: pytest.MonkeyPatch, half: str, in_numpy: bool
) -> None:
    token = CancelToken()
    monkeypatch.setattr(loading.engine.ModelHolder, "model_path", None)
    if not in_numpy:
        monkeypatch.setattr(loading, "fast_blas", lambda: None)
    cpu_layers: dict[str, Any] = {"encoder": encoder._Block, "decoder": decoder._Block}
    layers = cpu_layers if in_numpy else {"encoder": stoppable._Block, "decoder": stoppable._Decoder}
    layer = layers[half]
    compute = layer.__call__
    calls = []

    def cancel_first(*arguments: object, **named: object) -> object:
        token.cancel()
        calls.append(half)
        return compute(*arguments, **named)

    monkeypatch.setattr(layer, "__call__", cancel_first)
    with cancellable(token), pytest.raises(Cancelled):
        transcriber(tiny_whisper, **SOMETHING).transcribe(noise, Progress())
    assert calls == [half]


def test_it_writes_what_mlx_whispers_own_network_writes(
    tiny_whisper: Path, noise: Audio, progress: Progress, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "fast_blas", lambda: None)
    monkeypatch.setattr(loading.engine.ModelHolder, "model_path", None)
    ours = transcriber(tiny_whisper, **SOMETHING).transcribe(noise, progress)
    monkeypatch.setattr(loading, "StoppableWhisper", importlib.import_module("mlx_whisper.whisper").Whisper)
    monkeypatch.setattr(loading.engine.ModelHolder, "model_path", None)
    assert transcriber(tiny_whisper, **SOMETHING).transcribe(noise, progress) == ours


def test_model_is_given_back_with_its_last_transcriber(tiny_whisper: Path, noise: Audio, progress: Progress) -> None:
    one, other = (transcriber(tiny_whisper) for _ in range(2))
    one.transcribe(noise, progress)
    other.transcribe(noise, progress)
    one.close()
    assert loading.engine.ModelHolder.model is not None
    other.close()
    assert loading.engine.ModelHolder.model is None
    assert other.transcribe(noise, progress) is not None


def test_closing_one_that_was_never_used_leaves_the_model_to_others(
    tiny_whisper: Path, noise: Audio, progress: Progress
) -> None:
    used = transcriber(tiny_whisper)
    used.transcribe(noise, progress)
    transcriber(tiny_whisper).close()
    assert loading.engine.ModelHolder.model_path == str(tiny_whisper)
