"""The review page in headless Firefox, opened from disk: what a person does from first to last."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.marionette import Firefox
from tests.review.page.test_kept import talk
from whisper_diarize.formats import Json, parse_json
from whisper_diarize.records import Span, Turn
from whisper_diarize.review import Html, reassign, rename, rewrite, stretch_turn

pytestmark = pytest.mark.browser

TURNS = """[...document.querySelectorAll(".turn")].map((turn) =>
    [turn.querySelector(".who")?.textContent ?? "", turn.querySelector("p").textContent])"""


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    found = next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), None)
    if found is None:
        pytest.skip("Firefox is not installed")
    browser = Firefox(found, tmp_path_factory.mktemp("firefox"))
    yield browser
    browser.close()


@pytest.fixture
def page(firefox: Firefox, tmp_path: Path) -> Firefox:
    """The page of a short talk, as it opens."""
    (tmp_path / "talk.html").write_text(Html().render(talk()), encoding="utf-8")
    firefox.open(tmp_path / "talk.html")
    firefox.evaluate("localStorage.clear()")  # what another test corrected
    firefox.reload()
    return firefox


def click(page: Firefox, selector: str) -> None:
    page.evaluate(f"document.querySelector({selector!r}).click()")


def exported(page: Firefox) -> Any:
    """The document that the page exports."""
    click(page, "[data-format=json]")
    file = page.downloads / "talk.json"
    for _ in range(200):
        if file.exists() and file.stat().st_size and not list(page.downloads.glob("*.part")):
            break
        time.sleep(0.05)
    document = parse_json(file.read_text(encoding="utf-8"))
    file.unlink()
    return document


def test_correcting_from_first_to_last(page: Firefox) -> None:
    page.press("j", "ArrowRight", "e", *"fife", "Escape")
    page.press("ArrowLeft", "e", "ArrowRight", *" or", "Escape")
    page.press("j", "Shift+ArrowRight", "2")
    page.press("r")
    page.evaluate("document.querySelector('#speaker-name').value = 'Ann'")
    click(page, "#speaker-dialog .main")
    page.press("/", *"fife", "Enter")
    assert page.evaluate("document.querySelector('#find-count').textContent") == "1 of 1"
    page.press("Escape")

    expected = rewrite(parse_json(Json().render(talk())), range(4, 5), "fife")
    expected = rewrite(expected, range(3, 4), "four or")
    expected = rename(reassign(expected, range(7, 9), "B"), {"B": "Ann"})
    assert exported(page) == parse_json(Json().render(expected))
    page.reload()
    assert page.evaluate(TURNS) == [["A", "one two three"], ["Ann", "four or fife six seven eight"], ["A", "nine"]]

    page.press(*["u"] * 4)
    assert page.evaluate(TURNS) == [["A", "one two three"], ["B", "four five six"], ["A", "seven eight nine"]]


def test_paragraphs_offers_and_labels(page: Firefox) -> None:
    page.press("F2", "ArrowRight", "Enter", "Escape")
    assert page.evaluate(TURNS)[0] == ["A", "one"]
    page.press("u", "F2", "F3")
    label = page.evaluate("document.querySelector('#labels [data-word=\"4\"]').textContent")
    page.press(*label, *"se")
    assert page.evaluate("document.querySelector('#completion').textContent") == "sevenTab"
    page.press("Tab", "Control+ArrowUp", "Escape")
    assert page.evaluate(TURNS)[0] == ["A", "one two three four seven"]


def test_edge_of_a_turn_is_dragged(page: Firefox) -> None:
    left, top, width = page.evaluate(
        "(({ left, top, width }) => [left, top, width])(document.querySelector('.lane svg').getBoundingClientRect())"
    )
    page.drag((left + width * 1.4 / 8, top + 5), (left + width * 0.9 / 8, top + 5))
    document = exported(page)
    end = document.diarization.turns[0].end
    expected = stretch_turn(parse_json(Json().render(talk())), Turn(0.0, 1.4, "A"), Span(0.0, end))
    assert document == parse_json(Json().render(expected))
    assert end == pytest.approx(0.9, abs=0.02)
    assert page.evaluate(TURNS)[0] == ["A", "one two"]
