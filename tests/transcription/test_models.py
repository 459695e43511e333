"""Names of models, and the hub: none of these tests leaves this machine."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.fake_hub import FakeHub
from whisper_diarize.errors import ModelError, OptionError
from whisper_diarize.transcription.models import MLX


@pytest.mark.parametrize(
    "name", [*MLX.repositories, "someone/some-whisper.v1", "/models", ".", "./models/tiny", "~/tiny"]
)
def test_names_repositories_and_folders_are_accepted(name: str) -> None:
    MLX.check_name(name)


@pytest.mark.parametrize("name", ["gigantic", "", "a/b/c", "https://huggingface.co/a/b", "a b/c"])
def test_other_names_are_an_error_that_lists_the_known_ones(name: str) -> None:
    with pytest.raises(OptionError) as caught:
        MLX.check_name(name)

    assert str(caught.value) == (
        f"there is no Whisper model '{name}'; there is: tiny, tiny.en, base, base.en, small, small.en, medium, "
        "medium.en, large, large-v2, large-v3, large-v3-turbo, turbo; "
        "or name a folder, or a repository of huggingface.co as owner/name"
    )


def test_the_nearest_name_is_suggested() -> None:
    with pytest.raises(OptionError, match="there is no Whisper model 'tinny'; did you mean tiny\\? there is: tiny, "):
        MLX.check_name("tinny")


def test_folder_is_used_as_it_is(tiny_whisper: Path) -> None:
    assert MLX.find(str(tiny_whisper)) == tiny_whisper


def test_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"gone: there is no such folder; name one that holds config.json"):
        MLX.find(str(tmp_path / "gone"))


@pytest.mark.parametrize(
    ("present", "absent"), [("config.json", "weights.safetensors"), ("weights.npz", "config.json")]
)
def test_folder_that_lacks_a_file(tmp_path: Path, present: str, absent: str) -> None:
    (tmp_path / present).touch()
    with pytest.raises(ModelError, match=f"there is no {absent}.* in it; name a folder with a Whisper model for MLX"):
        MLX.find(str(tmp_path))


FIND = """
import sys
from whisper_diarize.errors import ModelError
from whisper_diarize.transcription.models import MLX
try:
    MLX.find("tiny")
except ModelError as error:
    print(error)
"""


def find_tiny(tmp_path: Path, code: str = FIND, **environment: str) -> str:
    """Look for a model in a fresh interpreter: huggingface_hub reads its settings when it is imported."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "HTTP", "http", "ALL_"))}
    result = subprocess.run(
        [sys.executable, "-c", code],
        env=clean | {"HF_HOME": str(tmp_path)} | environment,
        cwd=Path.cwd(),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert result.stderr == ""
    return result.stdout.strip()


TINY = "the model mlx-community/whisper-tiny-mlx is not on this machine, and "


def test_model_is_downloaded_once(fake_hub: FakeHub) -> None:
    fake_hub.add("mlx-community/whisper-tiny-mlx", {"config.json": b"{}", "weights.npz": b"weights", "large.bin": b""})
    folder = MLX.find("tiny")
    fake_hub.requests.clear()
    assert MLX.find("tiny") == folder
    assert sorted(path.name for path in folder.iterdir()) == ["config.json", "weights.npz"]
    assert fake_hub.requests == []


def test_repository_without_a_whisper_model(fake_hub: FakeHub) -> None:
    fake_hub.add("someone/else", {"README.md": b""})
    with pytest.raises(ModelError, match=r"huggingface.co/someone/else is not a Whisper model for MLX"):
        MLX.find("someone/else")


def test_hub_without_the_model(fake_hub: FakeHub) -> None:
    with pytest.raises(ModelError, match=re.escape(f"{TINY}there is no https://huggingface.co/mlx-community/whisper-")):
        MLX.find("tiny")


NO_SOCKETS = """
import socket, sys
def refuse(*_, **__):
    raise AssertionError("a socket was opened")
socket.socket.__init__ = socket.create_connection = socket.getaddrinfo = refuse
"""


def test_offline_mode_opens_no_socket(tmp_path: Path) -> None:
    message = find_tiny(tmp_path, NO_SOCKETS + FIND, HF_HUB_OFFLINE="1")

    assert message == (
        f"{TINY}--offline or HF_HUB_OFFLINE forbids to download it; do so once without, "
        "or name a folder that holds the model"
    )


def test_model_that_was_downloaded_before_opens_no_socket(tmp_path: Path) -> None:
    repository = tmp_path / "hub" / "models--mlx-community--whisper-tiny-mlx"
    snapshot = repository / "snapshots" / ("0" * 40)
    snapshot.mkdir(parents=True)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text("0" * 40, encoding="utf-8")
    for name in ("config.json", "weights.npz"):
        (snapshot / name).touch()

    found = find_tiny(tmp_path, NO_SOCKETS + FIND.replace('MLX.find("tiny")', 'print(MLX.find("tiny"))'))

    assert found == str(snapshot)


@pytest.mark.parametrize("name", ["~nobody-of-that-name/x", "/" + "x" * 5000, "/a\0b"])
def test_a_folder_that_cannot_be_looked_up_is_not_there(name: str) -> None:
    with pytest.raises(ModelError, match="there is no such folder"):
        MLX.find(name)
