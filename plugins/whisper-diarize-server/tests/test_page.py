"""The page in a real browser: sent, watched, renamed, opened, corrected, deleted."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright
from whisper_diarize_server.trial import TrialServer, trial_server, write_sound

from whisper_diarize import read

pytestmark = pytest.mark.browser

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrialServer]:
    environment = {"WHISPER_DIARIZE_API_KEY": "secret"}
    with trial_server(tmp_path_factory.mktemp("server"), environment=environment) as running:
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


def test_recording_is_sent_watched_renamed_opened_and_deleted(page: Page, server: TrialServer, tmp_path: Path) -> None:
    asked: list[str] = []
    failures: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.fill("#key", "secret")
    page.click("text=Open")
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
