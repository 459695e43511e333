"""Words that the page offers, and keys that lead to a word or hand words over, in headless Chromium."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.benchmarks.page import standup
from tests.benchmarks.page_task import driven
from tests.benchmarks.page_task_mistakes import task
from tests.review.page.test_kept import talk, turns
from tests.review.page.test_typing import OpenPage, document, keys, open_page, texts
from whisper_diarize.formats import Json, parse_json
from whisper_diarize.records import AttributedTranscript
from whisper_diarize.review import Html, HtmlOptions

pytestmark = pytest.mark.browser

__all__ = ["open_page"]


def unsure(**doubts: dict[int, float]) -> AttributedTranscript:
    """`talk` with fields of words, counted from 0, that make them doubtful."""
    made = json.loads(Json().render(talk()))
    words = [word for segment in made["segments"] for word in segment["words"]]
    for field, values in doubts.items():
        for number, value in values.items():
            words[number][field] = value
    return parse_json(json.dumps(made))


def label_of(page: Page, number: int) -> str:
    return page.locator(f"#labels [data-word='{number}']").text_content() or ""


def test_word_in_sight_is_gone_to_by_its_letters(open_page: OpenPage) -> None:
    page = open_page()
    keys(page, "g", *label_of_after(page, 7))
    assert page.locator(".w.now").text_content() == "eight"
    assert page.locator("#labels kbd").count() == 0
    keys(page, "F2", "F3")
    keys(page, *label_of(page, 1), "=too", "Escape")
    assert texts(page)[0] == "one too three"


def label_of_after(page: Page, number: int) -> str:
    """The label of a word; it is asked for by the key."""
    page.keyboard.press("g")
    label = label_of(page, number)
    page.keyboard.press("Escape")
    return label


def test_other_keys_end_the_labels(open_page: OpenPage) -> None:
    page = open_page()
    keys(page, "g", "?")
    assert page.locator("#labels kbd").count() == 0
    assert not page.locator("#help").is_visible()


def test_word_is_completed_from_the_transcript(open_page: OpenPage) -> None:
    page = open_page(unsure(probability={1: 0.2, 5: 0.2}))
    keys(page, "n", "e", "=se")
    assert page.locator("#completion").text_content() == "sevenTab"
    keys(page, "Tab", "=th", "ArrowRight", "=!", "Escape")
    assert texts(page) == ["one seven three", "four five three!", "seven eight nine"]


def test_words_are_not_offered_to_those_who_do_not_want_them(open_page: OpenPage) -> None:
    page = open_page()
    keys(page, "e", "=se", "Escape")
    assert not page.locator("#completion").is_visible()
    assert page.locator("body.typing").count() == 1
    keys(page, "Escape", "?")
    page.locator("#complete").uncheck()
    keys(page, "Escape", "e", "=se")
    assert not page.locator("#completion").is_visible()


def test_same_mistake_is_corrected_wherever_it_is(open_page: OpenPage) -> None:
    page = open_page(talk((("A", "the council met"), ("B", "which council"), ("A", "our council"))))
    keys(page, "ArrowRight", "e", "=counsel", "Control+Shift+Enter", "Escape")
    assert texts(page) == ["the counsel met", "which counsel", "our counsel"]
    keys(page, "u")
    assert texts(page) == ["the counsel met", "which council", "our council"]
    assert "is there" not in page.locator("#offers").inner_text()


def test_term_of_a_glossary_is_offered_for_words_near_it(browser: Browser, tmp_path: Path) -> None:
    said = talk((("A", "with Zoey Covalczik now"), ("B", "yes")))
    (tmp_path / "talk.html").write_text(Html(HtmlOptions(terms="Zoe Kowalczyk\n")).render(said), encoding="utf-8")
    page = browser.new_page()
    page.goto((tmp_path / "talk.html").as_uri())
    page.locator("#doubtful-toggle").click()
    page.locator("#filter").select_option("terms")
    keys(page, "n")
    assert page.locator("#offers-list button").all_text_contents() == ["Ctrl 1Zoe Kowalczyk"]
    keys(page, "Control+1")
    assert texts(page)[0] == "with Zoe Kowalczyk now"
    page.close()


def test_words_up_to_here_go_to_the_speaker_before_and_those_from_here_on_to_the_next(open_page: OpenPage) -> None:
    page = open_page()
    keys(page, "j", "ArrowRight", "<")
    assert turns(page)[:2] == [["A", "one two three four five"], ["B", "six"]]
    keys(page, "u", "ArrowLeft", "ArrowLeft", "e", "Control+ArrowDown", "Escape")
    assert turns(page)[:2] == [["A", "one two"], ["B", "three four five six"]]


def test_words_whose_speaker_is_doubted_are_given_together(open_page: OpenPage) -> None:
    page = open_page(unsure(speaker_confidence={4: 0.6, 5: 0.6}))
    keys(page, "n", "1")
    assert turns(page) == [["A", "one two three"], ["B", "four"], ["A", "five six seven eight nine"]]


def test_digit_gives_the_turn_of_the_caret(open_page: OpenPage) -> None:
    page = open_page()
    keys(page, "e", "ArrowRight", "Alt+2", "Escape")
    assert turns(page)[0] == ["B", "one two three four five six"]


def test_sentence_is_selected(open_page: OpenPage) -> None:
    page = open_page(talk((("A", "one. two three. four"), ("B", "five"))))
    keys(page, "ArrowRight", "v", "2")
    assert turns(page)[:3] == [["A", "one."], ["B", "two three."], ["A", "four"]]


def test_turn_is_dragged_with_its_words_and_alone_with_shift(open_page: OpenPage) -> None:
    page = open_page()
    drag(page, 1.4, 0.9)
    assert turns(page)[:2] == [["A", "one two"], ["B", "three four five six"]]
    assert lasting(page, "A")[1] == pytest.approx(0.9, abs=0.02)
    keys(page, "u")
    page.keyboard.down("Shift")
    drag(page, 1.4, 2.6)
    page.keyboard.up("Shift")
    assert turns(page)[0] == ["A", "one two three"]
    assert lasting(page, "A")[1] == pytest.approx(2.6, abs=0.02)


def drag(page: Page, start: float, end: float) -> None:
    """Drag an edge in the first lane."""
    box = page.locator(".lane svg").first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * start / 8, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * end / 8, box["y"] + 5, steps=3)
    page.mouse.up()


def lasting(page: Page, label: str) -> tuple[float, float]:
    """The first turn of a speaker."""
    diarization = document(page).diarization
    assert diarization is not None
    turn = next(turn for turn in diarization.turns if turn.speaker == label)
    return turn.start, turn.end


def test_finger_drags_an_edge(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "talk.html").write_text(Html().render(talk()), encoding="utf-8")
    with browser.new_context(has_touch=True, viewport={"width": 390, "height": 780}) as context:
        page = context.new_page()
        page.goto((tmp_path / "talk.html").as_uri())
        box = page.locator(".lane svg").first.bounding_box()
        assert box is not None
        touch = context.new_cdp_session(page)
        places = [box["x"] + box["width"] * seconds / 8 for seconds in (1.4, 1.1, 0.9)]
        for kind, x in (("touchStart", places[0]), ("touchMove", places[1]), ("touchMove", places[2])):
            points = [{"x": x, "y": box["y"] + 5}]
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        assert turns(page)[0] == ["A", "one two"]


def test_a_person_at_the_keys_makes_a_transcript_true(browser: Browser, tmp_path: Path) -> None:
    person = driven(task(standup()), browser, tmp_path / "standup.html")
    assert person.keys.total() < 100
