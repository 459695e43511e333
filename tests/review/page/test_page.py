"""The review page in headless Chromium, opened from disk."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.fakes.optional import present
from whisper_diarize.attribution import attribute
from whisper_diarize.files import recording_beside
from whisper_diarize.formats import Srt, Txt, Vtt, parse_json
from whisper_diarize.records import AttributedTranscript, Diarization, Segment, Transcript, Turn, Word
from whisper_diarize.review import Html, HtmlOptions

pytestmark = pytest.mark.browser

FORMATS = {"srt": Srt(), "vtt": Vtt(), "txt": Txt()}

STOPPED = "HTMLMediaElement.prototype.play = () => Promise.resolve();"
"""Nothing plays, so that the word that is heard stays the one that was clicked, on a busy machine too."""


@pytest.fixture
def talk() -> AttributedTranscript:
    """A, B and A again, two words a second; `six` is doubtful, and nobody was heard where `nine` is."""
    said = ("one two three", "four five six", "seven eight nine")
    segments, turns = [], []
    for turn, text in enumerate(said):
        words = [
            Word(2.0 * turn + i / 2, 2.0 * turn + i / 2 + 0.4, f" {word}", 0.3 if word == "six" else 0.9)
            for i, word in enumerate(text.split())
        ]
        segments.append(Segment(words[0].start, words[-1].end, f" {text}", tuple(words)))
        turns.append(Turn(words[0].start, 4.9 if turn == 2 else words[-1].end, "AB"[turn % 2]))
    return attribute(Transcript(tuple(segments), "en"), Diarization(tuple(turns)), name="talk", duration=8.0)


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path, interview: Path) -> Iterator[Callable[..., Page]]:
    """Return a function that writes the page of a transcript and opens it; what goes wrong in it fails the test."""
    wrong = []
    contexts = []

    def open_it(
        transcript: AttributedTranscript,
        options: HtmlOptions | None = None,
        *,
        setup: str = "",
        expected: str | None = None,
        **settings: Any,
    ) -> Page:
        sound = shutil.copy(interview, tmp_path / "my talk #1.wav")
        recording = recording_beside(sound, tmp_path)  # type: ignore[arg-type]  # a fake, or what is to be refused
        page_file = tmp_path / "talk.html"
        page_file.write_text(Html(options).render_with(transcript, recording), encoding="utf-8")  # type: ignore[arg-type]  # a fake, or what is to be refused
        context = browser.new_context(**{"viewport": {"width": 1200, "height": 800}, **settings})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda line: wrong.append(line.text) if line.text != expected else None)
        page.on(
            "request", lambda asked: wrong.append(asked.url) if not asked.url.startswith(("file:", "blob:")) else None
        )
        page.add_init_script(
            "window.Audio = class extends Audio { constructor() { super(); window.sound = this; } };" + setup
        )
        page.goto(page_file.as_uri())
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert wrong == []


def wait(page: Page, condition: str) -> None:
    """Wait until JavaScript's `condition` holds; the page's policy forbids Playwright's own way to do that."""
    for _ in range(1200):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"it never came true: {condition}")


def words(page: Page) -> list[str]:
    return page.locator(".w").all_text_contents()


def turns(page: Page) -> list[Any]:
    """(name, text) of each turn, as they are read."""
    return page.evaluate(
        """() => [...document.querySelectorAll(".turn")].map((turn) =>
            [turn.querySelector(".who")?.textContent ?? "", turn.querySelector("p").textContent])"""
    )


def exported(page: Page, name: str) -> str:
    """The file that the page exports."""
    page.locator("summary").click()
    with page.expect_download() as download:
        page.locator(f"[data-format={name}]").click()
    assert download.value.suggested_filename == f"talk.{name}"
    return download.value.path().read_text(encoding="utf-8")


def now(page: Page) -> str | None:
    return page.locator(".w.now").text_content()


def test_transcript_is_shown_by_turns_with_a_lane_for_each_speaker(
    open_page: Callable[..., Page], talk: AttributedTranscript
) -> None:
    page = open_page(talk.with_names(("Ann",)))

    assert turns(page) == [["Ann", "one two three"], ["B", "four five six"], ["Ann", "seven eight nine"]]
    assert page.locator(".lane .name").all_text_contents() == ["Ann", "B"]
    assert page.locator("#facts").text_content() == "0:08 · 9 words · 2 speakers"


