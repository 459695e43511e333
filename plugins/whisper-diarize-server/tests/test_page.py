"""The page in a real browser: sent, watched, renamed, opened, corrected, deleted; a voice that is remembered."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Page, sync_playwright
from whisper_diarize_server.trial import TrialServer, trial_server, write_sound

from whisper_diarize import read
from whisper_diarize.identification import VoiceLibrary

pytestmark = pytest.mark.browser

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrialServer]:
    folder = tmp_path_factory.mktemp("server")
    environment = {"WHISPER_DIARIZE_API_KEY": "secret", "WHISPER_DIARIZE_DATA_DIR": str(folder / "data")}
    with trial_server(folder, "--diarizer", "voiced", "--remember-voices", environment=environment) as running:
        yield running


@pytest.fixture
def page(server: TrialServer) -> Iterator[Page]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        opened = browser.new_page()
        opened.goto(server.url)
        yield opened
        browser.close()


def post(server: TrialServer, recording: Path) -> str:
    """Return the id of a job that is done."""
    with httpx2.Client(headers={"Authorization": "Bearer secret"}, timeout=60) as http:
        fields = {"model": "whisper-1", "diarize": "1", "keep": "1"}
        answer = http.post(f"{server.url}/v1/jobs", files={"file": ("talk.wav", recording.read_bytes())}, data=fields)
        job: str = answer.json()["id"]
        http.get(f"{server.url}/v1/jobs/{job}/events")
    return job


def open_with_key(page: Page) -> None:
    page.fill("#key", "secret")
    page.click("text=Open")
    page.wait_for_selector("#login", state="hidden")


def test_recording_is_sent_watched_renamed_opened_and_deleted(page: Page, server: TrialServer, tmp_path: Path) -> None:
    asked: list[str] = []
    failures: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: failures.append(str(error)))
    open_with_key(page)
    page.wait_for_selector("#empty:not([hidden])")
    page.set_input_files("#files", str(write_sound(tmp_path / "talk <b>.wav")))
    page.wait_for_selector("#jobs .open")
    page.focus("#jobs > li")
    page.keyboard.press("F2")
    page.fill("#answer", "Monday.wav")
    page.keyboard.press("Enter")
    page.wait_for_selector("#jobs .name:text-is('Monday.wav')")
    page.focus("#jobs > li")
    page.keyboard.press("Enter")
    page.wait_for_url("**/review/job_*")
    page.wait_for_selector("text=hello")
    assert page.title().startswith("Monday")
    (document,) = server.folder.glob("jobs/*/document.json")
    assert read(document).name == "Monday"
    page.goto(server.url)
    page.wait_for_selector("#jobs > li")
    page.focus("#jobs > li")
    page.keyboard.press("Delete")
    page.click("#yes")
    page.wait_for_selector("#jobs > li", state="detached")
    assert list(server.folder.glob("jobs/*")) == []
    assert failures == []
    assert {url.split("/")[2] for url in asked} == {server.url.removeprefix("http://")}


def test_voice_is_remembered_if_it_is_ticked_and_the_person_agreed(
    page: Page, server: TrialServer, tmp_path: Path
) -> None:
    job = post(server, write_sound(tmp_path / "talk.wav", 36.0))
    open_with_key(page)
    page.goto(f"{server.url}/review/{job}")
    page.get_by_role("button", name="Speaker 1").first.click()
    page.fill("#speaker-name", "Ann")
    page.check("#remember-voice")
    page.fill("#remember-consent", "asked on 3 May")
    page.click("#speaker-dialog button.main")
    page.wait_for_selector("#status:has-text('Ann: 1 sample, 18 s of speech')", timeout=60_000)
    (person,) = VoiceLibrary(server.folder.parent / "data" / "voices.sqlite").people()
    assert (person.name, [one.consent for one in person.exemplars]) == ("Ann", ["asked on 3 May"])
