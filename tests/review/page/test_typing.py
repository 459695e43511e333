"""Typing in the transcript of the review page, in headless Chromium."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.review.page.test_kept import talk, turns
from whisper_diarize.formats import Json, parse_json
from whisper_diarize.records import AttributedTranscript
from whisper_diarize.review import Html, reassign, rewrite

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[OpenPage]:
    wrong: list[str] = []
    with browser.new_context(viewport={"width": 1200, "height": 800}) as context:

        def open_it(transcript: AttributedTranscript | None = None) -> Page:
            path = tmp_path / "talk.html"
            path.write_text(Html().render(transcript or talk()), encoding="utf-8")
            page = context.new_page()
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.on("console", lambda line: wrong.append(line.text))
            page.goto(path.as_uri())
            return page

        yield open_it
    assert wrong == []


def texts(page: Page) -> list[str]:
    return [text for _, text in turns(page)]


def keys(page: Page, *pressed: str) -> None:
    """Press keys; what is no key is typed."""
    for key in pressed:
        if key.startswith("="):
            page.keyboard.type(key[1:])
        else:
            page.keyboard.press(key)


def document(page: Page) -> AttributedTranscript:
    page.locator("summary").click()
    with page.expect_download() as download:
        page.locator("[data-format=json]").click()
    return parse_json(download.value.path().read_text(encoding="utf-8"))


def test_word_is_typed_over_in_place(open_page: OpenPage) -> None:
    page = open_page()
    keys(page, "j", "ArrowRight", "e", "=fife", "Escape")
    assert texts(page)[1] == "four fife six"
    keys(page, "u")
    assert texts(page)[1] == "four five six"


INSERTED = ["one or two three", "four five six", "seven eight nine"]
CASES: dict[str, tuple[list[str], list[str]]] = {
    "inserted": (["e", "ArrowRight", "= or", "Escape"], INSERTED),
    "inserted in front": (["e", "ArrowLeft", "=so ", "Escape"], ["so one two three", *INSERTED[1:]]),
    "deleted": (["Delete"], ["two three", *INSERTED[1:]]),
    "deleted with a space": (["e", "Delete", "Delete", "Escape"], ["two three", *INSERTED[1:]]),
    "split": (["e", "ArrowLeft", "ArrowRight", "= ", "Escape"], ["o ne two three", *INSERTED[1:]]),
    "joined": (["e", "ArrowRight", "Delete", "Escape"], ["onetwo three", *INSERTED[1:]]),
    "a phrase": (
        ["Shift+ArrowRight", "e", "=a new phrase", "Escape"],
        ["a new phrase three", *INSERTED[1:]],
    ),
    "over two turns": (
        ["e", "ArrowRight", *["Shift+Control+ArrowRight"] * 4, "= and", "Escape"],
        ["one and", "five six", "seven eight nine"],
    ),
    "a new paragraph": (["e", "ArrowRight", "Enter", "Escape"], ["one", "two three", *INSERTED[1:]]),
    "a new paragraph in a word": (
        ["e", "ArrowLeft", "ArrowRight", "Enter", "=x", "Escape"],
        ["o", "xne two three", *INSERTED[1:]],
    ),
    "joined to another speaker": (
        ["j", "e", "ArrowLeft", "Backspace", "=x", "Escape"],
        ["one two three xfour five six seven eight nine"],
    ),
    "typed on after a pause": (
        ["e", "ArrowRight", "= or", "wait", "= so", "Escape"],
        ["one or so two three", *INSERTED[1:]],
    ),
}


@pytest.mark.parametrize(("pressed", "expected"), CASES.values(), ids=CASES)
def test_text_is_edited_like_text(open_page: OpenPage, pressed: list[str], expected: list[str]) -> None:
    page = open_page()
    for key in pressed:
        if key == "wait":
            page.wait_for_timeout(900)
        else:
            keys(page, key)
    assert texts(page) == expected
    page.reload()
    assert texts(page) == expected


def test_words_keep_their_times_and_new_ones_are_marked(open_page: OpenPage) -> None:
    page = open_page()
    keys(page, "e", "ArrowRight", "= or", "Escape")
    expected = rewrite(parse_json(Json().render(talk())), range(1), "one or")
    assert document(page) == parse_json(Json().render(expected))


def test_what_is_pasted_is_text(open_page: OpenPage) -> None:
    page = open_page()
    keys(page, "e", "ArrowRight")
    page.evaluate(
        """() => document.activeElement.dispatchEvent(new InputEvent("beforeinput", {
            inputType: "insertFromPaste", data: " <b>or</b>\\nso", bubbles: true, cancelable: true }))"""
    )
    assert texts(page)[0] == "one <b>or</b> so two three"
    assert page.locator("main b").count() == 0


def test_everything_is_undone_and_done_again_while_typing(open_page: OpenPage) -> None:
    page = open_page()
    keys(page, "e", "=won", "Enter", "=x", "Control+z")
    assert texts(page)[:2] == ["won", "two three"]
    keys(page, "Control+z", "Control+z")
    assert texts(page) == ["one two three", "four five six", "seven eight nine"]
    keys(page, "Control+y", "Control+y", "Control+y")
    assert texts(page)[:2] == ["won", "xtwo three"]


def test_doubtful_words_are_typed_over_one_after_the_other(open_page: OpenPage) -> None:
    doubtful = json.loads(Json().render(talk()))
    for segment, word in ((0, 1), (1, 2), (2, 0)):
        doubtful["segments"][segment]["words"][word]["probability"] = 0.2
    page = open_page(parse_json(json.dumps(doubtful)))
    keys(page, "n", "e", "=too", "Tab", "Control+Enter", "=sven", "Escape")
    assert texts(page) == ["one too three", "four five six", "sven eight nine"]
    assert page.locator("#doubtful-count").text_content() == "0"


def test_selection_is_given_to_a_speaker_while_typing(open_page: OpenPage) -> None:
    page = open_page()
    keys(page, "e", "Shift+Control+ArrowRight", "Alt+2")
    assert turns(page)[:2] == [["B", "one two"], ["A", "three"]]
    assert document(page) == parse_json(Json().render(reassign(parse_json(Json().render(talk())), range(2), "B")))


def test_rest_of_a_turn_is_given_to_another(open_page: OpenPage) -> None:
    page = open_page()
    keys(page, "ArrowRight", "Shift+T", "2")
    assert turns(page) == [["A", "one"], ["B", "two three four five six"], ["A", "seven eight nine"]]


def test_paragraph_begins_and_is_joined_with_a_key(open_page: OpenPage) -> None:
    page = open_page()
    keys(page, "ArrowRight", "p")
    assert texts(page)[:2] == ["one", "two three"]
    keys(page, "p")
    assert texts(page)[0] == "one two three"


def test_taken_name_offers_to_merge(open_page: OpenPage) -> None:
    page = open_page(talk().with_names(("Ann",)))
    page.locator(".lane button").nth(1).click()
    page.locator("#speaker-name").fill("Ann")
    page.keyboard.press("Enter")
    assert page.locator("#speaker-taken-said").text_content() == "There is Ann already. The same person?"

    page.get_by_role("button", name="Merge them").click()

    assert turns(page) == [["Ann", "one two three four five six seven eight nine"]]


def test_two_people_may_have_one_name(open_page: OpenPage) -> None:
    page = open_page(talk().with_names(("Ann",)))
    page.locator(".lane button").nth(1).click()
    page.locator("#speaker-name").fill("Ann")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Two people").click()
    assert page.locator(".lane .name").all_text_contents() == ["Ann", "Ann"]


def test_people_have_the_numbers_of_their_keys(open_page: OpenPage) -> None:
    labelled = json.loads(Json().render(talk()).replace('"A"', '"SPEAKER_03"').replace('"B"', '"SPEAKER_02"'))
    page = open_page(parse_json(json.dumps(labelled)))
    assert [name for name, _ in turns(page)] == ["Speaker 1", "Speaker 2", "Speaker 1"]
    keys(page, "2")
    assert document(page).segments[0].speaker == "SPEAKER_02"


def test_escape_ends_typing_and_keys_act_again(open_page: OpenPage) -> None:
    page = open_page()
    keys(page, "F2", "Escape", "2")
    assert turns(page)[0][0] == "B"
    assert page.locator("#type").get_attribute("aria-pressed") == "false"
