"""Each dialect keeps what its files have: words, their times, who says them. The damaged are refused in one line."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.dialects.conversation import FILES, SPANS, STARTS, TEXT, kept, table
from whisper_diarize import AttributedTranscript, Diarization, Segment, Transcript, Turn, Word, attribute
from whisper_diarize.dialects import DIALECTS, Unreadable, built_in, load, recognized
from whisper_diarize.errors import TranscriptionError
from whisper_diarize.formats import (
    AssemblyAi,
    Audacity,
    Deepgram,
    DiarizedJson,
    Json,
    Podcast,
    Rttm,
    Srt,
    TextGrid,
    Vtt,
    VttOptions,
    WhisperX,
)
from whisper_diarize.protocols import Exporter
from whisper_diarize.records import SavedFile
from whisper_diarize.transcription import read_transcript, transcript_of

PAGE = Path(__file__).parents[2] / "docs" / "other-tools.md"
TURNS_ONLY = {"audacity.txt", "nemo.txt", "pyannote-serialize.json", "pyannoteai.json", "rttm.rttm", "turns.json"}
WITHOUT_WORD_TIMES = {
    *("audacity-text.txt", "diarized_json.json", "elan.eaf", "insanely-fast-whisper.json", "podcast.json"),
    *("seglst.json", "srt.srt", "textgrid-long.TextGrid", "textgrid-short.TextGrid", "vtt-names.vtt"),
    "whisper.cpp.json",
}
WITHOUT_SPEAKERS = {
    *("faster-whisper-info.json", "faster-whisper.json", "insanely-fast-whisper-words.json", "openai.json"),
    *("openai-words-only.json", "stable-ts.json", "whisper-timestamped.json", "whisper.cpp-full.json"),
    *("whisper.cpp.json", "whisper.json"),
}


def test_every_dialect_has_a_file() -> None:
    assert {kept(path).dialect for path in FILES} == set(DIALECTS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_what_the_file_has_is_kept(path: Path) -> None:
    found = kept(path)

    assert found.words == (path.name not in TURNS_ONLY)
    assert found.times == (path.name not in TURNS_ONLY | WITHOUT_WORD_TIMES)
    assert found.speakers == (path.name not in WITHOUT_SPEAKERS)
    assert not found.speakers or [(turn.start, turn.end) for turn in found.turns] == [
        pytest.approx(one) for one in SPANS
    ]


def test_the_page_has_the_table() -> None:
    assert table() in PAGE.read_text(encoding="utf-8")


def conversation() -> AttributedTranscript:
    """The conversation as we have it."""
    texts = [" " + text for text in TEXT.split()]
    ends = (*STARTS[1:5], 1.2, *STARTS[6:], 3.0)
    words = tuple(Word(start, end, text) for start, end, text in zip(STARTS, ends, texts, strict=True))
    said = (Segment(0.0, 1.2, "".join(texts[:5]), words[:5]), Segment(2.0, 3.0, "".join(texts[5:]), words[5:]))
    turns = (Turn(0.0, 1.2, "Ann Lee"), Turn(2.0, 3.0, "Bob"))
    return attribute(Transcript(said, "en"), Diarization(turns), name="talk")


@pytest.mark.parametrize(
    ("exporter", "dialect", "names"),
    [
        (Json(), "whisper-diarize", ["Ann Lee", "Bob"]),
        (WhisperX(), "WhisperX", ["Ann Lee", "Bob"]),
        (DiarizedJson(), "OpenAI-diarized", ["A", "B"]),
        (AssemblyAi(), "AssemblyAI", ["A", "B"]),
        (Deepgram(), "Deepgram", ["SPEAKER_00", "SPEAKER_01"]),
        (Podcast(), "Podcasting-2.0", ["Ann Lee", "Bob"]),
        (Srt(), "SubRip", ["Ann Lee", "Bob"]),
        (Vtt(), "WebVTT", ["Ann Lee", "Bob"]),
        (Vtt(VttOptions(word_timestamps=True)), "WebVTT", ["Ann Lee", "Bob"]),
        (Vtt(VttOptions(highlight_words=True)), "WebVTT", ["Ann Lee", "Bob"]),
        (Audacity(), "Audacity", ["Ann Lee", "Bob"]),
        (TextGrid(), "TextGrid", ["Ann Lee", "Bob"]),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_we_write_is_read_back(exporter: Exporter, dialect: str, names: list[str]) -> None:
    text = exporter.render(conversation())
    assert isinstance(text, str)

    name, speech = recognized(SavedFile("talk", text), built_in())
    transcript = transcript_of(speech)

    assert (name, transcript.text) == (dialect, TEXT)
    assert list(dict.fromkeys(transcript.word_speakers)) == names
    assert [segment.start for segment in transcript.segments][0::1][0] == 0.0


def test_speakers_of_two_channels_are_two_people() -> None:
    word = {"word": "yes", "start": 0.0, "end": 0.3, "speaker": 0}
    channel = {"alternatives": [{"words": [word]}]}
    text = json.dumps({"results": {"channels": [channel, channel]}})

    _, speech = recognized(SavedFile("talk", text), built_in())

    assert [segment.speaker for segment in speech.segments or ()] == ["CHANNEL_00_SPEAKER_00", "CHANNEL_01_SPEAKER_00"]


def test_turns_that_we_write_are_read_back() -> None:
    _, speech = recognized(SavedFile("talk.rttm", Rttm().render(conversation())), built_in())

    assert speech.turns == (Turn(0.0, 1.2, "Ann_Lee"), Turn(2.0, 3.0, "Bob"))


VALUES: tuple[Any, ...] = (
    *(None, True, -1, -0.001, 1e308, 10**400, "", "x", "1e999", "NaN", "-5", " " * 1000, "x" * 1000),
    *([], {}, [1], {"a": 1}, [[[[[[]]]]]]),
)


def damaged_json(document: Any, random_: random.Random) -> Iterator[str]:  # Any: what JSON can hold
    """Yield the document with one value after the other replaced, or left out."""
    for _ in range(120):
        copy = json.loads(json.dumps(document))
        place = copy
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not keys:
                break
            key = random_.choice(keys)
            if isinstance(place[key], (dict, list)) and place[key] and random_.random() < 0.85:
                place = place[key]
                continue
            if random_.random() < 0.1:
                del place[key]
            else:
                place[key] = random_.choice(VALUES)
            break
        yield json.dumps(copy)


def damaged_text(text: str, random_: random.Random) -> Iterator[str]:
    """Yield the text cut off, with a piece missing, twice, or with something else in it."""
    pieces = ("\x00", "99999999999", "-1", "-->", "<", ">", "&", '"', "\n\n", "\t", "nan", "1e400", "<v >", "\u202e")
    for _ in range(120):
        first, last = sorted(random_.randrange(len(text) + 1) for _ in range(2))
        yield random_.choice(
            (
                text[:first],
                text[:first] + text[last:],
                text[:last] + text[first:],
                text[:first] + random_.choice(pieces) + text[first:],
            )
        )


def read_or_refuse(text: str) -> None:
    """Read a file, or have it refused in one line; times are sound and no word is without a speaker's entry."""
    try:
        _, speech = recognized(SavedFile("x", text), built_in())
    except Unreadable as exc:
        refused: str | None = str(exc)
    else:
        refused = None
    if refused is not None:
        assert "\n" not in refused
        assert len(refused) < 400
        return
    transcript = transcript_of(speech)
    assert all(0 <= word.start <= word.end <= 2e7 for word in transcript.words)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_damaged_file_is_read_or_refused_in_one_line(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    damage: Callable[[Any, random.Random], Iterator[str]] = damaged_text
    document: Any = text
    if path.suffix == ".json":
        damage, document = damaged_json, json.loads(text)

    for broken in damage(document, random.Random(path.name)):  # noqa: S311  it only has to be the same each time
        read_or_refuse(broken)


BOMB = '<!DOCTYPE tt [<!ENTITY a "aaaaaaaaaa">]><tt xmlns="http://www.w3.org/ns/ttml"><body>&a;</body></tt>'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param(BOMB, "XML with a document type or entities", id="entities"),
        pytest.param("<tt><body>", "not well-formed XML", id="half XML"),
        pytest.param("[" * 10**6, "not JSON", id="deep JSON"),
        pytest.param('{"a":' * 10**5, "not JSON", id="deep objects"),
        pytest.param('{"segments": [' + "9" * 10**5 + "]}", "not JSON", id="long number"),
        pytest.param("SPEAKER", "line 1 of the RTTM has 1 fields", id="speaker alone"),
        pytest.param("1\n00:00:05,000 --> 00:00:01,000\na", "line 2 is not a span of time", id="cue that ends early"),
        pytest.param(
            'File type = "ooTextFile"\n"TextGrid"\n"IntervalTier"\n"a"\n0\n1\n9999999\n', "ends too early", id="tiers"
        ),
    ],
)
def test_hostile_file_is_refused(text: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        recognized(SavedFile("x", text), built_in())


def test_error_is_short_whatever_the_name(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 200 + ".json")
    path.write_text("{}")

    with pytest.raises(TranscriptionError) as caught:
        read_transcript(path)
    assert len(str(caught.value)) <= 400


def srt(*cues: str) -> str:
    times = (f"{n}\n00:00:{n:02},000 --> 00:00:{n:02},900\n{cue}\n" for n, cue in enumerate(cues))
    return "\n".join(times)


def speakers(text: str) -> list[tuple[str | None, str]]:
    segments = recognized(SavedFile("x", text), built_in())[1].segments or ()
    return [(segment.speaker, segment.text) for segment in segments]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(
            srt("Ann: yes", "and no", "Bob: well"), [("Ann", "yes"), ("Ann", "and no"), ("Bob", "well")], id="holds"
        ),
        pytest.param(
            srt("[SPEAKER_01]: yes", "a", "b", "c"), [("SPEAKER_01", s) for s in ("yes", "a", "b", "c")], id="label"
        ),
        pytest.param(
            srt("- Ann: yes\n- Bob: no", "Ann: so"), [("Ann", "yes"), ("Bob", "no"), ("Ann", "so")], id="two lines"
        ),
        pytest.param(
            srt("Note: this", "is", "no", "name"), [(None, s) for s in ("Note: this", "is", "no", "name")], id="once"
        ),
        pytest.param(srt("at 10:30", "[music]"), [(None, "at 10:30"), (None, "[music]")], id="clock and sound"),
        pytest.param(srt("{\\an8}<i>hm</i> &amp; so"), [(None, "hm & so")], id="tags"),
    ],
)
def test_names_in_subtitles_are_speakers(text: str, said: list[tuple[str | None, str]]) -> None:
    assert speakers(text) == said


