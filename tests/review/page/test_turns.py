"""Turns that are added and whose edges move, and the page on small screens and on paper."""

import pytest
from playwright.sync_api import Page

from tests.review.page.test_kept import talk, turns
from tests.review.page.test_typing import OpenPage, document, keys, open_page
from whisper_diarize.formats import Json, parse_json
from whisper_diarize.records import Span, Turn
from whisper_diarize.review import add_turn

pytestmark = pytest.mark.browser

__all__ = ["open_page"]


def test_missed_turn_is_added_where_the_recording_stands(open_page: OpenPage) -> None:
    page = open_page()
    keys(page, "ArrowRight", "ArrowRight", "a", "=oh yes")
    page.locator("#add-speakers button", has_text="New speaker").click()
    assert turns(page)[:2] == [["A", "one two three"], ["Speaker 3", "oh yes"]]
    expected = add_turn(parse_json(Json().render(talk())), Span(1.0, 1.7), "SPEAKER_00", "oh yes")
    assert document(page) == parse_json(Json().render(expected))


def at(page: Page, seconds: float) -> None:
    page.locator("#seek").fill(str(seconds))


def test_turn_ends_earlier_and_the_neighbour_has_its_last_words(open_page: OpenPage) -> None:
    page = open_page()
    at(page, 0.9)
    keys(page, "}")
    assert turns(page)[:2] == [["A", "one two"], ["B", "three four five six"]]
    assert present_turns(page)[0] == Turn(0.0, 0.9, "A")


def test_turn_begins_earlier_and_takes_the_words_before_it(open_page: OpenPage) -> None:
    page = open_page()
    keys(page, "j", "t")
    at(page, 1.0)
    keys(page, "{")
    assert turns(page)[:2] == [["A", "one two"], ["B", "three four five six"]]


def present_turns(page: Page) -> list[Turn]:
    diarization = document(page).diarization
    assert diarization is not None
    return list(diarization.turns)


SCREENS = {"a phone in landscape": (740, 360), "zoomed to 400 %": (320, 256), "a phone": (390, 780)}


@pytest.mark.parametrize("size", SCREENS.values(), ids=SCREENS)
def test_most_of_a_small_screen_is_left_for_the_text(open_page: OpenPage, size: tuple[int, int]) -> None:
    page = open_page()
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.evaluate("document.querySelector('#sound').remove()")
    page.evaluate("document.querySelector('main').style.paddingBottom = '3000px'; scrollTo(0, 2000)")
    left = page.evaluate(
        """() => document.querySelector(".player").getBoundingClientRect().top -
            Math.max(0, document.querySelector(".deck").getBoundingClientRect().bottom)"""
    )
    assert left > 0.6 * size[1]
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    for control in ("#redo", "#theme", "#help-open"):
        assert page.locator(control).is_visible()


def test_paper_has_title_and_speakers_and_no_controls(open_page: OpenPage) -> None:
    page = open_page()
    page.emulate_media(media="print", color_scheme="dark")
    assert [page.locator(part).is_visible() for part in ("h1", ".lane .name >> nth=0", ".player", ".tools")] == [
        True,
        True,
        False,
        False,
    ]
    assert page.evaluate("getComputedStyle(document.querySelector('.w.now')).boxShadow") == "none"


def test_turn_has_one_tab_stop(open_page: OpenPage) -> None:
    page = open_page()
    stops = page.evaluate("[...document.querySelectorAll('main button')].filter((one) => one.tabIndex >= 0).length")
    assert stops == 3


def test_lanes_are_zoomed_around_where_the_recording_stands(open_page: OpenPage) -> None:
    page = open_page()
    shown = "document.querySelector('.lane svg').getAttribute('viewBox')"
    at(page, 7.5)
    page.keyboard.press("+")
    assert page.evaluate(shown) == "4 0 4 1"
    page.locator(".lane svg").first.click(position={"x": 1, "y": 4})
    assert page.locator("#time").text_content() == "0:04"
    keys(page, "-", "-")
    assert page.evaluate(shown) == "0 0 8 1"
    keys(page, "+", "+", "+", "+", "+")
    assert page.evaluate(shown).split()[2] == "1"
