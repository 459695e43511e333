"""`--remote` without the plugin that serves it; the plugin has the tests of the rest."""

from collections.abc import Callable
from pathlib import Path

import pytest
import soundfile
from typer.testing import Result


def test_remote_without_the_plugin_says_what_to_install(
    transcribe: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHISPER_DIARIZE_DISABLE_PLUGINS", "all")
    soundfile.write(tmp_path / "talk.wav", [0.0] * 16000, 16000)
    result = transcribe(tmp_path / "talk.wav", "--remote", "http://studio:8000")
    assert result.exit_code == 2
    assert "--remote needs the plugin server: pip install whisper-diarize-server" in result.stderr
