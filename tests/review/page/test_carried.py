"""What was typed on one page of a recording is on the next page of it."""

import pytest

from tests.review.page.test_kept import OpenPage, listed, notice, open_page, talk, turns
from tests.review.page.test_typing import document, keys
from whisper_diarize.formats import Json, parse_json

pytestmark = pytest.mark.browser

__all__ = ["open_page"]


def test_phrases_paragraphs_turns_and_comments_are_made_again_after_a_rename(open_page: OpenPage) -> None:
    page = open_page(talk())
    keys(page, "e", "ArrowRight", "= or", "Escape", "j", "Delete", "ArrowRight", "p", "ArrowRight")
    keys(page, "a", "=oh yes")
    page.locator("#add-speakers button", has_text="A").first.click()
    keys(page, "j", "m", "=ask")
    page.locator("#comment-save").click()
    before = turns(page)
    page.close()

    page = open_page(talk().with_names(("Ann",)))

    assert [text for _, text in turns(page)] == [text for _, text in before]
    assert [comment.text for comment in document(page).comments] == ["ask"]
    assert "without a place" not in str(notice(page))


def test_what_the_document_has_already_is_not_made_again(open_page: OpenPage) -> None:
    page = open_page(talk())
    keys(page, "e", "ArrowRight", "= or", "Escape", "j", "Delete", "ArrowRight", "p")
    corrected, before = document(page), turns(page)
    page.close()

    page = open_page(parse_json(Json().render(corrected)))

    assert turns(page) == before
    assert notice(page) is None


def test_phrase_whose_words_are_others_now_is_listed(open_page: OpenPage) -> None:
    page = open_page(talk())
    keys(page, "j", "Shift+ArrowRight", "e", "=a phrase of words", "Escape")
    page.close()

    page = open_page(talk((("A", "one two three"), ("B", "more five six"), ("A", "seven eight nine"))))

    assert turns(page)[1] == ["B", "more five six"]
    assert listed(page) == [["0:02", "“four five” becomes “a phrase of words”", "not all of the words are there"]]
