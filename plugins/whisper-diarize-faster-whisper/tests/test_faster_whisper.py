"""The engine on a tiny random model that is made here, without a download."""

import dataclasses
import os
import shutil
import socket
import subprocess
import sys
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from whisper_diarize_faster_whisper import libraries, loading, plugin
from whisper_diarize_faster_whisper.engine import FasterWhisperTranscriber
from whisper_diarize_faster_whisper.models import CTRANSLATE2
from whisper_diarize_faster_whisper.options import FasterWhisperOptions

import whisper_diarize
from tests.fakes.random_ctranslate2 import write_random_ctranslate2
from whisper_diarize import (
    Audio,
    Cancelled,
    CancelToken,
    ModelError,
    OptionError,
    PluginError,
    Span,
    TranscriptionError,
)
from whisper_diarize.cancellation import cancellable
from whisper_diarize.protocols import ClipTranscriber
from whisper_diarize.registry import Entry
from whisper_diarize.testing import ProgressRecorder, check_plugin, conformance, silence
from whisper_diarize.transcription import MlxWhisperOptions

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).parents[3] / "samples"
# Any: values of several types
SOMETHING: dict[str, Any] = {
    "no_speech_threshold": None,
    "logprob_threshold": None,
    "compression_ratio_threshold": None,
}
"""Take what the model says, however unlikely."""


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A multilingual model."""
    return write_random_ctranslate2(tmp_path_factory.mktemp("multilingual"))


@pytest.fixture(scope="session")
def english(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that knows English only."""
    return write_random_ctranslate2(tmp_path_factory.mktemp("english"), is_multilingual=False)


@pytest.fixture
def make(folder: Path) -> Callable[..., FasterWhisperTranscriber]:
    """Return a function that makes an engine with the random model, which writes a few words."""

    # Any: values of several types
    def engine(**options: Any) -> FasterWhisperTranscriber:
        settings: dict[str, Any] = {
            "model": str(folder),
            "temperature": (0.0,),
            "sample_len": 8,
            "device": "cpu",
        } | options
        return FasterWhisperTranscriber(FasterWhisperOptions(**settings))

    return engine


@pytest.fixture(scope="session")
def engine(folder: Path) -> FasterWhisperTranscriber:
    """One engine for the cases of the conformance kit: it is slow to make."""
    options = FasterWhisperOptions(model=str(folder), temperature=(0.0,), sample_len=8, **SOMETHING)
    return FasterWhisperTranscriber(options)


@pytest.fixture(scope="session")
def speech() -> Audio:
    """Twelve seconds of a conversation that was made for this project."""
    with wave.open(str(SAMPLES / "standup.wav")) as file:
        content = file.readframes(12 * file.getframerate())
    return Audio((np.frombuffer(content, "<i2") / 32768).astype(np.float32), source="standup.wav", name="standup")


def test_register_transcribers_offers_faster_whisper() -> None:
    assert check_plugin(plugin).components == ("transcriber faster-whisper",)


@pytest.mark.parametrize("case", conformance.cases("plugin"), ids=str)
def test_plugin_conforms(case: conformance.Case) -> None:
    case.check(lambda: plugin)


@pytest.mark.parametrize("case", conformance.cases("transcriber"), ids=str)
def test_engine_conforms(engine: FasterWhisperTranscriber, case: conformance.Case) -> None:
    case.check(lambda: engine)


def test_words_have_times_and_probabilities(engine: FasterWhisperTranscriber, speech: Audio) -> None:
    transcript = engine.transcribe(speech, ProgressRecorder())

    assert len(transcript.words) > 1
    assert all(0 <= word.start <= word.end <= speech.duration for word in transcript.words)
    assert all(word.probability is not None and 0 < word.probability <= 1 for word in transcript.words)
    assert transcript.engine is not None
    assert transcript.engine.startswith("faster-whisper ")


def test_options_of_mlx_whisper_have_its_names_and_defaults() -> None:
    ours = {field.name: field.default for field in dataclasses.fields(FasterWhisperOptions)}

    assert {field.name: field.default for field in dataclasses.fields(MlxWhisperOptions)}.items() <= ours.items()


