"""The page that a server keeps: it puts the document there, and asks where another has put one meanwhile."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.review.page.test_kept import correct, listed, talk, turns
from whisper_diarize.formats import Json, parse_json
from whisper_diarize.records import AttributedTranscript
from whisper_diarize.review import Html, HtmlOptions
from whisper_diarize.review import correct as corrected

pytestmark = pytest.mark.browser

URL = "http://review.test/talks/7"


@dataclass
class FakeServer:
    """Keep a document as the server does; `refusals` are answers that come first."""

    document: str
    version: int = 1
    refusals: list[int] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def answer(self, route: Route) -> None:
        request = route.request
        self.asked.append(f"{request.method} {request.url.removeprefix('http://review.test')}")
        if "/export" in request.url:
            route.fulfill(body=b"PK a docx", content_type="application/octet-stream")
        elif request.method == "GET":
            options = HtmlOptions(save_to="/talks/7/document", document_version=str(self.version))
            route.fulfill(body=Html(options).render(parse_json(self.document)), content_type="text/html")
        elif self.refusals:
            route.fulfill(status=self.refusals.pop(0))
        elif request.headers["if-match"] != f'"{self.version}"':
            route.fulfill(status=412, body=self.document, headers={"ETag": f'"{self.version}"'})
        else:
            self.put(request.post_data or "")
            route.fulfill(status=200, headers={"ETag": f'"{self.version}"'})

    def put(self, document: str) -> None:
        self.document, self.version = document, self.version + 1

    def put_edited(self, word: int, text: str) -> None:
        """Keep what another person makes of the document."""
        self.put(Json().render(corrected(parse_json(self.document), word, text)))

    @property
    def text(self) -> str:
        return parse_json(self.document).text


@pytest.fixture
def server() -> FakeServer:
    return FakeServer(Json().render(talk()))


@pytest.fixture
def open_page(browser: Browser, server: FakeServer) -> Iterator[Callable[[], Page]]:
    with browser.new_context(viewport={"width": 1200, "height": 800}) as context:
        context.route("**/*", server.answer)

        def open_it() -> Page:
            page = context.new_page()
            page.goto(URL)
            return page

        yield open_it


def said(page: Page, text: str) -> None:
    """Wait until the page says so of its document."""
    page.get_by_text(f"· {text}", exact=True).wait_for(timeout=10_000)


def test_correction_is_on_the_server_a_moment_later(open_page: Callable[[], Page], server: FakeServer) -> None:
    page = open_page()
    correct(page, "five", "fife")
    said(page, "Saved")
    assert (server.version, server.text) == (2, "one two three four fife six seven eight nine")

    page.reload()

    assert turns(page)[1] == ["B", "four fife six"]
    assert page.locator("#undo").is_disabled()


def test_document_on_the_server_is_the_one_that_the_page_exports(
    open_page: Callable[[], Page], server: FakeServer
) -> None:
    page = open_page()
    correct(page, "five", "fife")
    said(page, "Saved")
    assert server.document == Json().render(corrected(parse_json(Json().render(talk())), 4, "fife"))


def test_server_that_fails_is_asked_again_and_the_page_is_not_left_before(
    open_page: Callable[[], Page], server: FakeServer
) -> None:
    server.refusals = [503]
    page = open_page()
    correct(page, "five", "fife")
    said(page, "Not saved: the server answers 503. It is tried again.")
    with page.expect_event("dialog") as asked:
        page.close(run_before_unload=True)
    asked.value.dismiss()

    said(page, "Saved")

    assert server.text == "one two three four fife six seven eight nine"


CHOICES = [
    ("Take theirs", "one two three four five six seven eight ten", "talk.mine.json"),
    ("Keep mine", "one two three four fife six seven eight nine", "talk.theirs.json"),
    ("Keep both", "one two three four fife six seven eight ten", "talk.mine.json"),
]


@pytest.mark.parametrize(("choice", "text", "file"), CHOICES, ids=[choice for choice, _, _ in CHOICES])
def test_choice_where_another_has_saved_meanwhile(
    open_page: Callable[[], Page], server: FakeServer, choice: Any, text: Any, file: Any
) -> None:
    page = open_page()
    server.put_edited(8, "ten")
    correct(page, "five", "fife")
    page.get_by_role("dialog", name="Changed on the server").wait_for()
    assert "It lacks 1 correction of yours." in str(page.locator("#conflict-said").text_content())

    with page.expect_download() as download:
        page.get_by_role("button", name=choice).click()
    said(page, "Saved")

    assert download.value.suggested_filename == file
    assert " ".join(words for _, words in turns(page)) == text
    assert server.text == text


def test_corrections_that_do_not_fit_what_another_has_saved_are_listed(
    open_page: Callable[[], Page], server: FakeServer
) -> None:
    page = open_page()
    server.put_edited(4, "fine")
    correct(page, "five", "fife")
    page.get_by_role("button", name="Keep both").click()
    said(page, "Saved")

    assert turns(page)[1] == ["B", "four fine six"]
    assert listed(page) == [["0:02", "“five” becomes “fife”", "it is “fine” now"]]


def test_docx_comes_from_the_server(open_page: Callable[[], Page], server: FakeServer) -> None:
    page = open_page()
    page.locator("summary").click()
    with page.expect_download() as download:
        page.locator("#export-docx").click()
    assert download.value.suggested_filename == "talk.docx"
    assert server.asked[-1] == "GET /talks/7/document/export?format=docx"


def test_only_a_served_page_may_ask_its_server(transcript: AttributedTranscript) -> None:
    served = Html(HtmlOptions(save_to='/a"b', document_version="1", recording_url="/a.wav")).render(transcript)
    assert '<meta name="save-to" content="/a&quot;b">\n<meta name="document-version" content="1">' in served
    assert "connect-src 'self'" in served
    assert json.dumps("/a.wav") in served
    alone = Html().render(transcript)
    assert "connect-src" not in alone
    assert '<meta name="save-to"' not in alone
