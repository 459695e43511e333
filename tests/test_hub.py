"""The hub, as a server on this machine plays it."""

import contextlib
import logging
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, NoReturn

import pytest
from huggingface_hub import constants

from tests.fakes.fake_hub import COMMIT, FakeHub, Repository
from whisper_diarize import hub
from whisper_diarize.errors import HubError
from whisper_diarize.hub import timeouts
from whisper_diarize.hub.cache import folder

pytestmark = pytest.mark.slow

REPOSITORY = "someone/model"
WEIGHTS = bytes(range(256)) * 40


@pytest.fixture
def repository(fake_hub: FakeHub) -> Repository:
    return fake_hub.add(REPOSITORY, {"config.json": b"{}", "weights.npz": WEIGHTS})


def download(*names: str, revision: str | None = None) -> Path:
    listing = hub.ask(REPOSITORY, revision)
    return hub.download(listing, [listing.files[name] for name in names], revision)


def gets(fake_hub: FakeHub, name: str) -> list[Any]:
    return [request for request in fake_hub.requests if request.method == "GET" and request.path.endswith(name)]


def test_listing_has_commit_sizes_and_published_checksums(repository: Repository) -> None:
    listing = hub.ask(REPOSITORY)
    assert listing.commit == COMMIT
    assert listing.files["weights.npz"] == hub.HubFile("weights.npz", len(WEIGHTS), repository.sha256("weights.npz"))


def test_downloaded_files_are_in_one_folder_and_found_again_without_asking(
    fake_hub: FakeHub, repository: Repository
) -> None:
    there = download("config.json", "weights.npz")
    assert (there / "weights.npz").read_bytes() == WEIGHTS
    fake_hub.requests.clear()
    assert hub.cached(REPOSITORY, ["config.json", "weights.npz"]) == there
    assert fake_hub.requests == []


def test_newest_commit_at_the_first_download_is_kept_for_good(fake_hub: FakeHub, repository: Repository) -> None:
    there = download("weights.npz")
    repository.commit = "f" * 40
    assert hub.cached(REPOSITORY, ["weights.npz"]) == there


@pytest.mark.parametrize("revision", [COMMIT, COMMIT[:8]])
def test_commit_is_found_by_its_first_digits(repository: Repository, revision: str) -> None:
    there = download("weights.npz", revision=COMMIT)
    assert hub.snapshot(REPOSITORY, revision) == there


def test_folder_that_lacks_a_file_is_not_taken(repository: Repository) -> None:
    download("weights.npz")
    assert hub.cached(REPOSITORY, ["weights.npz", "config.json"]) is None


def test_download_that_was_cut_goes_on_where_it_was_cut(
    fake_hub: FakeHub, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeouts, "CHUNK_BYTES", 1000)
    fake_hub.cut_after = 5500
    there = download("weights.npz")
    assert (there / "weights.npz").read_bytes() == WEIGHTS
    assert [request.range for request in gets(fake_hub, "weights.npz")] == [None, "bytes=5000-"]


def test_download_that_was_stopped_goes_on_in_the_next_run(fake_hub: FakeHub, repository: Repository) -> None:
    part = folder(REPOSITORY) / "blobs" / f"{repository.sha256('weights.npz')}.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(WEIGHTS[:6000])
    there = download("weights.npz")
    assert (there / "weights.npz").read_bytes() == WEIGHTS
    assert [request.range for request in gets(fake_hub, "weights.npz")] == ["bytes=6000-"]
    assert not part.exists()


@pytest.mark.parametrize("remains", [b"something else", WEIGHTS + b"more"], ids=["other", "longer"])
def test_remains_of_another_file_are_thrown_away(repository: Repository, remains: bytes) -> None:
    part = folder(REPOSITORY) / "blobs" / f"{repository.sha256('weights.npz')}.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(remains)
    with contextlib.suppress(HubError):
        download("weights.npz")
    assert (download("weights.npz") / "weights.npz").read_bytes() == WEIGHTS


def test_checksum_that_we_know_counts_more_than_the_published_one(repository: Repository) -> None:
    listing = hub.ask(REPOSITORY)
    with pytest.raises(HubError, match="does not have the checksum"):
        hub.download(listing, [hub.HubFile("weights.npz", None, "0" * 64)])
    assert hub.cached(REPOSITORY, ["weights.npz"]) is None


def test_file_that_is_not_what_was_published_is_removed_and_downloaded_anew(
    fake_hub: FakeHub, repository: Repository
) -> None:
    repository.published["weights.npz"] = "0" * 64
    with pytest.raises(
        HubError,
        match=r"weights.npz of someone/model does not have the checksum that was published for it, and was removed; "
        r"try again",
    ):
        download("weights.npz")
    assert not [path for path in folder(REPOSITORY).rglob("*") if path.is_file()]
    repository.published.clear()
    assert (download("weights.npz") / "weights.npz").read_bytes() == WEIGHTS


