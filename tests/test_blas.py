"""Each case in an interpreter of its own: MLX binds its BLAS once."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

linux = pytest.mark.skipif(sys.platform != "linux", reason="a fast BLAS is lent on Linux only")

TORCH_IS_MAPPED = "print('libtorch_cpu' in open('/proc/self/maps').read(), 'torch' in sys.modules)"
PRODUCT = """
import mlx.core as mx
x = mx.ones((300, 1)) @ mx.ones((1, 200)) / 14.142135
print(float((x @ x.T).sum()))
"""
LOAD = "from whisper_diarize.blas import load_fast_blas; library = load_fast_blas()"


def python(code: str, **environment: str) -> str:
    code = f"import sys\n{code}"
    env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": ":".join(filter(None, sys.path)), **environment}
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code], env=env, capture_output=True, text=True, check=True
    ).stdout.strip()


@linux
@pytest.mark.parametrize("package", ["nn", "nn.runtime", "doctor"])
def test_networks_load_it_before_mlx_without_importing_torch(package: str) -> None:
    assert python(f"import whisper_diarize.{package}\n{TORCH_IS_MAPPED}") == "True False"


@linux
def test_networks_of_a_model_load_it_when_they_are_first_used() -> None:
    use = "from whisper_diarize.models import load_model\nmodel = load_model('bundled')\nmodel.embedding.dimensions\n"
    assert python(use + TORCH_IS_MAPPED) == "True False"


@linux
def test_off_leaves_mlx_as_it_is() -> None:
    assert python(f"import whisper_diarize.nn\n{TORCH_IS_MAPPED}", WHISPER_DIARIZE_BLAS="off") == "False False"


@linux
def test_it_can_be_asked_for_later() -> None:
    ask = "from whisper_diarize.blas import fast_blas; import whisper_diarize.nn; print(fast_blas().name)"
    assert python(ask) == "libtorch_cpu.so"
    assert python(ask.replace(".name", ""), WHISPER_DIARIZE_BLAS="off") == "None"


@linux
def test_it_is_too_late_when_mlx_is_there() -> None:
    code = f"import mlx.core\n{LOAD}\nprint(library)\n{TORCH_IS_MAPPED}"
    assert python(code) == "None\nFalse False"


def test_other_systems_are_left_alone() -> None:
    assert python(f"sys.platform = 'darwin'\n{LOAD}\nprint(library)") == "None"


def test_without_torch_nothing_happens() -> None:
    hidden = "import importlib.util; importlib.util.find_spec = lambda name: None"
    assert python(f"{hidden}\n{LOAD}\nprint(library)") == "None"


@linux
def test_library_that_cannot_be_loaded_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "torch" / "lib").mkdir(parents=True)
    (tmp_path / "torch" / "__init__.py").touch()
    (tmp_path / "torch" / "lib" / "libtorch_cpu.so").write_text("not a library")
    assert python(f"sys.path.insert(0, {str(tmp_path)!r})\n{LOAD}\nprint(library)") == "None"


@pytest.mark.parametrize("switch", ["auto", "off", "nonsense"])
def test_products_are_the_same_either_way(switch: str) -> None:
    product = python(f"{LOAD}\n{PRODUCT}", WHISPER_DIARIZE_BLAS=switch)
    assert float(product) == pytest.approx(90_000.0)


@linux
@pytest.mark.parametrize(("switch", "library"), [("auto", "libtorch_cpu"), ("off", "blas")])
def test_the_linker_says_whose_product_mlx_calls(switch: str, library: str, tmp_path: Path) -> None:
    log = {"LD_DEBUG": "bindings", "LD_DEBUG_OUTPUT": str(tmp_path / "linker")}
    python(f"{LOAD}\n{PRODUCT}", WHISPER_DIARIZE_BLAS=switch, **log)
    lines = "".join(path.read_text() for path in tmp_path.iterdir()).splitlines()
    bound = [line for line in lines if line.endswith("`sgemm_'") and "blas" in line.split(" to ")[0]]
    assert library in bound[0].split(" to ")[1]


@linux
def test_products_use_one_thread_only_while_asked_to() -> None:
    code = """
import ctypes
from whisper_diarize.blas import load_fast_blas, one_thread
load_fast_blas()
threads = ctypes.CDLL(None).mkl_serv_get_max_threads
before = threads()
with one_thread():
    print(threads())
print(threads() == before)
"""
    assert python(code) == "1\nTrue"


@linux
def test_last_thread_to_leave_restores_what_the_first_one_found() -> None:
    code = """
import ctypes, threading
from whisper_diarize.blas import load_fast_blas, one_thread
load_fast_blas()
threads = ctypes.CDLL(None).mkl_serv_get_max_threads
ctypes.CDLL(None).mkl_serv_set_num_threads(2)
first, second = one_thread(), one_thread()
first.__enter__()
second.__enter__()
first.__exit__(None, None, None)
print(threads())
second.__exit__(None, None, None)
print(threads())
"""
    assert python(code) == "1\n2"


def test_without_the_library_one_thread_changes_nothing() -> None:
    code = "from whisper_diarize.blas import one_thread\nwith one_thread():\n    print('inside')"
    assert python(code, WHISPER_DIARIZE_BLAS="off") == "inside"
