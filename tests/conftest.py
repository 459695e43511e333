"""Fixtures for all tests: samples, plugins, our commands run in this process, a tiny random Whisper."""

from __future__ import annotations

import importlib
import logging
import os
import sys
import tempfile
import types
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from typer.testing import CliRunner, Result

from tests.fakes.commands import Command
from tests.fakes.fake_hub import FakeHub
from tests.fakes.fake_index import FakeIndex
from tests.fakes.random_whisper import write_random_whisper
from whisper_diarize.blas import load_fast_blas
from whisper_diarize.cli import app

# No test asks the real hub, nor sees what the user has from it.
HF_HOME = tempfile.TemporaryDirectory()
for variable in [name for name in os.environ if name.startswith(("HF_", "HUGGING"))]:
    del os.environ[variable]
os.environ |= {"HF_HUB_OFFLINE": "1", "HF_HOME": HF_HOME.name}
# No test gets what another has kept, nor writes to the user's cache; those of the cache have one of their own.
os.environ |= {"WHISPER_DIARIZE_CACHE_SIZE": "0", "WHISPER_DIARIZE_CACHE_DIR": str(Path(HF_HOME.name) / "stages")}
# No test adds to what is known of the user's outputs.
os.environ["WHISPER_DIARIZE_STATE_DIR"] = str(Path(HF_HOME.name) / "state")
# No test sees or changes the user's library of voices; those of the library have one of their own.
os.environ["WHISPER_DIARIZE_DATA_DIR"] = str(Path(HF_HOME.name) / "data")
# No test sees the models that the user has from wheels.
os.environ["WHISPER_DIARIZE_MODELS_DIR"] = str(Path(HF_HOME.name) / "models")
# No test has the user's settings, nor those of a folder above this one.
os.environ["WHISPER_DIARIZE_CONFIG"] = "none"
# A few threads of BLAS that wait for each other are slower than one on a busy machine, as those that test often are.
os.environ.setdefault("OMP_NUM_THREADS", "1")
# mlx_whisper aligns words with two functions that take numba longer to compile than Python needs for our few seconds.
os.environ.setdefault("NUMBA_DISABLE_JIT", "1")
load_fast_blas()

settings.register_profile("quick", max_examples=15)

SAMPLES = Path(__file__).parents[1] / "samples"


@pytest.fixture(autouse=True)
def _logging() -> Iterator[None]:
    """Begin and end with logging as Python has it: commands configure it, also those that other fixtures run."""
    _reset_logging()
    yield
    _reset_logging()


def _reset_logging() -> None:
    logger = logging.getLogger("whisper_diarize")
    for one in (logger, *map(logger.getChild, ("hub", "wheels", "models", "caching"))):
        one.setLevel(logging.NOTSET)
    logger.handlers, logger.propagate = [], True


@pytest.fixture
def standup() -> Path:
    """A conversation of four people, made by us."""
    return SAMPLES / "standup.wav"


@pytest.fixture
def interview() -> Path:
    """A conversation of two people, made by us."""
    return SAMPLES / "interview.wav"


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Return a function that installs a plugin, as pip would: a module and a distribution with an entry point."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(str(site))

    def install_plugin(name: str, code: str) -> None:
        module = f"installed_{name}"
        (site / f"{module}.py").write_text(code)
        info = site / f"whisper_diarize_{name}-1.2.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: whisper-diarize-{name}\nVersion: 1.2\n")
        (info / "entry_points.txt").write_text(f"[whisper_diarize]\n{name} = {module}\n")
        monkeypatch.delitem(sys.modules, module, raising=False)
        importlib.invalidate_caches()

    return install_plugin


@pytest.fixture
def plugin() -> Callable[..., types.ModuleType]:
    """Return a function that makes a plugin module of hook implementations."""

    def make(name: str, *implementations: Callable[..., object]) -> types.ModuleType:
        module = types.ModuleType(name)
        for implementation in implementations:
            setattr(module, implementation.__name__, implementation)
        return module

    return make


@pytest.fixture
def transcribe() -> Command:
    """Return a function that runs `transcribe` with arguments."""
    return lambda *arguments: CliRunner().invoke(app.transcribe_app(), [str(argument) for argument in arguments])


@pytest.fixture
def whisper_diarize() -> Command:
    """Return a function that runs `whisper-diarize` with arguments."""

    def run(*arguments: object) -> Result:
        words = [str(argument) for argument in arguments]
        return CliRunner().invoke(app.group(words), words)

    return run


@pytest.fixture
def fake_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    """A hub on this machine, the only one that huggingface_hub knows; nothing of it is in the cache yet."""
    from huggingface_hub import constants

    from whisper_diarize.models import auto

    hub = FakeHub()
    monkeypatch.setattr(constants, "ENDPOINT", hub.url)
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", hub.url + "/{repo_id}/resolve/{revision}/{filename}")
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    auto.best.cache_clear()
    yield hub
    auto.best.cache_clear()
    hub.close()


@pytest.fixture
def fake_index(fake_hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeIndex:
    """A folder of wheels, the only index that pip knows; nothing of it has been downloaded yet."""
    folder = tmp_path / "index"
    folder.mkdir()
    for variable in [name for name in os.environ if name.startswith(("PIP_", "UV_"))]:
        monkeypatch.delenv(variable)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("WHISPER_DIARIZE_MODELS_DIR", str(tmp_path / "models"))
    return FakeIndex(folder)


@pytest.fixture(scope="session")
def make_whisper(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Write a random Whisper; keyword arguments change its dimensions."""

    def make(suffix: str = "safetensors", **changes: int) -> Path:
        return write_random_whisper(tmp_path_factory.mktemp("whisper"), suffix, **changes)

    return make


@pytest.fixture(scope="session")
def tiny_whisper(make_whisper: Callable[..., Path]) -> Path:
    """A folder with a random multilingual Whisper."""
    return make_whisper()