def test_options_reach_faster_whisper_under_its_names(
    make: Callable[..., FasterWhisperTranscriber], speech: Audio, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, Any] = {}

    def transcribe(_: object, samples: np.ndarray[Any, Any], **settings: Any) -> Any:
        given.update(settings)
        return [], type("Info", (), {"language": "de"})

    monkeypatch.setattr(loading.StoppableModel, "transcribe", transcribe)
    make(logprob_threshold=-2.0, sample_len=5, best_of=None, length_penalty=None, language="German").transcribe(
        speech, ProgressRecorder()
    )

    expected = {"log_prob_threshold": -2.0, "max_new_tokens": 5, "best_of": 1, "length_penalty": 1.0, "language": "de"}
    assert given.items() >= expected.items()


def test_options_can_be_given_as_text() -> None:
    entry = Entry("faster-whisper", lambda options: options, FasterWhisperOptions, "", "", "transcriber")
    options = entry.build({"batch_size": "4", "compute_type": "float32", "hotwords": "Zürich"})

    assert (options.batch_size, options.compute_type, options.hotwords) == (4, "float32", "Zürich")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"beam_size": 0}, "beam_size must be at least 1, not 0"),
        ({"patience": 0}, "patience must be above 0, not 0"),
        ({"cpu_threads": -1}, "cpu_threads must be at least 0, not -1"),
        ({"temperature": ()}, "temperature must be one or more from 0 to 1"),
        ({"clip_timestamps": (2.0, 1.0)}, "clip_timestamps must be seconds that grow"),
        ({"fp16": True, "compute_type": "int8"}, "fp16 and compute_type both say how to compute"),
        ({"batch_size": 4, "best_of": 2, "condition_on_previous_text": False}, "best_of, condition_on_previous_text;"),
        ({"batch_size": 4, "temperature": (0.5,)}, "faster-whisper does not use temperature;"),
    ],
    ids=str,
)
def test_impossible_options_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        FasterWhisperOptions(**changes)


