import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "statement",
    [
        "import whisper_diarize",
        "import whisper_diarize.transcription",
        "from whisper_diarize import transcription as t; t.MlxWhisperTranscriber(t.MlxWhisperOptions(language='de'))",
    ],
)
def test_nothing_heavy_is_imported_until_something_is_transcribed(statement: str) -> None:
    code = (
        f"import sys; {statement}; print({{'mlx', 'mlx_whisper', 'huggingface_hub', 'torch', 'av'}} & set(sys.modules))"
    )

    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path.cwd())

    assert result.stdout == "set()\n"