@pytest.mark.parametrize("audio", ["embed", "link"])
def test_click_on_a_word_plays_it_and_the_word_that_is_heard_lights_up(
    open_page: Callable[..., Page], talk: AttributedTranscript, audio: Any
) -> None:
    page = open_page(talk, HtmlOptions(audio=audio))
    wait(page, "sound.readyState > 0")

    page.locator(".w", has_text="five").click()

    assert page.evaluate("[sound.paused, sound.currentTime >= 2.5]") == [False, True]
    wait(page, "document.querySelector('.now').textContent === 'six'")
    page.keyboard.press(" ")
    assert page.evaluate("sound.paused") is True
    assert page.locator(".w.now").count() == 1


def test_without_the_recording_the_page_asks_for_it_and_plays_what_it_is_given(
    open_page: Callable[..., Page], talk: AttributedTranscript, interview: Path, tmp_path: Path
) -> None:
    page = open_page(talk, HtmlOptions(audio="link"), expected="Failed to load resource: net::ERR_FILE_NOT_FOUND")
    (tmp_path / "my talk #1.wav").unlink()
    page.reload()
    page.locator("#sound").wait_for(state="visible")
    page.locator("#sound-file").set_input_files(interview)

    page.locator(".w", has_text="five").click()

    wait(page, "sound.currentTime > 2.5 && !sound.paused")
    assert page.locator("#sound").is_hidden()


def test_word_shows_what_is_doubtful_about_it_and_that_others_talk(
    open_page: Callable[..., Page], talk: AttributedTranscript
) -> None:
    first = talk.segments[0]
    known: dict[str, Any] = {"speaker_confidence": 0.4, "overlap": True, "other_speakers": ("B",), "no_speech": True}
    informed = replace(first, words=(replace(first.words[0], **known), *first.words[1:]))
    page = open_page(replace(talk, segments=(informed, *talk.segments[1:])))

    word = page.locator(".w").first
    assert present(word.get_attribute("class")).split()[:3] == ["w", "doubt", "over"]
    assert word.get_attribute("title") == ("speaker unsure (40 %), nobody was heard here; others talk at the same time")


def test_keys_move_by_word_and_by_turn(open_page: Callable[..., Page], talk: AttributedTranscript) -> None:
    page = open_page(talk)

    seen = []
    for key in ("ArrowRight", "j", "ArrowRight", "ArrowLeft", "ArrowDown", "k", "k"):
        page.keyboard.press(key)
        seen.append(now(page))
    assert seen == ["two", "four", "five", "four", "seven", "four", "one"]


def test_word_under_the_cursor_is_said_to_screen_readers(
    open_page: Callable[..., Page], talk: AttributedTranscript
) -> None:
    page = open_page(talk)
    for key in ("j", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)

    assert page.evaluate("[document.activeElement.getAttribute('role'), document.activeElement.ariaLabel]") == [
        "button",
        "six, B, word unsure (30 %)",
    ]


def test_speaker_is_renamed_everywhere(open_page: Callable[..., Page], talk: AttributedTranscript) -> None:
    page = open_page(talk)

    page.locator(".who").first.click()
    page.locator("#speaker-name").fill("Ann <b>")
    page.keyboard.press("Enter")

    assert [name for name, _ in turns(page)] == ["Ann <b>", "B", "Ann <b>"]
    assert page.locator(".lane .name").all_text_contents() == ["Ann <b>", "B"]
    assert page.locator("main b").count() == 0


def test_two_speakers_are_merged(open_page: Callable[..., Page], talk: AttributedTranscript) -> None:
    page = open_page(talk)

    page.locator(".lane button").nth(1).click()
    page.locator("#speaker-into button").click()

    assert page.locator(".lane").count() == 1
    assert [name for name, _ in turns(page)] == ["A"]


def test_turn_is_given_with_a_digit(open_page: Callable[..., Page], talk: AttributedTranscript) -> None:
    page = open_page(talk)

    page.keyboard.press("j")
    page.keyboard.press("1")

    assert turns(page) == [["A", "one two three four five six seven eight nine"]]
    assert page.locator("#status").text_content() == "3 words given to A."


def test_selected_words_are_given_to_a_new_speaker(open_page: Callable[..., Page], talk: AttributedTranscript) -> None:
    page = open_page(talk)

    for key in ("ArrowRight", "Shift+ArrowRight", "0"):
        page.keyboard.press(key)

    assert turns(page)[:2] == [["A", "one"], ["Speaker 3", "two three"]]
    assert page.locator(".lane .name").all_text_contents() == ["A", "B", "Speaker 3"]


