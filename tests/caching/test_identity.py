"""The version of the code of which results are kept."""

from pathlib import Path

import pytest

from tests.architecture.test_imports import ALLOWED
from whisper_diarize.caching import identity
from whisper_diarize.caching.diarizer import INFERENCE_CODE, PRECOMPUTE_CODE
from whisper_diarize.caching.identity import PACKAGE, code_version
from whisper_diarize.version import __version__

FETCHING = {"hub", "files", "catalogue", "wheels", "registry", "component_options"}
NO_COMPUTING = {"errors", "records", "protocols", "cancellation"} | FETCHING


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of two rooms and a module."""
    for name in ("room/kernels/fast.py", "room/slow.py", "other/more.py", "module.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    monkeypatch.setattr(identity, "PACKAGE", tmp_path)
    monkeypatch.setattr(identity, "code_version", code_version.__wrapped__)
    return tmp_path


def test_version_of_the_package_is_part_of_the_codes(package: Path) -> None:
    assert identity.code_version("room").startswith(f"{__version__} ")


@pytest.mark.parametrize("name", ["room/kernels/fast.py", "module.py"])
def test_whoever_changes_the_code_has_another_version(package: Path, name: str) -> None:
    before = identity.code_version("room", "module.py")
    (package / name).write_text("changed")
    assert identity.code_version("room", "module.py") != before


def test_file_that_comes_or_moves_is_another_version(package: Path) -> None:
    before = identity.code_version("room")
    (package / "room" / "slow.py").rename(package / "room" / "slower.py")
    assert identity.code_version("room") != before


def test_other_rooms_do_not_matter(package: Path) -> None:
    before = identity.code_version("room", "module.py")
    (package / "other" / "more.py").write_text("changed")
    assert identity.code_version("room", "module.py") == before


def test_networks_are_part_of_the_inferences_code() -> None:
    assert all((PACKAGE / room).exists() for room in PRECOMPUTE_CODE)
    assert {"nn", "weights", "diarization"} < set(INFERENCE_CODE)


def test_all_that_the_diarizer_computes_with_is_part_of_its_code() -> None:
    reached, found = set(), {"diarization"}  # type: ignore[var-annotated]  # of any kind
    while reached != found:
        reached, found = found, found | {room for name in found for room in ALLOWED[name]}
    assert {name.removesuffix(".py") for name in PRECOMPUTE_CODE} == found - NO_COMPUTING
