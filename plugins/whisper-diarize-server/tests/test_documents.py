"""Transcripts that people correct: on a server, and on the disk."""

from __future__ import annotations

import asyncio
import io
import json
import re
import zipfile
from base64 import b64decode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient
from whisper_diarize_server.document import Document
from whisper_diarize_server.errors import ApiError
from whisper_diarize_server.remembering import Remembering
from whisper_diarize_server.review import build
from whisper_diarize_server.settings import EngineSettings
from whisper_diarize_server.trial import TrialServer, write_sound

from whisper_diarize import AttributedTranscript, read
from whisper_diarize.files import changes, undo

TOKEN = "first"  # noqa: S105  of a test


@pytest.fixture(name="server")
def share_server(open_server: TrialServer) -> TrialServer:
    return open_server


@pytest.fixture
def job(server: TrialServer, tmp_path: Path) -> Iterator[str]:
    """The address of a job that is done, with its recording."""
    recording = write_sound(tmp_path / "talk.wav")
    files, data = {"file": ("talk.wav", recording.read_bytes())}, {"model": "whisper-1", "diarize": "true", "keep": "1"}
    url = f"{server.url}/v1/jobs/{httpx2.post(f'{server.url}/v1/jobs', data=data, files=files).json()['id']}"
    httpx2.get(f"{url}/events", timeout=20)
    yield url
    httpx2.delete(url)


@pytest.fixture
def saved(tmp_path: Path, attributed_transcript: AttributedTranscript) -> Path:
    return attributed_transcript.save(tmp_path / "talk.json")


def renamed(contents: bytes, name: str) -> bytes:
    document = json.loads(contents)
    document["speakers"][0]["name"] = name
    return json.dumps(document).encode()


def test_document_is_saved_and_has_a_new_version(job: str) -> None:
    before = httpx2.get(f"{job}/document")
    changed = renamed(before.content, "Ann")
    answer = httpx2.put(f"{job}/document", content=changed, headers={"If-Match": before.headers["etag"]})
    after = httpx2.get(f"{job}/document")
    assert (answer.status_code, answer.headers["etag"]) == (200, after.headers["etag"])
    assert after.json()["speakers"][0]["name"] == "Ann"
    assert "Ann" in httpx2.get(f"{job}/result?response_format=diarized_json").text
    assert httpx2.get(job).json()["edited"] is True


def test_stale_version_is_answered_with_the_document(job: str) -> None:
    before = httpx2.get(f"{job}/document")
    version = {"If-Match": before.headers["etag"]}
    httpx2.put(f"{job}/document", content=renamed(before.content, "Ann"), headers=version)
    answer = httpx2.put(f"{job}/document", content=renamed(before.content, "Bob"), headers=version)
    assert (answer.status_code, answer.json()["speakers"][0]["name"]) == (412, "Ann")
    assert answer.headers["etag"] == httpx2.get(f"{job}/document").headers["etag"]


@pytest.mark.parametrize(
    ("contents", "headers", "status"),
    [(b"{}", {}, 428), (b"{}", {"If-Match": '"x"'}, 400), (b"[" * 10000, {"If-Match": '"x"'}, 400)],
    ids=["no version", "no transcript", "no JSON"],
)
def test_document_that_cannot_be_saved_changes_nothing(
    job: str, contents: bytes, headers: dict[str, str], status: int
) -> None:
    before = httpx2.get(f"{job}/document").content
    assert httpx2.put(f"{job}/document", content=contents, headers=headers).status_code == status
    assert httpx2.get(f"{job}/document").content == before


def test_exports_bear_the_new_name(job: str) -> None:
    assert httpx2.put(f"{job}/name", json={"name": "../Küche.wav"}).json()["name"] == "Küche.wav"
    exported = httpx2.get(f"{job}/document/export?format=all", timeout=60)
    names = zipfile.ZipFile(io.BytesIO(exported.content)).namelist()
    assert {"Küche.srt", "Küche.json", "Küche.rttm"} <= set(names)
    assert "filename*=UTF-8''K%C3%BCche.zip" in exported.headers["content-disposition"]
    assert httpx2.get(f"{job}/document/export?format=none").status_code == 400


def test_recording_is_kept_for_the_page_and_goes_with_the_job(job: str, server: TrialServer) -> None:
    page = httpx2.get(job.replace("/v1/jobs/", "/review/"))
    assert f'<meta name="save-to" content="{job.removeprefix(server.url)}/document">' in page.text
    part = httpx2.get(f"{job}/recording", headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, b"RIFF")
    httpx2.delete(job)
    assert not (server.folder / "jobs" / job.rpartition("/")[2]).exists()


