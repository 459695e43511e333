"""Listening on the review page: speed, rewind, loop, keys of one's own."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.review.page.test_kept import talk, turns
from tests.review.page.test_page import wait
from whisper_diarize.files import recording_beside
from whisper_diarize.review import Html

pytestmark = pytest.mark.browser


HEARD = """
    window.Audio = class extends Audio { constructor() { super(); window.sound = this; } };
    window.media = {};
    const setActionHandler = (name, answer) => { media[name] = answer; };
    Object.defineProperty(navigator, "mediaSession", { value: { setActionHandler } });
"""
"""The page's sound, and its answers to media keys, where a test finds them."""


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path, interview: Path) -> Iterator[Callable[[], Page]]:
    wrong: list[str] = []
    shutil.copy(interview, tmp_path / "talk.wav")
    recording = recording_beside(tmp_path / "talk.wav", tmp_path)
    assert recording is not None
    (tmp_path / "talk.html").write_text(Html().render_with(talk(), recording), encoding="utf-8")
    with browser.new_context(viewport={"width": 1200, "height": 800}) as context:

        def open_it() -> Page:
            page = context.new_page()
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.add_init_script(HEARD)
            page.goto((tmp_path / "talk.html").as_uri())
            wait(page, "sound.readyState > 0")
            return page

        yield open_it
    assert wrong == []


def test_speed_changes_by_tenths_with_the_pitch_kept_and_is_remembered(open_page: Callable[[], Page]) -> None:
    page = open_page()
    for key in ("]", "]", "]", "["):
        page.keyboard.press(key)
    assert page.evaluate("[sound.playbackRate, sound.preservesPitch]") == [1.2, True]
    page.reload()
    assert page.evaluate("sound.playbackRate") == 1.2
    assert page.locator("#rate").input_value() == "1.2"


def test_pause_goes_back_as_far_as_is_set(open_page: Callable[[], Page]) -> None:
    page = open_page()
    page.keyboard.press("?")
    page.locator("#rewind").select_option("1")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("F4")
    wait(page, "sound.currentTime > 2.2")
    page.keyboard.press("F4")
    assert page.evaluate("sound.paused && sound.currentTime < 2") is True


def test_selection_is_played_over_and_over_until_it_is_ended(open_page: Callable[[], Page]) -> None:
    page = open_page()
    page.evaluate("window.jumps = 0; sound.addEventListener('seeked', () => { jumps += 1; })")
    page.keyboard.press("l")
    assert page.locator("#loop").get_attribute("aria-pressed") == "true"
    wait(page, "jumps > 2 && !sound.paused && sound.currentTime < 1.6")
    page.keyboard.press("l")
    assert page.locator("#loop").get_attribute("aria-pressed") == "false"


def test_media_keys_are_answered(open_page: Callable[[], Page]) -> None:
    page = open_page()
    page.evaluate("media.seekforward()")
    page.keyboard.press("F8")
    assert page.evaluate("sound.currentTime") == 8  # the end
    page.keyboard.press("k")
    page.evaluate("media.play()")
    wait(page, "!sound.paused")
    page.evaluate("media.pause()")
    assert page.evaluate("sound.paused") is True


def test_keys_are_changed_and_switched_off_and_remembered(open_page: Callable[[], Page]) -> None:
    page = open_page()
    page.keyboard.press("?")
    page.get_by_role("button", name="Change the key: next turn").click()
    page.keyboard.press("x")
    page.locator("#single-keys").uncheck()
    page.locator("#single-keys").check()
    page.keyboard.press("Escape")
    page.keyboard.press("x")
    wait(page, "document.querySelector('.w.now').textContent === 'four'")
    page.reload()
    wait(page, "sound.readyState > 0")
    page.keyboard.press("x")
    wait(page, "document.querySelector('.w.now').textContent === 'four'")
    page.keyboard.press("?")
    page.locator("#single-keys").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    assert turns(page)[0][0] == "A"
