"""Libraries beside each other in one process: their threads and their BLAS."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


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