def test_words_are_selected_with_the_mouse(open_page: Callable[..., Page], talk: AttributedTranscript) -> None:
    page = open_page(talk)
    start, end = (page.locator(".w", has_text=word).bounding_box() for word in ("four", "five"))

    page.mouse.move(start["x"] + 2, start["y"] + 8)  # type: ignore[index]  # there, as the test would say
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] - 2, end["y"] + 8, steps=4)  # type: ignore[index]  # there, as the test would say
    page.mouse.up()
    page.locator("#selection-speakers button").first.click()

    assert turns(page)[1] == ["B", "six"]


def test_shift_click_selects_from_the_word_before(open_page: Callable[..., Page], talk: AttributedTranscript) -> None:
    page = open_page(talk, setup=STOPPED)
    page.locator(".w", has_text="four").click()
    page.locator(".w", has_text="six").click(modifiers=["Shift"])

    assert page.locator(".w.chosen").all_text_contents() == ["four", "five", "six"]
    page.keyboard.press("Escape")
    assert page.locator(".w.chosen").count() == 0


def test_word_is_corrected_and_taken_out(open_page: Callable[..., Page], talk: AttributedTranscript) -> None:
    page = open_page(talk)

    page.locator(".w", has_text="five").dblclick()
    page.keyboard.type("fife &")
    page.keyboard.press("Escape")
    page.locator(".w", has_text="seven").click()
    page.keyboard.press("e")
    page.keyboard.press("Backspace")
    page.keyboard.press("Escape")

    assert [text for _, text in turns(page)] == ["one two three", "four fife & six", "eight nine"]


def test_corrections_are_undone_and_done_again(open_page: Callable[..., Page], talk: AttributedTranscript) -> None:
    page = open_page(talk)
    before = turns(page)
    page.keyboard.press("2")
    after = turns(page)

    page.keyboard.press("u")
    undone = turns(page)
    page.keyboard.press("Control+y")

    assert (undone, turns(page)) == (before, after)
    assert before != after
    assert page.locator("#redo").is_disabled()


def test_doubtful_words_are_stepped_through_and_confirmed(
    open_page: Callable[..., Page], talk: AttributedTranscript
) -> None:
    page = open_page(talk)
    assert page.locator(".w.doubt").all_text_contents() == ["six", "nine"]

    page.keyboard.press("n")
    wait(page, "document.activeElement.textContent === 'six' && !sound.paused")
    page.keyboard.press("c")

    assert page.locator("#doubtful-count").text_content() == "1"
    assert page.locator("#doubtful-list b").all_text_contents() == [" nine"]
    wait(page, "document.activeElement.textContent === 'nine'")


def test_doubtful_word_is_played_with_what_is_around_it_and_the_place_is_kept(
    open_page: Callable[..., Page], talk: AttributedTranscript
) -> None:
    page = open_page(talk)
    wait(page, "sound.readyState > 0")

    page.locator("#doubtful-list button").first.click()

    wait(page, "!sound.paused && sound.currentTime > 2")
    wait(page, "sound.paused && document.querySelector('.now').textContent === 'six'")


def test_exports_are_what_the_command_writes_of_the_exported_json(
    open_page: Callable[..., Page], talk: AttributedTranscript
) -> None:
    page = open_page(talk)
    page.keyboard.press("2")
    page.locator(".lane button").first.click()
    page.locator("#speaker-name").fill('Zoë "<Z>" --')
    page.keyboard.press("Enter")
    page.locator(".w", has_text="five").dblclick()
    page.keyboard.insert_text("5 --> {\\an8} <i>")
    page.keyboard.press("Escape")

    corrected = parse_json(exported(page, "json"))

    assert corrected.text == "one two three four 5 --> {\\an8} <i> six seven eight nine"
    assert {name: exported(page, name) for name in FORMATS} == {
        name: f.render(corrected)  # type: ignore[attr-defined]  # each is an exporter
        for name, f in FORMATS.items()
    }


def test_corrections_survive_a_reload_and_belong_to_this_transcript(
    open_page: Callable[..., Page], talk: AttributedTranscript
) -> None:
    page = open_page(talk)
    page.keyboard.press("2")
    corrected = turns(page)

    page.reload()

    assert turns(page) == corrected
    assert page.locator("#status").text_content() == "1 correction of before: u undoes them."
    page.keyboard.press("u")
    assert turns(page) != corrected


