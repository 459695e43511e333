"""Corrections that the browser keeps: over new pages of a recording, and between its tabs."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from whisper_diarize.attribution import attribute
from whisper_diarize.formats import parse_json
from whisper_diarize.records import AttributedTranscript, Diarization, Segment, Transcript, Turn, Word
from whisper_diarize.review import Html, merge

pytestmark = pytest.mark.browser

SAID = (("A", "one two three"), ("B", "four five six"), ("A", "seven eight nine"))
STORED = "Object.keys(localStorage).filter((key) => key.startsWith('whisper-diarize:'))"

OpenPage = Callable[..., Page]


def talk(said: tuple[tuple[str, str], ...] = SAID, later: float = 0.0) -> AttributedTranscript:
    """Speakers in turn, two words a second; all of it `later` by some seconds."""
    segments, turns, start = [], [], later
    for label, text in said:
        words = [Word(start + i / 2, start + i / 2 + 0.4, f" {word}", 0.9) for i, word in enumerate(text.split())]
        segments.append(Segment(words[0].start, words[-1].end, f" {text}", tuple(words)))
        turns.append(Turn(words[0].start, words[-1].end, label))
        start += 2.0
    return attribute(Transcript(tuple(segments), "en"), Diarization(tuple(turns)), name="talk", duration=8.0)


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[OpenPage]:
    """Return a function that opens the page of a transcript in a new tab of one browser; its errors fail the test."""
    wrong: list[str] = []
    with browser.new_context(viewport={"width": 1200, "height": 800}) as context:

        def open_it(transcript: AttributedTranscript, name: str = "talk", setup: str = "") -> Page:
            path = tmp_path / f"{name}.html"
            path.write_text(Html().render(transcript), encoding="utf-8")
            page = context.new_page()
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.on("console", lambda line: wrong.append(line.text))
            page.add_init_script(setup)
            page.goto(path.as_uri())
            return page

        yield open_it
    assert wrong == []


def turns(page: Page) -> list[Any]:
    """(name, text) of each turn, as they are read."""
    return page.evaluate(
        """() => [...document.querySelectorAll(".turn")].map((turn) =>
            [turn.querySelector(".who")?.textContent ?? "", turn.querySelector("p").textContent])"""
    )


def correct(page: Page, word: str, text: str) -> None:
    page.locator(".w", has_text=word).dblclick()
    page.keyboard.type(text)
    page.keyboard.press("Escape")


def name(page: Page, lane: int, text: str) -> None:
    page.locator(".lane button").nth(lane).click()
    page.locator("#speaker-name").fill(text)
    page.keyboard.press("Enter")


def notice(page: Page) -> str | None:
    """What the notice says; None if there is none."""
    page.wait_for_timeout(100)  # events of other tabs arrive
    return page.locator("#notice-said").text_content() if page.locator("#notice").is_visible() else None


def listed(page: Page) -> list[list[str]]:
    """The corrections without a place: times, texts, reasons."""
    page.locator("summary").click()
    page.locator("#unplaced-open").click()
    rows: list[list[str]] = page.evaluate(
        """() => [...document.querySelectorAll("#unplaced-list li")].map((row) =>
            [...row.children].map((part) => part.textContent))"""
    )
    page.keyboard.press("Escape")
    return rows


def test_new_page_after_a_rename_has_the_corrections_of_the_one_before(open_page: OpenPage) -> None:
    page = open_page(talk())
    correct(page, "five", "fife")
    name(page, 1, "Bob")
    page.close()

    page = open_page(talk().with_names(("Ann",)))

    assert turns(page) == [["Ann", "one two three"], ["Bob", "four fife six"], ["Ann", "seven eight nine"]]
    assert notice(page) == ("2 corrections from another page of this recording: 2 made here.")


def test_new_page_after_a_merge_has_what_still_fits_and_lists_the_rest(open_page: OpenPage) -> None:
    page = open_page(talk())
    correct(page, "two", "tow")
    name(page, 1, "Bob")
    page.close()

    page = open_page(merge(talk(), "B", "A"))

    assert turns(page) == [["A", "one tow three four five six seven eight nine"]]
    assert listed(page) == [["-", "B is called Bob", "B is not found"]]


def test_rerun_with_other_labels_and_times_has_the_corrections_where_the_same_is_said(open_page: OpenPage) -> None:
    page = open_page(talk())
    correct(page, "two", "tow")
    correct(page, "eight", "ate")
    name(page, 0, "Ann")
    page.close()

    page = open_page(talk((("B", "one two three"), ("A", "four five six"), ("B", "seven height nine")), later=0.1))

    assert turns(page) == [["Ann", "one tow three"], ["A", "four five six"], ["Ann", "seven height nine"]]
    assert "2 made here, 1 without a place." in str(notice(page))
    assert listed(page) == [["0:04", "“eight” becomes “ate”", "it is “height” now"]]


def test_corrections_that_the_document_has_already_are_not_made_again(open_page: OpenPage) -> None:
    page = open_page(talk())
    correct(page, "five", "fife")
    page.locator("summary").click()
    with page.expect_download() as download:
        page.locator("[data-format=json]").click()
    corrected = parse_json(download.value.path().read_text(encoding="utf-8"))
    page.close()

    page = open_page(corrected)

    assert turns(page)[1] == ["B", "four fife six"]
    assert page.locator("#facts").text_content() == "0:08 · 9 words · 2 speakers"
    assert notice(page) is None


def test_corrections_are_taken_back_and_made_again_from_the_list(open_page: OpenPage) -> None:
    correct(open_page(talk()), "five", "fife")
    page = open_page(talk().with_names(("Ann",)))
    page.get_by_role("button", name="Take back").click()
    assert turns(page)[1] == ["B", "four five six"]
    page.reload()
    assert notice(page) is None
    assert listed(page) == [["0:02", "“five” becomes “fife”", "you took it back"]]

    page.locator("summary").click()
    page.locator("#unplaced-open").click()
    page.locator("#unplaced-retry").click()

    assert turns(page)[1] == ["B", "four fife six"]
    page.reload()
    assert turns(page)[1] == ["B", "four fife six"]


def test_list_of_what_has_no_place_is_saved_and_thrown_away(open_page: OpenPage) -> None:
    correct(open_page(talk()), "five", "fife")
    page = open_page(talk((("A", "one two three"), ("B", "four fine six"))))
    page.get_by_role("button", name="See").click()

    with page.expect_download() as download:
        page.locator("#unplaced-save").click()
    page.once("dialog", lambda asked: asked.accept())
    page.locator("#unplaced-forget").click()

    assert download.value.suggested_filename == "talk.corrections.txt"
    assert download.value.path().read_text(encoding="utf-8") == "0:02\t“five” becomes “fife”\tit is “fine” now\n"
    assert page.evaluate(STORED) == []
    page.locator("summary").click()
    assert page.locator("#unplaced-open").is_hidden()


def test_another_recording_of_the_same_length_has_nothing_of_it(open_page: OpenPage) -> None:
    correct(open_page(replace(talk(), recording="mon.wav")), "five", "fife")
    page = open_page(replace(talk(), recording="tue.wav"))
    assert (turns(page)[1], notice(page)) == (["B", "four five six"], None)


def test_corrections_that_a_page_kept_by_the_documents_hash_are_still_there(open_page: OpenPage) -> None:
    page = open_page(talk())
    page.evaluate(
        """() => localStorage.setItem(
            `whisper-diarize:${JSON.parse(document.querySelector("#about").textContent).key}`,
            JSON.stringify({ version: 1, edits: [{ kind: "correct", word: 4, text: "fife" }] }))"""
    )
    page.reload()
    assert turns(page)[1] == ["B", "four fife six"]
    assert page.locator("#status").text_content() == "1 correction of before: u undoes them."


def test_tab_is_told_what_another_has_corrected_and_takes_it_over_with_its_own_on_top(open_page: OpenPage) -> None:
    one, other = open_page(talk()), open_page(talk())
    correct(one, "two", "tow")
    assert notice(other) == "Another tab has corrected this recording: 1 correction there, 0 here."
    correct(other, "five", "fife")
    assert "not kept yet" in str(other.locator("#status").text_content())

    other.get_by_role("button", name="Take over theirs").click()

    both = [["A", "one tow three"], ["B", "four fife six"], ["A", "seven eight nine"]]
    assert (turns(other), notice(other)) == (both, None)
    assert notice(one) == "Another tab has corrected this recording: 2 corrections there, 1 here."
    one.get_by_role("button", name="Take over theirs").click()
    assert (turns(one), notice(one), notice(other)) == (both, None, None)


def test_tab_that_keeps_its_own_lists_those_of_the_other(open_page: OpenPage) -> None:
    one, other = open_page(talk()), open_page(talk())
    correct(one, "two", "tow")
    correct(other, "five", "fife")

    other.get_by_role("button", name="Keep mine").click()
    other.reload()

    assert turns(other)[:2] == [["A", "one two three"], ["B", "four fife six"]]
    assert listed(other) == [["0:00", "“two” becomes “tow”", "made in another tab"]]


def test_page_that_is_left_before_a_choice_asks_first(open_page: OpenPage) -> None:
    one, other = open_page(talk()), open_page(talk())
    correct(one, "two", "tow")
    correct(other, "five", "fife")
    with other.expect_event("dialog") as asked:
        other.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.accept()


def test_storage_that_is_full_is_said_and_all_else_works(open_page: OpenPage) -> None:
    full = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"
    page = open_page(talk(), setup=full)
    assert page.locator("#status").text_content() == ("This browser's storage is full: export JSON before you leave.")
    page.keyboard.press("2")
    assert turns(page)[0][0] == "B"
    assert "storage is full" in str(page.locator("#status").text_content())
