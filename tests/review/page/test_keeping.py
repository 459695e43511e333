"""Files, other documents and versions on the review page."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.review.page.test_kept import talk, turns
from tests.review.page.test_typing import OpenPage, document, keys, open_page
from whisper_diarize.formats import Json, parse_json
from whisper_diarize.review import Html, correct

pytestmark = pytest.mark.browser

__all__ = ["open_page"]

PICKER = """
    window.written = [];
    window.showSaveFilePicker = async () => ({
        name: "talk.json",
        createWritable: async () => ({ write: async (text) => { written.push(text); }, close: async () => {} }),
    });
"""


def menu(page: Page, item: str) -> None:
    page.locator("summary").click()
    page.locator(item).click()


def test_chosen_file_has_each_correction_a_moment_later(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "talk.html").write_text(Html().render(talk()), encoding="utf-8")
    with browser.new_context() as context:
        page = context.new_page()
        page.add_init_script(PICKER)
        page.goto((tmp_path / "talk.html").as_uri())
        menu(page, "#save-file")
        page.get_by_text("· Saved in talk.json", exact=True).wait_for()
        keys(page, "2")
        page.get_by_text("· Saving …", exact=True).wait_for()
        page.get_by_text("· Saved in talk.json", exact=True).wait_for()
        written = page.evaluate("written")
    assert written[0] == Json().render(parse_json(written[0]))
    assert parse_json(written[-1]).segments[0].speaker == "B"


def test_json_is_opened_and_undone(open_page: OpenPage, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text(Json().render(correct(talk(), 4, "fife")), encoding="utf-8")
    page = open_page()
    page.locator("summary").click()
    page.locator("#open-file").set_input_files(other)
    page.get_by_text("four fife six").wait_for()
    assert document(page) == parse_json(other.read_text(encoding="utf-8"))
    page.reload()
    assert turns(page)[1] == ["B", "four fife six"]
    keys(page, "u")
    assert turns(page)[1] == ["B", "four five six"]


def test_file_that_is_no_document_is_refused(open_page: OpenPage, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text("{}")
    page = open_page()
    page.locator("summary").click()
    page.locator("#open-file").set_input_files(other)
    page.get_by_text("other.json: it is not a JSON document of transcribe.").wait_for()


def test_version_is_kept_and_gone_back_to(open_page: OpenPage) -> None:
    page = open_page()
    keys(page, "2")
    menu(page, "#versions-open")
    page.locator("#versions-keep").click()
    page.get_by_text("Kept by hand").wait_for()
    keys(page, "Escape", "u")
    assert turns(page)[0][0] == "A"
    menu(page, "#versions-open")
    page.get_by_role("button", name="Go back to it").click()
    page.get_by_text("Gone back: undo returns.").wait_for()
    assert turns(page)[0][0] == "B"
