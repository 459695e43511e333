import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner
from whisper_diarize_pyannote import plugin
from whisper_diarize_pyannote.installed import require_pyannote
from whisper_diarize_pyannote.options import PyannoteOptions

from whisper_diarize import Audio, OptionError, PluginError
from whisper_diarize.testing import check_plugin, conformance


@pytest.fixture
def app() -> typer.Typer:
    app = typer.Typer()
    plugin.register_commands(app)
    return app


def test_register_diarizers_offers_pyannote() -> None:
    assert "diarizer pyannote" in check_plugin(plugin).components


@pytest.mark.parametrize("case", conformance.cases("plugin"), ids=str)
def test_plugin_conforms(case: conformance.Case) -> None:
    case.check(lambda: plugin)


def test_register_commands_adds_record(app: typer.Typer) -> None:
    result = CliRunner().invoke(app, ["pyannote", "record", "--help"], terminal_width=200)
    assert result.exit_code == 0
    assert "--weights" in result.output


def test_telemetry_is_off_before_pyannote_can_be_imported() -> None:
    code = "import os, whisper_diarize_pyannote; print(os.environ['PYANNOTE_METRICS_ENABLED'])"
    environment = os.environ | {"PYANNOTE_METRICS_ENABLED": "1"}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert run.stdout == "0\n"


def test_listing_the_plugin_imports_neither_torch_nor_pyannote() -> None:
    code = "import sys, whisper_diarize_pyannote.plugin, whisper_diarize_pyannote.commands; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"torch", "pyannote", "mlx"} & set(run.stdout.split())


@pytest.mark.parametrize("name", ["segmentation_batch_size", "embedding_batch_size"])
def test_a_batch_of_nothing_is_refused(name: str) -> None:
    with pytest.raises(OptionError, match=f"pyannote.{name} must be at least 1, not 0"):
        PyannoteOptions(**{name: 0})  # type: ignore[arg-type]  # a fake, or what is to be refused


def test_what_to_install_is_said_when_pyannote_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyannote.audio", None)
    with pytest.raises(PluginError, match=r"is not installed .*: pip install 'whisper-diarize-pyannote\[pyannote\]'"):
        require_pyannote()


def test_a_library_that_does_not_fit_torch_is_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    package = tmp_path / "pyannote" / "audio"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise OSError('libtorch_cuda.so: not found\\nand more')")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    for name in [name for name in sys.modules if name.split(".")[0] == "pyannote"]:
        monkeypatch.delitem(sys.modules, name)
    (package.parent / "__init__.py").touch()
    with pytest.raises(PluginError, match=r"^[^\n]*libtorch_cuda.so: not found; torch and torchaudio must[^\n]*$"):
        require_pyannote()


def test_recording_without_pyannote_ends_with_one_line(
    app: typer.Typer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, speech: Audio
) -> None:
    import soundfile

    soundfile.write(tmp_path / "talk.wav", speech.array, speech.sample_rate)
    monkeypatch.setitem(sys.modules, "pyannote.audio", None)
    arguments = ["--weights", "weights.safetensors", "--output", str(tmp_path / "reference.npz")]
    result = CliRunner().invoke(app, ["pyannote", "record", str(tmp_path / "talk.wav"), *arguments])
    assert result.exit_code == 1
    assert result.stderr.startswith("error: pyannote.audio is not installed")


def test_a_window_beyond_the_recording_is_refused(app: typer.Typer, tmp_path: Path, speech: Audio) -> None:
    import soundfile

    soundfile.write(tmp_path / "talk.wav", speech.array, speech.sample_rate)
    arguments = ["--weights", "weights.safetensors", "--output", "reference.npz", "--start", "11.95"]
    result = CliRunner().invoke(app, ["pyannote", "record", str(tmp_path / "talk.wav"), *arguments])
    assert result.exit_code == 1
    assert "it ends before 12.05 s; choose an earlier --start" in result.stderr
