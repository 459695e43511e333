"""The fixtures for authors of plugins, in a run of pytest of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from typer.testing import Result

from whisper_diarize import AttributedTranscript, Audio, Exporter, Register, hookimpl

pytestmark = pytest.mark.slow

pytest_plugins = ["whisper_diarize.pytest_plugin"]


@pytest.fixture
def counting(plugin: Callable[..., ModuleType]) -> ModuleType:
    class Count:
        extension = "count"

        def render(self, transcript: AttributedTranscript) -> str:
            return f"{len(transcript.words)}"

    @hookimpl
    def register_exporters(register: Register[Exporter]) -> None:
        register("count", lambda _: Count())

    return plugin("counting", register_exporters)


def test_attributed_transcript_has_two_speakers(attributed_transcript: AttributedTranscript) -> None:
    assert [speaker.label for speaker in attributed_transcript.speakers] == ["SPEAKER_00", "SPEAKER_01"]


def test_make_tone_makes_sound(make_tone: Callable[..., Audio]) -> None:
    assert make_tone(seconds=2.0).duration == 2.0


def test_transcribe_with_a_plugin_writes_its_format(
    transcribe_with: Callable[..., AttributedTranscript], counting: ModuleType, tmp_path: Path
) -> None:
    result = transcribe_with(counting, output_formats=["count"], output_dir=tmp_path)
    assert result.text == "hello world"
    assert (tmp_path / "tone.count").read_text() == "2"


def test_run_whisper_diarize_knows_the_plugin(
    run_whisper_diarize: Callable[..., Result], counting: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")  # or the table breaks lines
    assert "output format count" in run_whisper_diarize("plugins", plugins=(counting,)).stdout


def test_plugin_of_the_test_before_is_gone(run_whisper_diarize: Callable[..., Result]) -> None:
    assert "output format count" not in run_whisper_diarize("plugins").stdout


def test_pytest_starts_without_numpy() -> None:
    code = (
        "import sys, whisper_diarize.pytest_plugin; print([m for m in ('numpy', 'typer', 'mlx') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
