"""Finding and replacing, filters, comments and progress on the review page."""

from dataclasses import replace

import pytest
from playwright.sync_api import Page

from tests.review.page.test_kept import talk
from tests.review.page.test_typing import OpenPage, document, keys, open_page, texts
from whisper_diarize.formats import Markdown
from whisper_diarize.records import AttributedTranscript, Comment

pytestmark = pytest.mark.browser

__all__ = ["open_page"]


def spoken(*said: str) -> AttributedTranscript:
    return talk(tuple(zip("ABA", said, strict=True)))


def find(page: Page, text: str, replacement: str = "") -> None:
    keys(page, "/")
    page.locator("#find-text").fill(text)
    page.locator("#find-with").fill(replacement)


def test_phrase_is_found_and_shown_one_place_after_the_other(open_page: OpenPage) -> None:
    page = open_page(spoken("a new car", "the New car", "new cars"))
    find(page, "new car")
    assert page.locator("#find-count").text_content() == "1 of 3"
    assert page.locator(".w.chosen").all_text_contents() == ["new", "car"]
    page.locator("#find-text").press("Enter")
    assert page.locator("#find-count").text_content() == "2 of 3"
    assert page.locator(".w.chosen").all_text_contents() == ["New", "car"]


@pytest.mark.parametrize(
    ("control", "expected"),
    [
        ("#find-case", ["an old car", "the New car", "olds"]),
        ("#find-whole", ["an old car", "the old car", "news"]),
        ("#find-speaker", ["an old car", "the New car", "olds"]),
    ],
)
def test_all_places_are_replaced_as_chosen_and_undone_at_once(
    open_page: OpenPage, control: str, expected: list[str]
) -> None:
    said = ("an new car", "the New car", "news")
    page = open_page(spoken(*said))
    find(page, "new", "old")
    if control == "#find-speaker":
        page.locator(control).select_option("A")
    else:
        page.locator(control).check()
    page.get_by_role("button", name="Replace all").click()
    page.locator("#find-close").click()
    assert texts(page) == expected
    keys(page, "u")
    assert texts(page) == list(said)


def test_one_place_is_replaced_and_the_next_is_shown(open_page: OpenPage) -> None:
    page = open_page(spoken("one two", "two two", "three"))
    find(page, "two", "2 and")
    page.locator("#find-with").press("Enter")
    assert texts(page) == ["one 2 and", "two two", "three"]
    assert page.locator("#find-count").text_content() == "1 of 2"


def test_words_of_a_filter_are_listed_and_stepped_through(open_page: OpenPage) -> None:
    first = talk().segments[1]
    several = replace(first, words=(replace(first.words[0], overlap=True, other_speakers=("A",)), *first.words[1:]))
    page = open_page(replace(talk(), segments=(talk().segments[0], several, talk().segments[2])))
    page.locator("#doubtful-toggle").click()
    page.locator("#filter").select_option("overlap")
    page.locator("#doubtful-list b").wait_for()
    assert page.locator("#doubtful-list b").all_text_contents() == [" four"]
    page.locator("#filter").focus()
    page.locator("#filter").select_option("label:A")
    page.locator("#doubtful-list b").nth(1).wait_for()
    assert page.locator("#doubtful-list b").all_text_contents() == [" one", " seven"]


def test_comment_is_kept_in_the_json_and_listed(open_page: OpenPage) -> None:
    page = open_page()
    keys(page, "ArrowRight", "Shift+ArrowRight", "m", "=ask Ann")
    page.locator("#comment-save").click()
    assert page.locator(".w.noted").all_text_contents() == ["two", "three"]
    assert document(page).comments == (Comment(0.5, 1.4, "ask Ann"),)
    page.reload()
    assert page.locator(".w.noted").first.get_attribute("title") == "ask Ann"
    page.locator("#doubtful-toggle").click()
    page.locator("#filter").select_option("comments")
    page.locator("#doubtful-list small", has_text="ask Ann").wait_for()


def test_highlight_is_a_comment_without_text_and_can_be_removed(open_page: OpenPage) -> None:
    page = open_page()
    keys(page, "m")
    page.locator("#comment-mark").click()
    assert page.locator(".w.noted").all_text_contents() == ["one"]
    keys(page, "m")
    page.locator("#comment-remove").click()
    assert document(page).comments == ()


def test_progress_says_what_was_checked(open_page: OpenPage) -> None:
    page = open_page()
    keys(page, "t", "c")
    assert page.locator("#progress").text_content() == " · checked 3 words"


def test_readers_of_markdown_see_comments() -> None:
    commented = replace(talk(), comments=(Comment(0.5, 0.9, "ask *Ann*"), Comment(2.0, 2.4, "")))
    assert Markdown().render(commented).split("\n\n")[2:4] == ["one two three", "> “two”: ask \\*Ann\\*"]
    assert "> “four”\n" in Markdown().render(commented)
