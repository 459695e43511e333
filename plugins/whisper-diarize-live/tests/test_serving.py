"""The page of captions: who may see it, and what a browser is told that comes late, or comes again."""

from __future__ import annotations

import contextlib
import http.client
import json
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from whisper_diarize_live.captions import Captions, Change
from whisper_diarize_live.choosing import address_of, shown_in
from whisper_diarize_live.serving import OPEN_PATHS, ServedCaptions, routes
from whisper_diarize_server.beside import serving

from whisper_diarize import OptionError, Word

KEY = "WHISPER_DIARIZE_API_KEY"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class Talk:
    """Captions that a test writes, and the browsers' view of them."""

    def __init__(self) -> None:
        self.captions = Captions()
        self.served = ServedCaptions("monday <b>")

    def say(self, text: str, speaker: str, tentative: str = "") -> None:
        start = float(len(self.captions.words))
        words = [Word(start + place, start + place + 0.9, f" {word}") for place, word in enumerate(text.split())]
        added = self.captions.add(words, speaker)
        maybe = (Word(90.0, 91.0, tentative),) if tentative else ()
        self.served.show(Change(start, start, added, (), maybe), self.captions)

    def revise(self, places: list[int], speaker: str) -> None:
        for place in places:
            self.captions.speakers[place] = speaker
        end = len(self.captions.words)
        self.served.show(Change(99.0, 99.0, range(end, end), tuple(places), ()), self.captions)


@pytest.fixture
def talk() -> Talk:
    return Talk()


@pytest.fixture
def address(talk: Talk) -> Iterator[str]:
    with serving(routes(talk.served), OPEN_PATHS, "127.0.0.1", 0, option="--serve") as url:
        yield url.removeprefix("http://").rstrip("/")
        talk.served.close()


class Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: str


def answer(address: str, path: str, **headers: str) -> Answer:
    with contextlib.closing(http.client.HTTPConnection(address, timeout=20)) as connection:
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return Answer(response.status, dict(response.getheaders()), response.read().decode())


def events(address: str, last_id: str = "") -> list[tuple[str, str, dict[str, object]]]:
    """Return id, kind and data of all events of captions that are over."""
    blocks = answer(address, "/events", **{"Last-Event-ID": last_id}).body.strip().split("\n\n")
    fields = [dict(line.split(": ", 1) for line in block.split("\n")) for block in blocks if "data: " in block]
    return [(block.get("id", ""), block["event"], json.loads(block["data"])) for block in fields]


def test_a_browser_that_comes_again_is_told_of_all_that_it_missed(talk: Talk, address: str) -> None:
    talk.say("one two", "?")
    talk.revise([0, 1], "SPEAKER_00")
    talk.say("three", "SPEAKER_01", tentative=" four")
    talk.served.end(talk.captions)
    everything = events(address)
    assert [kind for _, kind, _ in everything] == ["begun", "words", "speaker_revised", "words", "ended", "tentative"]
    assert everything[2][2]["places"] == [0, 1]
    missed = events(address, everything[1][0])
    assert [kind for _, kind, _ in missed] == ["speaker_revised", "words", "ended", "tentative"]


@pytest.mark.parametrize("last_id", ["other-3", "3", "x-y-z", ""])
def test_a_browser_that_comes_from_another_recording_begins_anew(talk: Talk, address: str, last_id: str) -> None:
    talk.served.end(talk.captions)
    assert [kind for _, kind, _ in events(address, last_id)] == ["begun", "ended"]


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}])
def test_pages_of_other_sites_are_refused(address: str, headers: dict[str, str]) -> None:
    assert answer(address, "/events", **headers).status == 403


def test_the_page_loads_from_this_server_only(address: str) -> None:
    response = answer(address, "/")
    assert (response.status, response.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert [answer(address, path).status for path in ("/page.js", "/page.css", "/favicon.ico")] == [200, 200, 204]


def test_others_need_a_key(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY, raising=False)
    with (
        pytest.raises(OptionError, match=r"--serve 0.0.0.0: others could use this server; set a key in WHISPER"),
        serving(routes(talk.served), OPEN_PATHS, "0.0.0.0", 0, option="--serve"),  # noqa: S104  that is refused
    ):
        pass
    monkeypatch.setenv(KEY, "secret")
    with serving(routes(talk.served), OPEN_PATHS, "127.0.0.1", 0, option="--serve") as url:
        address = url.removeprefix("http://").rstrip("/")
        talk.served.end(talk.captions)
        assert answer(address, "/events").status == 401
        assert answer(address, "/events", Authorization="Bearer secret").status == 200
        assert answer(address, "/").status == 200


def test_without_the_plugin_server_a_line_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "whisper_diarize_server.beside", None)
    with (
        pytest.raises(OptionError, match="pip install whisper-diarize-server"),
        shown_in(None, None, "0", tmp_path.name),
    ):
        pass


@pytest.mark.parametrize(
    ("text", "expected"),
    [("8001", ("127.0.0.1", 8001)), ("0.0.0.0:1", ("0.0.0.0", 1)), ("[::1]:80", ("::1", 80))],  # noqa: S104
)
def test_an_address_has_a_port_and_maybe_a_host(text: str, expected: tuple[str, int]) -> None:
    assert address_of(text) == expected


@pytest.mark.parametrize("text", ["", "host", "host:", "70000", "1:-2"])
def test_an_address_without_a_port_is_refused(text: str) -> None:
    with pytest.raises(OptionError, match="give a port"):
        address_of(text)


@pytest.mark.browser
def test_a_phone_shows_lines_that_stay_and_grey_words(talk: Talk, address: str) -> None:
    from playwright.sync_api import sync_playwright

    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 360, "height": 640})
        failures: list[str] = []
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.goto(f"http://{address}/")
        talk.say("<i>hello</i> there.", "?", tentative=" maybe")
        page.wait_for_selector("#tentative:text-is('maybe')")
        assert page.text_content("#lines p") == "? <i>hello</i> there."
        talk.revise([0, 1], "SPEAKER_00")
        talk.say("yes", "SPEAKER_01")
        page.wait_for_selector("#lines p:nth-child(2)")
        assert page.locator("#lines p").all_text_contents() == ["SPEAKER_00 <i>hello</i> there.", "SPEAKER_01 yes"]
        colours = [page.eval_on_selector(f".voice{n}", "one => getComputedStyle(one).color") for n in range(2)]
        assert colours[0] != colours[1]
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        talk.served.end(talk.captions)
        page.wait_for_selector("#state:text-is('the recording is over')")
        browser.close()
    assert failures == []
