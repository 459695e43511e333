"""The file of the review page: what is in it, and what it forbids."""

import json
import re
from base64 import b64decode, b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any

import pytest

from whisper_diarize.errors import ExportError, OptionError
from whisper_diarize.formats import Json, parse_json
from whisper_diarize.records import AttributedTranscript, Recording
from whisper_diarize.review import Html, HtmlOptions
from whisper_diarize.review.page.bundle import asset, script

SOUND = b"RIFF sound \x00\xff"


def recording(size: int = 100) -> Recording:
    return Recording("my talk.wav", "../my%20talk.wav", size, lambda: SOUND)


class Elements(HTMLParser):
    """Keeps every element with its attributes and the text in it, as a browser would find them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Any] = []
        self.open: list[Any] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attributes), []))
        self.open.append(self.found[-1][2])

    def handle_endtag(self, tag: str) -> None:
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open:
            self.open[-1].append(data)


def elements(page: str) -> list[tuple[str, dict[str, str | None], str]]:
    parser = Elements()
    parser.feed(page)
    return [(tag, attributes, "".join(text)) for tag, attributes, text in parser.found]


def text_of(page: str, name: str) -> str:
    return next(text for _, attributes, text in elements(page) if attributes.get("id") == name)


def policy(page: str) -> str:
    return next(a["content"] for _, a, _ in elements(page) if a.get("http-equiv") == "Content-Security-Policy")  # type: ignore[return-value]  # of this kind here


def test_transcript_is_in_the_page(transcript: AttributedTranscript) -> None:
    page = Html().render(transcript)

    found = parse_json(text_of(page, "document"))
    assert Json().render(found) == Json().render(transcript)


def test_policy_allows_this_script_and_this_style_only(transcript: AttributedTranscript) -> None:
    page = Html().render(transcript)

    inline = [
        text for tag, attributes, text in elements(page) if tag in ("script", "style") and "type" not in attributes
    ]
    hashes = [f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in inline]
    assert len(hashes) == 2
    assert policy(page).startswith("default-src 'none'; script-src ")
    assert re.findall(r"'sha256-[^']*'", policy(page)) == hashes[::-1]
    assert "unsafe" not in policy(page)


def test_nothing_in_the_page_leads_to_the_network(transcript: AttributedTranscript) -> None:
    page = Html().render(transcript)

    assert set(re.findall(r"\w+://[\w.]+", page)) == {"http://www.w3.org"}  # the name of SVG, which is not fetched
    addresses = [
        value for _, attributes, _ in elements(page) for name, value in attributes.items() if name in ("src", "href")
    ]
    assert addresses == ["#transcript", "#play"]
    assert [name for _, attributes, _ in elements(page) for name in attributes if name.startswith("on")] == []


@pytest.mark.parametrize("text", ["</script><img src=x>", "<!--<script>", "{{script}}", "\ud800", "]]>", "\u2028"])
def test_words_names_and_titles_never_become_markup(transcript: AttributedTranscript, text: str) -> None:
    plain = [(tag, attributes) for tag, attributes, _ in elements(Html().render(transcript))]
    hostile = replace(transcript, name=text, recording=text).with_names((text, text))

    page = Html().render_with(hostile, replace(recording(), name=text, link=text)).encode().decode()

    assert [(tag, attributes) for tag, attributes, _ in elements(page) if tag != "meta"] == [
        (tag, attributes) for tag, attributes in plain if tag != "meta"
    ]
    assert parse_json(text_of(page, "document")).name == text.replace("\ud800", "\ufffd")


def test_language_is_said_and_escaped(transcript: AttributedTranscript) -> None:
    assert 'lang="a&quot;b"' in Html().render(replace(transcript, language='a"b'))


def test_small_recording_is_embedded(transcript: AttributedTranscript) -> None:
    page = Html().render_with(transcript, recording())

    assert b64decode(text_of(page, "recording")) == SOUND
    assert json.loads(text_of(page, "about"))["link"] is None
    assert json.loads(text_of(page, "about"))["type"] == "audio/wav"


@pytest.mark.parametrize(
    ("options", "size", "embedded"),
    [
        (HtmlOptions(), 20_000_000, True),
        (HtmlOptions(), 20_000_001, False),
        (HtmlOptions(embed_megabytes=1), 1_000_001, False),
        (HtmlOptions(audio="embed"), 300_000_000, True),
        (HtmlOptions(audio="link"), 1, False),
    ],
)
def test_recording_is_embedded_up_to_a_size_else_linked(
    transcript: AttributedTranscript, options: HtmlOptions, size: int, embedded: bool
) -> None:
    page = Html(options).render_with(transcript, recording(size))

    assert bool(text_of(page, "recording")) is embedded
    assert json.loads(text_of(page, "about"))["link"] == (None if embedded else "../my%20talk.wav")


def test_linked_recording_is_not_read(transcript: AttributedTranscript) -> None:
    unreadable = Recording("a.wav", "a.wav", 9, lambda: pytest.fail("it was read"))

    assert Html(HtmlOptions(audio="link")).render_with(transcript, unreadable)


def test_recording_that_no_browser_could_hold_is_refused(transcript: AttributedTranscript) -> None:
    with pytest.raises(ExportError, match=r"talk\.wav: too large to embed in a page; -o html\.audio=link"):
        Html(HtmlOptions(audio="embed")).render_with(transcript, recording(400_000_001))


def test_unknown_way_to_play_is_refused() -> None:
    with pytest.raises(OptionError, match="there is no value of audio 'maybe'"):
        HtmlOptions(audio="maybe")  # type: ignore[arg-type]  # a fake, or what is to be refused


def test_key_of_the_edits_is_that_of_the_transcript(transcript: AttributedTranscript) -> None:
    key = json.loads(text_of(Html().render(transcript), "about"))["key"]

    assert json.loads(text_of(Html().render_with(transcript, recording()), "about"))["key"] == key
    assert json.loads(text_of(Html().render(transcript.with_names(("Zoe",))), "about"))["key"] != key


def identity(transcript: AttributedTranscript) -> str:
    return str(json.loads(text_of(Html().render(transcript), "about"))["identity"])


@pytest.mark.parametrize("duration", [79.4499999, 79.45, 79.4495, 79.4505, 0.0, 12_345.6789])
def test_pages_of_one_recording_share_its_identity(transcript: AttributedTranscript, duration: float) -> None:
    fresh = replace(transcript, recording="talk.wav", duration=duration)
    from_document = parse_json(str(Json().render(fresh.with_names(("Zoe",)))))

    assert identity(from_document) == identity(fresh)
    assert identity(replace(fresh, recording="other.wav")) != identity(fresh)
    assert identity(replace(fresh, duration=duration + 0.2)) != identity(fresh)


def test_page_is_small_without_the_recording(silence: AttributedTranscript) -> None:
    assert len(Html().render(silence).encode()) < 320_000


def test_joined_script_has_no_modules_left() -> None:
    assert not re.search(r"^\s*(import|export) ", script(), re.MULTILINE)


@pytest.fixture(scope="module")
def colours() -> dict[str, tuple[list[float], list[float]]]:
    """(light, dark) of each colour of the page, linear RGB."""
    pairs = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", asset("page/style.css"))
    return {name: (linear(light), linear(dark)) for name, light, dark in pairs}


def linear(colour: str) -> list[float]:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def contrast(one: list[float], other: list[float]) -> float:
    """WCAG 2.2, contrast ratio."""
    high, low = sorted((0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (one, other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


INKS = ["ink", "soft", "accent", "doubt", *(f"speaker-{i}" for i in range(1, 9))]


@pytest.mark.parametrize("ground", ["ground", "panel"])
@pytest.mark.parametrize("ink", INKS)
def test_text_has_a_contrast_of_4_5(colours: dict[str, tuple[list[float], list[float]]], ink: str, ground: str) -> None:
    assert min(map(contrast, colours[ink], colours[ground])) >= 4.5


@pytest.mark.parametrize("ground", ["now", "chosen"])
def test_words_can_be_read_on_their_marks(colours: dict[str, tuple[list[float], list[float]]], ground: str) -> None:
    assert min(map(contrast, colours["ink"], colours[ground])) >= 4.5


# Machado, Oliveira, Fernandes: A Physiologically-based Model for Simulation of Color Vision Deficiency, severity 1
VIEWS = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}


def oklab(rgb: list[float], view: Any) -> tuple[float, float, float]:
    """Ottosson's Oklab of what somebody with this view sees."""
    r, g, b = (max(0.0, sum(row[i] * rgb[i] for i in range(3))) for row in VIEWS[view])
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    middle = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_speakers_are_told_apart_by_who_sees_colours_differently(
    colours: dict[str, tuple[list[float], list[float]]], theme: int, view: str
) -> None:
    seen = [oklab(colours[f"speaker-{i}"][theme], view) for i in range(1, 9)]

    distances = [
        sum((x - y) ** 2 for x, y in zip(a, b, strict=True)) ** 0.5 for i, a in enumerate(seen) for b in seen[:i]
    ]
    assert min(distances) >= 0.06
