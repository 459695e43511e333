import os
import subprocess
import sys
from pathlib import Path

RUN_BOTH = """
import mlx.core as mx
from whisper_diarize.nn import Fbank, PyanNet, PyanNetDimensions, ResNet, ResNetDimensions
samples = mx.zeros((1, 16000))
mx.eval(PyanNet(PyanNetDimensions(num_lstm_layers=1))(samples))
mx.eval(ResNet(ResNetDimensions(width=2))(Fbank()(samples), mx.ones((1, 1, 5))))
"""


def python(code: str, **environment: str) -> str:
    env = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))} | environment
    command = [sys.executable, "-W", "error", "-c", code]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout.strip()


def test_networks_need_no_compiler_on_the_users_machine(tmp_path: Path) -> None:
    assert python(RUN_BOTH, PATH=str(tmp_path)) == ""


def test_options_can_be_had_without_importing_mlx() -> None:
    code = "import sys, whisper_diarize.diarization as d; d.DiarizationOptions(); print('mlx.core' in sys.modules)"
    assert python(code) == "False"