def test_browser_that_keeps_nothing_is_said_so_and_all_else_works(
    open_page: Callable[..., Page], talk: AttributedTranscript
) -> None:
    denied = (
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });"
    )
    page = open_page(talk, setup=denied)
    assert page.locator("#status").text_content() == "This browser keeps nothing: export JSON before you leave."

    page.keyboard.press("2")

    assert turns(page)[0][0] == "B"
    assert "export JSON before you leave" in page.locator("#status").text_content()  # type: ignore[operator]  # a number here


HOSTILE = "<img src=x onerror=boom()></script><script>boom()</script>"


def test_hostile_words_names_and_titles_are_text(open_page: Callable[..., Page], talk: AttributedTranscript) -> None:
    segments = tuple(replace(s, segment=replace(s.segment, text=HOSTILE, words=()), words=()) for s in talk.segments)
    hostile = replace(talk, segments=segments, name=HOSTILE, recording=HOSTILE).with_names((HOSTILE, HOSTILE))
    page = open_page(hostile)

    assert page.locator("h1").text_content() == HOSTILE
    assert words(page) == [HOSTILE] * 3
    assert page.locator("img").count() == 0


ON_VIOLATION = (
    "document.addEventListener('securitypolicyviolation', (event) => refuse(new Error(event.effectiveDirective)));"
)


@pytest.mark.parametrize(
    ("attempt", "refusal"),
    [
        ("document.body.innerHTML = '<b>x</b>'", "TrustedHTML"),
        ("document.body.setAttribute('onclick', 'boom()')", "TrustedScript"),
        ("document.createElement('script').text = 'boom()'", "TrustedScript"),
        (
            f"new Promise((_, refuse) => {{ {ON_VIOLATION} fetch('https://example.org').catch(() => {{}}); }})",
            "connect-src",
        ),
    ],
)
def test_policy_stops_code_and_connections_that_are_not_the_pages_own(
    browser: Browser, tmp_path: Path, talk: AttributedTranscript, attempt: Any, refusal: Any
) -> None:
    (tmp_path / "talk.html").write_text(Html().render(talk), encoding="utf-8")
    with browser.new_context() as context:
        page = context.new_page()
        page.goto((tmp_path / "talk.html").as_uri())
        with pytest.raises(Exception, match=refusal):
            page.evaluate(attempt)


@pytest.mark.parametrize("width", [320, 390, 1200])
def test_nothing_is_wider_than_the_screen(
    open_page: Callable[..., Page], talk: AttributedTranscript, width: Any
) -> None:
    page = open_page(
        talk.with_names(("A name that is much too long for any small screen",)),
        viewport={"width": width, "height": 700},
    )

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.keyboard.press("t")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_control_has_a_name_for_screen_readers(
    open_page: Callable[..., Page], talk: AttributedTranscript
) -> None:
    page = open_page(talk)
    page.keyboard.press("t")

    unnamed = page.evaluate(
        """() => [...document.querySelectorAll("button, input, select, summary")].filter((control) =>
            !(control.ariaLabel || control.textContent.trim() || control.labels?.length)).map((found) => found.id)"""
    )
    assert unnamed == []
    for role in ("main", "complementary", "contentinfo", "status"):
        assert page.get_by_role(role).count() >= 1
    assert page.get_by_role("group", name=re.compile("^A, at ")).count() == 2


def test_help_opens_with_a_question_mark_and_closes_with_escape(
    open_page: Callable[..., Page], talk: AttributedTranscript
) -> None:
    page = open_page(talk)
    page.keyboard.press("?")
    assert page.get_by_role("dialog", name="Keys and settings").is_visible()
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").count() == 0


def test_transcript_without_speakers_and_word_times_can_be_read_and_corrected(open_page: Callable[..., Page]) -> None:
    segments = (Segment(0.0, 1.0, " Good morning."), Segment(2.0, 3.0, " Hi."))
    page = open_page(attribute(Transcript(segments), None, name="talk", duration=4.0))

    page.keyboard.press("ArrowRight")
    page.keyboard.press("0")

    assert turns(page) == [["Speaker 1", "Good morning. Hi."]]


def test_silence_says_so(open_page: Callable[..., Page]) -> None:
    page = open_page(attribute(Transcript(), Diarization(), name="talk", duration=4.0))

    assert page.locator("main").text_content() == "Nothing was said."
    for key in ("n", "j", "e", "c", "1", "t", "r", "u", " "):
        page.keyboard.press(key)


def test_document_of_the_page_is_the_one_it_was_made_of(
    open_page: Callable[..., Page], talk: AttributedTranscript
) -> None:
    assert json.loads(exported(open_page(talk), "json"))["text"] == talk.text
