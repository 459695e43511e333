"""Devices and the numbers to compute with."""

from collections.abc import Callable

import pytest
from whisper_diarize_faster_whisper import libraries, loading
from whisper_diarize_faster_whisper.engine import FasterWhisperTranscriber
from whisper_diarize_faster_whisper.options import FasterWhisperOptions

from whisper_diarize import (
    OptionError,
)

pytestmark = pytest.mark.slow


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