def test_file_that_was_damaged_on_this_machine_is_noticed(repository: Repository) -> None:
    path = download("weights.npz") / "weights.npz"
    path.write_bytes(b"damaged")
    with pytest.raises(HubError, match="does not have the checksum"):
        hub.check(REPOSITORY, path)
    assert hub.cached(REPOSITORY, ["weights.npz"]) is None


def test_gated_repository_says_in_one_sentence_what_to_click_and_which_variable_to_set(repository: Repository) -> None:
    repository.gated = True
    with pytest.raises(HubError) as caught:
        download("weights.npz")
    assert caught.value.cause == "is gated"
    assert str(caught.value) == (
        "someone/model is gated: log in at https://huggingface.co/someone/model, click 'Agree and access repository', "
        "and set HF_TOKEN to a token from https://huggingface.co/settings/tokens"
    )


@pytest.mark.parametrize(("token", "cause"), [("refused", "is gated"), ("welcome", None)])
def test_token_opens_a_gated_repository_if_its_owner_agrees(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, token: str, cause: str | None
) -> None:
    repository.gated = True
    monkeypatch.setenv("HF_TOKEN", token)
    outcome = None
    try:
        download("weights.npz")
    except HubError as error:
        outcome = error.cause
    assert outcome == cause


def test_missing_repository(fake_hub: FakeHub) -> None:
    with pytest.raises(HubError, match=r"there is no https://huggingface.co/nobody/nothing, or it is private"):
        hub.ask("nobody/nothing")


def test_revision_that_is_gone_is_not_replaced_by_another(repository: Repository) -> None:
    with pytest.raises(HubError, match="has no revision eeee; name the repository itself to take its newest"):
        hub.ask(REPOSITORY, "eeee")


def test_broken_hub(fake_hub: FakeHub) -> None:
    fake_hub.status = 500
    with pytest.raises(HubError, match=r"huggingface.co refused it .*500.*; try again later"):
        hub.ask(REPOSITORY)


def test_cache_that_cannot_be_written_is_not_taken_for_a_broken_connection(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "file"))
    with pytest.raises(HubError, match=r"it cannot be stored .*file.*; make room for it, or set HF_HOME"):
        download("weights.npz")


def test_closed_port_is_no_connection(fake_hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setattr(constants, "ENDPOINT", f"http://127.0.0.1:{server.getsockname()[1]}")
    with pytest.raises(HubError) as caught:
        hub.ask(REPOSITORY)
    assert caught.value.cause == "no connection"


def test_hub_that_never_answers_is_given_up(
    fake_hub: FakeHub, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeouts, "HUB_SECONDS", 0.2)
    fake_hub.hang_at = "model"
    with pytest.raises(HubError, match="cannot be reached"):
        hub.ask(REPOSITORY)


def test_name_server_that_never_answers_is_given_up(fake_hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    released = threading.Event()

    def never(*_: object, **__: object) -> NoReturn:
        released.wait()
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", never)
    monkeypatch.setattr(timeouts, "HUB_SECONDS", 0.1)
    with pytest.raises(HubError, match=r"cannot be reached \(no answer for 0.2 s\); connect to the internet once"):
        hub.ask(REPOSITORY)
    released.set()


IMPATIENT = """
from whisper_diarize import errors, hub
from whisper_diarize.hub import timeouts
timeouts.SILENT_SECONDS = 0.5
try:
    listing = hub.ask("someone/model")
    timeouts.HUB_SECONDS = 0.2
    hub.download(listing, list(listing.files.values()))
except errors.HubError as error:
    print(error.cause)
"""


@pytest.mark.parametrize("hang_at", ["HEAD", "weights.npz"])
def test_download_that_stalls_is_given_up(
    fake_hub: FakeHub, repository: Repository, tmp_path: Path, hang_at: str
) -> None:
    fake_hub.hang_at = hang_at
    result = subprocess.run(
        [sys.executable, "-c", IMPATIENT],
        env=os.environ | {"HF_ENDPOINT": fake_hub.url, "HF_HOME": str(tmp_path), "HF_HUB_OFFLINE": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.stdout, result.stderr) == ("no connection\n", "")


def test_offline_asks_nobody(fake_hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(HubError, match="--offline or HF_HUB_OFFLINE forbids to download it; do so once without"):
        hub.ask(REPOSITORY)
    assert fake_hub.requests == []


@pytest.mark.parametrize("variable", ["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"])
def test_token_of_the_environment_is_known(fake_hub: FakeHub, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", "/no/such/file")
    assert not hub.has_token()
    monkeypatch.setenv(variable, "hf_x")
    assert hub.has_token()


def test_stored_token_is_known(fake_hub: FakeHub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("hf_x")
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "token"))
    assert hub.has_token()


def test_what_is_downloaded_is_said_with_its_size(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    hub.announce("a model", [hub.HubFile("a", 32_400_000), hub.HubFile("b", 100_000)])
    assert caplog.messages == ["downloading a model (32 MB) from huggingface.co, once"]