def test_captions_that_roll_up_are_read_once() -> None:
    first = "00:00.000 --> 00:02.000\nwell <00:00.500><c>then</c>\n"
    second = "00:02.000 --> 00:04.000\nwell then\nwe<00:02.500><c> go</c>\n"
    transcript = transcript_of(recognized(SavedFile("x", f"WEBVTT\n\n{first}\n{second}"), built_in())[1])

    assert transcript.text == "well then we go"


def test_subtitles_that_underline_words_have_their_times() -> None:
    said = [(0.0, "<u>Hello</u> there"), (0.5, "Hello <u>there</u>")]
    text = "".join(
        f"{n}\n00:00:0{start},000 --> 00:00:0{start + 0.5}00\n{line}\n\n" for n, (start, line) in enumerate(said)
    )
    text = (
        text.replace("0.0,000", "0,000")
        .replace("0.5,000", "0,500")
        .replace("00.500", "00,500")
        .replace("01.000", "01,000")
    )
    transcript = transcript_of(recognized(SavedFile("x", text), built_in())[1])

    assert [(word.text.strip(), word.start, word.end) for word in transcript.words] == [
        ("Hello", 0, 0.5),
        ("there", 0.5, 1),
    ]


def test_large_files_are_read_in_a_moment(tmp_path: Path) -> None:
    path = tmp_path / "talk.srt"
    path.write_text(
        "".join(srt("Ann: and so on", "Bob: well").replace("00:00:", f"{hour:02}:00:") for hour in range(99)) * 20
    )

    assert len(load(path).text) > 100_000
    assert len(read_transcript(path).segments) == 99 * 20 * 2


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<v A>a</v><v B>b</v>" * 5_000, id="voices"),
        pytest.param("<v " * 20_000, id="tags that are open"),
        pytest.param("<c>a </c>" * 5_000, id="tags"),
        pytest.param("a" + " " * 100_000, id="spaces"),
        pytest.param("A" * 100_000 + ":", id="a long name"),
    ],
)
@pytest.mark.timeout(120)
def test_cue_of_any_kind_is_read_in_linear_time(text: str) -> None:
    speech = recognized(SavedFile("x", f"WEBVTT\n\n00:00.000 --> 00:10.000\n{text}\n"), built_in())[1]

    assert transcript_of(speech).text[:1] in ("a", "A", "<")


def test_a_turn_that_ends_after_every_recording_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "talk.rttm"
    path.write_text("SPEAKER talk 1 2.0 10000000 <NA> <NA> ann <NA> <NA>\n", encoding="utf-8")
    with pytest.raises(Unreadable, match=r"this looks like RTTM, but a time of 1e\+07 s is more than any recording"):
        recognized(load(path), built_in())


def test_half_a_character_in_json_is_one_that_is_not_known(tmp_path: Path) -> None:
    path = tmp_path / "talk.json"
    path.write_text('{"segments": [{"start": 0, "end": 1, "text": " a\\ud800 \\ud83d\\ude00"}]}', encoding="utf-8")
    assert [word.text for word in read_transcript(path).words] == [" a\ufffd", " \U0001f600"]


def test_keys_of_any_kind_leave_the_message_a_line(tmp_path: Path) -> None:
    path = tmp_path / "talk.json"
    path.write_text('{"a\\nb": 1, "\\n": 2}', encoding="utf-8")
    with pytest.raises(Unreadable, match=r"^this is JSON with , a b, of no kind"):
        recognized(load(path), built_in())
