"""The door: keys, hosts, origins, limits and names."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2
import pytest
from whisper_diarize_server import plugin
from whisper_diarize_server.form import file_name
from whisper_diarize_server.trial import TrialServer, trial_server, write_sound

if TYPE_CHECKING:
    from typer.testing import Result

KEY = {"Authorization": "Bearer secret"}


@pytest.fixture(name="server")
def share_server(keyed_server: TrialServer) -> TrialServer:
    return keyed_server


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer secre"}, {"Authorization": "secret"}], ids=str)
def test_wrong_key_is_refused(server: TrialServer, headers: dict[str, str]) -> None:
    answer = httpx2.get(f"{server.url}/v1/models", headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "invalid_api_key")


@pytest.mark.parametrize("path", ["/ready", "/metrics", "/v1/jobs", "/v1/jobs/x/result", "/v1/nothing"])
def test_everything_but_health_needs_the_key(server: TrialServer, path: str) -> None:
    assert httpx2.get(server.url + path).status_code == 401
    assert httpx2.get(f"{server.url}/health").json() == {"status": "ok"}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:1"},
        {"Host": "evil.example"},
        {"Host": "evil.example:8000"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
    ids=str,
)
def test_request_of_another_site_is_refused(server: TrialServer, headers: dict[str, str]) -> None:
    answer = httpx2.post(f"{server.url}/v1/audio/transcriptions", headers=KEY | headers)
    assert answer.status_code == 403


def test_own_origin_is_accepted(server: TrialServer) -> None:
    assert httpx2.get(f"{server.url}/v1/models", headers=KEY | {"Origin": server.url}).status_code == 200


def metrics(server: TrialServer) -> dict[str, float]:
    lines = httpx2.get(f"{server.url}/metrics", headers=KEY).text.splitlines()
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if line[0] != "#")}


def test_metrics_have_the_jobs(server: TrialServer, tmp_path: Path) -> None:
    before = metrics(server)
    recording = write_sound(tmp_path / "talk.wav", 0.625)
    files, data = {"file": ("talk.wav", recording.read_bytes())}, {"model": "whisper-1"}
    httpx2.post(f"{server.url}/v1/audio/transcriptions", headers=KEY, files=files, data=data, timeout=20)
    names = ('whisper_diarize_jobs_ended_total{status="done"}', "whisper_diarize_audio_seconds_total")
    assert [metrics(server)[name] - before.get(name, 0.0) for name in names] == [1.0, 0.625]


def test_unknown_path_has_four_keys(server: TrialServer) -> None:
    error = httpx2.get(f"{server.url}/v1/nothing", headers=KEY).json()["error"]
    assert set(error) == {"message", "type", "param", "code"}


def test_description_of_the_api_asks_no_other_server(server: TrialServer) -> None:
    page = httpx2.get(f"{server.url}/docs")
    assert "known_speaker_references[]" in page.text
    assert [text for text in ("http://", "https://", "<script") if text in page.text] == []


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\talks\\mon.wav", "mon.wav"),
        ("..", "recording"),
        ("\x1b[2Ja\u202eb.wav", "[2Jab.wav"),
        ("", "recording"),
        ("x" * 300 + ".wav", "x" * 196 + ".wav"),
    ],
)
def test_name_of_an_upload_is_no_path(given: str, kept: str) -> None:
    assert file_name(given) == kept


def test_open_address_without_a_key_is_refused(
    run_whisper_diarize: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WHISPER_DIARIZE_API_KEY", raising=False)
    result = run_whisper_diarize("serve", "--host", "0.0.0.0", plugins=(plugin,))  # noqa: S104  it is refused
    assert result.exit_code == 2
    assert "others could use this server; set a key" in result.stderr


def test_address_that_is_taken_is_told(run_whisper_diarize: Callable[..., Result], tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = run_whisper_diarize("serve", "--port", port, "--data-dir", tmp_path, plugins=(plugin,))
    assert result.exit_code == 2
    assert "cannot listen there" in result.stderr


def test_engine_that_cannot_be_had_ends_the_server(tmp_path: Path) -> None:
    with (
        pytest.raises(RuntimeError, match="there is no transcriber 'none'"),
        trial_server(tmp_path, "--transcriber", "none"),
    ):
        pass