@pytest.mark.parametrize(
    ("settings", "voice", "status", "param"),
    [
        (EngineSettings(), {"speaker": "SPEAKER_07", "consent": "asked"}, 400, "speaker"),
        (EngineSettings(), {"speaker": "SPEAKER_01", "consent": "asked"}, 400, "speaker"),  # it has no name
        (EngineSettings(), {"speaker": "SPEAKER_00", "consent": " \n"}, 400, "consent"),
        (
            EngineSettings(diarizer="none", options={"none": {"a": "b"}}, plugins=("whisper_diarize_server.plugin",)),
            {"speaker": "SPEAKER_00", "consent": "asked"},
            *(409, "speaker"),
        ),
    ],
    ids=["unknown", "without a name", "without consent", "no diarizer"],
)
def test_voice_that_cannot_be_remembered_is_told(
    saved: Path, settings: EngineSettings, voice: dict[str, str], status: int, param: str
) -> None:
    saved.write_bytes(renamed(saved.read_bytes(), "Ann"))
    recording = write_sound(saved.with_suffix(".wav"))
    with pytest.raises(ApiError) as caught:
        asyncio.run(Remembering(settings).learn(Document(saved), recording, voice["speaker"], voice["consent"]))
    assert (caught.value.status, caught.value.param) == (status, param)
    assert str(saved.parent) not in caught.value.message


@pytest.mark.parametrize("name", ["A\x00nn", "Ann\ud800", "A" * 1_000_000], ids=["NUL", "surrogate", "long"])
def test_voice_has_a_name_that_can_be_passed_on(saved: Path, name: str) -> None:
    saved.write_bytes(renamed(saved.read_bytes(), name))
    with pytest.raises(ApiError) as caught:
        asyncio.run(Remembering(EngineSettings()).learn(Document(saved), saved, "SPEAKER_00", "asked"))
    assert caught.value.param == "speaker"


def test_server_that_remembers_no_voices_refuses_to(job: str) -> None:
    answer = httpx2.post(f"{job}/voices", json={"speaker": "SPEAKER_00", "consent": "asked"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not_allowed")
    assert 'name="remember-to"' not in httpx2.get(job.replace("/v1/jobs/", "/review/")).text


@pytest.fixture
def page(saved: Path) -> Iterator[TestClient]:
    """A browser at the page of a document on the disk."""
    app = build(Document(saved), None, TOKEN, lambda: None)
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        yield client


def test_address_of_a_review_opens_one_browser(page: TestClient) -> None:
    assert page.get("/").status_code == 401
    assert page.get(f"/open?token={TOKEN}").status_code == 200
    assert 'content="/document"' in page.get("/").text
    page.cookies.clear()
    assert page.get(f"/open?token={TOKEN}").status_code == 403
    assert page.get("/document").status_code == 401


def test_page_of_a_review_has_the_waveform_and_asks_for_the_sound(saved: Path) -> None:
    app = build(Document(saved), write_sound(saved.with_suffix(".wav")), TOKEN, lambda: None)
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        client.get(f"/open?token={TOKEN}")
        about = json.loads(re.search(r'id="about">(.*?)</script>', client.get("/").text)[1])  # type: ignore[index]  # there, as the test would say
        sound = client.get(about["link"]).content
    assert (about["link"], sound) == ("/recording", saved.with_suffix(".wav").read_bytes())
    assert max(b64decode(about["peaks"])) > 0


def test_review_saves_into_the_file_and_can_be_undone(page: TestClient, saved: Path) -> None:
    first = saved.read_bytes()
    page.get(f"/open?token={TOKEN}")
    for name in ("Ann", "Bob"):
        before = page.get("/document")
        headers = {"If-Match": before.headers["etag"]}
        assert page.put("/document", content=renamed(before.content, name), headers=headers).status_code == 200
    assert read(saved).speakers[0].name == "Bob"
    assert [change.command for change in changes(saved)] == ["review"]  # one sitting, one step back
    undo(saved)
    assert saved.read_bytes() == first


def test_review_notices_another_program(page: TestClient, saved: Path) -> None:
    page.get(f"/open?token={TOKEN}")
    before = page.get("/document")
    saved.write_bytes(renamed(before.content, "Eve"))
    answer = page.put("/document", content=before.content, headers={"If-Match": before.headers["etag"]})
    assert answer.status_code == 412
    assert read(saved).speakers[0].name == "Eve"


# Any: a result of Typer's runner
def test_review_of_a_file_that_is_no_transcript_is_told(
    run_whisper_diarize: Callable[..., Any], tmp_path: Path
) -> None:
    from whisper_diarize_server import plugin

    path = tmp_path / "notes.json"
    path.write_text("{}")
    result = run_whisper_diarize("review", path, "--no-browser", plugins=(plugin,))
    assert result.exit_code == 1
    assert f"{path}: " in result.stderr
