import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    "statement",
    [
        "import whisper_diarize",
        "import whisper_diarize.transcription",
        "from whisper_diarize.transcription import MlxWhisperOptions as O, MlxWhisperTranscriber as T; T(O('tiny'))",
    ],
)
def test_nothing_heavy_is_imported_until_something_is_transcribed(statement):
    code = (
        f"import sys; {statement}; print({{'mlx', 'mlx_whisper', 'huggingface_hub', 'torch', 'av'}} & set(sys.modules))"
    )

    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path.cwd())

    assert result.stdout == "set()\n"