def test_cpu_computes_in_int8_unless_told_otherwise(
    make: Callable[..., FasterWhisperTranscriber], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(libraries.ctranslate2, "get_cuda_device_count", lambda: 0)

    assert loading.device_of(FasterWhisperOptions()) == ("cpu", "int8")
    assert loading.device_of(FasterWhisperOptions(fp16=False)) == ("cpu", "int8")
    assert loading.device_of(FasterWhisperOptions(compute_type="float32")) == ("cpu", "float32")
    assert make()._loaded().model.compute_type.startswith("int8")


def test_gpu_with_cuda_computes_in_half_precision(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libraries.ctranslate2, "get_cuda_device_count", lambda: 1)
    monkeypatch.setattr(libraries.ctranslate2, "get_supported_compute_types", lambda device: {"float16", "float32"})

    assert loading.device_of(FasterWhisperOptions()) == ("cuda", "float16")
    assert loading.device_of(FasterWhisperOptions(fp16=False)) == ("cuda", "float32")
    with pytest.raises(OptionError, match=r"no compute_type on this cuda 'int8'; there is: float16, float32"):
        loading.device_of(FasterWhisperOptions(compute_type="int8"))


def test_gpu_that_is_not_there_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(device: str) -> set[str]:
        raise ValueError(f"This CTranslate2 package was not compiled with {device} support")

    monkeypatch.setattr(libraries.ctranslate2, "get_supported_compute_types", refuse)
    with pytest.raises(OptionError, match="CTranslate2 cannot compute on cuda here"):
        loading.device_of(FasterWhisperOptions(device="cuda"))


def test_drawn_tokens_are_the_same_for_the_same_recording(
    make: Callable[..., FasterWhisperTranscriber], speech: Audio
) -> None:
    engine = make(temperature=(0.9,), **SOMETHING)
    first = engine.transcribe(speech, ProgressRecorder())

    assert len(first.words) > 1
    assert engine.transcribe(speech, ProgressRecorder()) == first
    assert make(temperature=(0.9,), **SOMETHING).transcribe(speech, ProgressRecorder()) == first


@pytest.mark.parametrize("changes", [{"language": "de"}, {"task": "translate"}], ids=str)
def test_english_model_refuses_other_languages(
    make: Callable[..., FasterWhisperTranscriber], english: Path, speech: Audio, changes: dict[str, Any]
) -> None:
    with pytest.raises(OptionError, match=r"knows English only; choose one without '\.en' in its name"):
        make(model=str(english), **changes).transcribe(speech, ProgressRecorder())


def test_english_model_writes_english(
    make: Callable[..., FasterWhisperTranscriber], english: Path, speech: Audio
) -> None:
    assert make(model=str(english)).transcribe(speech, ProgressRecorder()).language == "en"


def test_only_clips_have_words_and_these_their_times_in_the_recording(
    make: Callable[..., FasterWhisperTranscriber], speech: Audio
) -> None:
    engine = make(**SOMETHING)
    clips = (Span(2.0, 4.0), Span(9.0, 11.0))

    words = engine.transcribe_clips(speech, clips, ProgressRecorder()).words

    assert isinstance(engine, ClipTranscriber)
    assert words
    assert all(any(clip.start <= word.start <= word.end <= clip.end for clip in clips) for word in words)


def test_clip_timestamps_choose_parts_of_the_recording(
    make: Callable[..., FasterWhisperTranscriber], speech: Audio
) -> None:
    words = make(clip_timestamps=(5.0, 8.0), **SOMETHING).transcribe(speech, ProgressRecorder()).words

    assert words
    assert all(5 <= word.start <= word.end <= 8 for word in words)


def test_several_windows_at_a_time_leave_silence_out(
    make: Callable[..., FasterWhisperTranscriber], speech: Audio
) -> None:
    engine = make(batch_size=2, temperature=(0.0, 0.2, 0.4, 0.6, 0.8, 1.0))

    assert engine.transcribe(speech, ProgressRecorder()).words
    assert engine.transcribe(silence(3.0), ProgressRecorder()).words == ()


def test_progress_ends_at_the_end(make: Callable[..., FasterWhisperTranscriber], speech: Audio) -> None:
    progress = ProgressRecorder()
    make().transcribe(speech, progress)

    assert progress.steps[0] == (0.0, speech.duration)
    assert progress.steps[-1] == (speech.duration, speech.duration)


@pytest.mark.parametrize("step", ["encode", "generate", "align"])
def test_it_stops_in_the_middle_of_a_window(
    make: Callable[..., FasterWhisperTranscriber], speech: Audio, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    token, calls = CancelToken(), []
    compute = getattr(loading._Stoppable, step)

    # Any: CTranslate2's arguments and results
    def cancel_first(model: object, *arguments: Any, **named: Any) -> Any:
        token.cancel()
        calls.append(step)
        return compute(model, *arguments, **named)

    monkeypatch.setattr(loading._Stoppable, step, cancel_first)
    with cancellable(token), pytest.raises(Cancelled):
        make(language="en", **SOMETHING).transcribe(speech, ProgressRecorder())
    assert calls == [step]


def test_long_prompt_leaves_room_for_few_words(make: Callable[..., FasterWhisperTranscriber], speech: Audio) -> None:
    engine = make(initial_prompt="word " * 300, hotwords="word " * 300, sample_len=400, language="en", **SOMETHING)

    assert engine.transcribe(speech, ProgressRecorder()).language == "en"


def test_failure_of_the_engine_names_the_recording(
    make: Callable[..., FasterWhisperTranscriber], speech: Audio, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("out of memory")

    monkeypatch.setattr(loading._Stoppable, "generate", fail)
    with pytest.raises(TranscriptionError, match=r"standup.wav: faster-whisper failed \(RuntimeError: out of memory\)"):
        make().transcribe(speech, ProgressRecorder())


def test_another_sample_rate_is_refused(make: Callable[..., FasterWhisperTranscriber]) -> None:
    with pytest.raises(TranscriptionError, match="needs 16000 Hz, not 8000"):
        make().transcribe(Audio(np.zeros(80, np.float32), sample_rate=8000), ProgressRecorder())


def test_cache_key_changes_with_options_and_files(
    make: Callable[..., FasterWhisperTranscriber], folder: Path, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    keys = [make().cache_key(), make(beam_size=2).cache_key(), make(model=str(copy)).cache_key()]
    (copy / "preprocessor_config.json").write_text("{}", encoding="utf-8")

    assert len({*keys, make(model=str(copy)).cache_key()}) == 4
    assert make().cache_key() == keys[0]


def test_model_that_was_given_back_is_loaded_again(
    make: Callable[..., FasterWhisperTranscriber], speech: Audio
) -> None:
    engine = make()
    first = engine.transcribe(speech, ProgressRecorder())
    engine.close()

    assert engine.transcribe(speech, ProgressRecorder()) == first


def test_unknown_model_lists_the_known_ones() -> None:
    with pytest.raises(OptionError, match=r"no Whisper model 'turbro'; did you mean turbo\? there is: tiny, tiny\.en"):
        FasterWhisperTranscriber(FasterWhisperOptions(model="turbro"))


@pytest.mark.parametrize("name", ["config.json", "model.bin", "tokenizer.json", "vocabulary.json"])
def test_folder_that_lacks_a_file_is_refused_before_faster_whisper_asks_the_hub(
    folder: Path, tmp_path: Path, name: str
) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    (copy / name).unlink()

    with pytest.raises(ModelError, match=f"there is no {name}.* in it; name a folder with a Whisper model for CTransl"):
        CTRANSLATE2.find(str(copy))


@pytest.mark.parametrize("name", ["config.json", "model.bin", "tokenizer.json", "vocabulary.json"])
def test_damaged_model_is_one_line(
    make: Callable[..., FasterWhisperTranscriber], folder: Path, tmp_path: Path, speech: Audio, name: str
) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    (copy / name).write_bytes((copy / name).read_bytes()[:400])

    with pytest.raises(ModelError, match=r"copy: CTranslate2 cannot load it \(.+\); copy or download the model again"):
        make(model=str(copy)).transcribe(speech, ProgressRecorder())


def test_model_in_a_folder_opens_no_socket(
    make: Callable[..., FasterWhisperTranscriber], speech: Audio, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "__init__", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)

    assert make(**SOMETHING).transcribe(speech, ProgressRecorder()).words


def test_faster_whisper_that_is_missing_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "faster_whisper", None)
    for name in ("engine", "loading", "libraries"):
        monkeypatch.delitem(sys.modules, f"whisper_diarize_faster_whisper.{name}")

    with pytest.raises(PluginError, match=r"faster-whisper cannot be imported \(.*\): pip install faster-whisper"):
        plugin._make(FasterWhisperOptions())


def test_whole_run_uses_it(folder: Path, speech: Audio, tmp_path: Path) -> None:
    path = tmp_path / "talk.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16000, 0, "NONE", ""))
        file.writeframes((speech.array * 32767).astype("<i2").tobytes())

    result = whisper_diarize.transcribe(
        str(path),
        transcriber="faster-whisper",
        model=str(folder),
        options={"faster-whisper": {"sample_len": 8, "temperature": (0.0,)}},
        plugins=[plugin],
    )

    assert result.words


IMPORT = """
import os, sys, types
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "ctranslate2":
            print(os.environ.get("OMP_WAIT_POLICY"), end=" ")
sys.meta_path.insert(0, Finder())
flags = sys.getdlopenflags()
import whisper_diarize_faster_whisper.libraries
print(os.environ.get("OMP_WAIT_POLICY"), sys.getdlopenflags() == flags)
"""


@pytest.mark.parametrize(
    ("given", "seen"), [({}, "passive None True"), ({"OMP_WAIT_POLICY": "active"}, "active active True")]
)
def test_its_threads_sleep_while_they_wait_unless_the_user_says_otherwise(given: dict[str, str], seen: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "OMP_WAIT_POLICY"} | given
    found = subprocess.run(
        [sys.executable, "-c", IMPORT], env=environment, capture_output=True, text=True, check=True, timeout=300
    )

    assert found.stdout.strip() == seen


WORDS = """
import sys
from whisper_diarize.blas import load_fast_blas
if sys.argv[1] == "lent":
    load_fast_blas()
import numpy as np
from whisper_diarize import Audio
from whisper_diarize_faster_whisper.engine import FasterWhisperTranscriber
from whisper_diarize_faster_whisper.options import FasterWhisperOptions
options = FasterWhisperOptions(model=sys.argv[2], temperature=(0.0,), sample_len=12, no_speech_threshold=None)
samples = np.random.default_rng(0).normal(0, 0.1, 48000).astype(np.float32)
transcript = FasterWhisperTranscriber(options).transcribe(Audio(samples), lambda done, total: None)
print([segment.tokens for segment in transcript.segments])
"""


def test_it_computes_with_its_own_functions_after_torchs_were_lent_to_mlx(folder: Path) -> None:
    tokens = [
        subprocess.run(
            [sys.executable, "-c", WORDS, blas, str(folder)], capture_output=True, text=True, check=True, timeout=300
        ).stdout
        for blas in ("lent", "not lent")
    ]

    assert tokens[0] == tokens[1]
    assert tokens[0].count(",") > 4
