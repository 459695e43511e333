"""The page in a real browser whose connection breaks: it connects again by itself, without gaps or repetitions."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from whisper_diarize_live.captions import Captions, Change
from whisper_diarize_live.serving import OPEN_PATHS, ServedCaptions, routes
from whisper_diarize_server.beside import serving

from tests.fakes.cutting import CuttingProxy
from whisper_diarize import Word

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PEOPLE = "Ann", "Bob"

pytestmark = pytest.mark.browser


class Talk:
    """Captions in which people take turns, a line each."""

    def __init__(self, name: str) -> None:
        self.captions = Captions()
        self.served = ServedCaptions(name)

    def say(self, num_lines: int) -> None:
        for _ in range(num_lines):
            first = len(self.captions.words)
            words = [Word(place / 10, (place + 1) / 10, f" w{place}") for place in range(first, first + 4)]
            added = self.captions.add(words, PEOPLE[first // 4 % 2])
            self.served.show(Change(first, first, added, (), (Word(90.0, 91.0, " maybe"),)), self.captions)

    def lines(self) -> list[str]:
        return [f"{speaker} {self.captions.text(places)}" for speaker, places in self.captions.lines()]


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    from playwright.sync_api import sync_playwright

    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()


def shown(page: Page) -> list[str]:
    return page.locator("#lines p").all_text_contents()


def test_a_connection_that_is_cut_within_events_is_taken_up_where_it_was(page: Page) -> None:
    talk = Talk("monday")
    with serving(routes(talk.served), OPEN_PATHS, "127.0.0.1", 0, option="--serve") as url:
        proxy = CuttingProxy(urlsplit(url).port or 0, "/events", cuts=(1500, 1000))
        with proxy.running() as port:
            talk.say(8)
            page.goto(f"http://127.0.0.1:{port}/")
            page.wait_for_selector("#lines p:nth-child(8)")
            talk.say(1)
            talk.served.end(talk.captions)
            page.wait_for_selector("#state:text-is('the recording is over')")
        talk.served.close()
    assert shown(page) == talk.lines()
    last_ids = [re.search(r"Last-Event-ID: \w+-(\d+)", header, re.IGNORECASE) for header in proxy.asked]
    assert last_ids[0] is None
    places = [int(found[1]) for found in last_ids[1:] if found]
    assert len(places) == 2
    assert 0 < places[0] < places[1] < 8


def test_a_server_that_was_started_again_is_found_again(page: Page) -> None:
    monday, tuesday = Talk("monday"), Talk("tuesday")
    with serving(routes(monday.served), OPEN_PATHS, "127.0.0.1", 0, option="--serve") as url:
        page.goto(url)
        monday.say(3)
        page.wait_for_selector("#lines p:nth-child(3)")
        monday.served.close()  # without an end, as a program that breaks
    page.wait_for_selector("#state:text-is('connecting again')")
    time.sleep(1.5)  # it asks in vain
    assert shown(page) == monday.lines()
    tuesday.say(2)
    with serving(routes(tuesday.served), OPEN_PATHS, "127.0.0.1", urlsplit(url).port or 0, option="--serve"):
        page.wait_for_selector("#name:text-is('tuesday')")
        tuesday.say(2)
        page.wait_for_selector("#lines p:nth-child(4)")
        assert shown(page) == tuesday.lines()
        assert page.text_content("#state") == "live"
        tuesday.served.close()
