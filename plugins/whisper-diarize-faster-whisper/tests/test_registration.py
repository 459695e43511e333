"""The plugin as a whole: its registration, a run with it, and a missing library."""

import sys
import wave
from pathlib import Path

import pytest
from whisper_diarize_faster_whisper import plugin
from whisper_diarize_faster_whisper.options import FasterWhisperOptions

import whisper_diarize
from whisper_diarize import (
    Audio,
    PluginError,
)
from whisper_diarize.testing import check_plugin, conformance

pytestmark = pytest.mark.slow


def test_register_transcribers_offers_faster_whisper() -> None:
    assert check_plugin(plugin).components == ("transcriber faster-whisper",)


@pytest.mark.parametrize("case", conformance.cases("plugin"), ids=str)
def test_plugin_conforms(case: conformance.Case) -> None:
    case.check(lambda: plugin)


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
