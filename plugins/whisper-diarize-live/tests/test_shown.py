from __future__ import annotations

import io
from pathlib import Path

import pytest
import webvtt
from rich.console import Console
from whisper_diarize_live.captions import Captions, Change
from whisper_diarize_live.screen import Screen
from whisper_diarize_live.shown import GrowingVtt, ObsText

from whisper_diarize import AudioError, Word


def captions_of(*lines: tuple[str, str]) -> Captions:
    """Return captions of speakers and what they say: half a second a word, a second between lines."""
    captions, now = Captions(), 0.0
    for speaker, text in lines:
        words = [Word(now + place / 2, now + (place + 1) / 2, f" {word}") for place, word in enumerate(text.split(" "))]
        places = captions.add(words)
        captions.speakers[places.start :] = [speaker] * len(places)
        now = words[-1].end + 1.5
    return captions


def change(captions: Captions, heard: float, revised: tuple[int, ...] = ()) -> Change:
    return Change(heard, heard, range(len(captions.words)), revised, ())


def test_a_growing_vtt_is_valid_at_any_time_and_has_voices(tmp_path: Path) -> None:
    path, captions = tmp_path / "a.vtt", captions_of(("SPEAKER_00", "a <b> & c."), ("SPEAKER_01", "yes"))
    growing = GrowingVtt(path)
    assert list(webvtt.read(str(path)).captions) == []
    growing.show(change(captions, 4.0), captions)
    assert [(cue.voice, cue.text) for cue in webvtt.read(str(path)).captions] == [
        ("SPEAKER_00", "a &lt;b&gt; &amp; c.")
    ]
    growing.end(captions)
    assert [cue.voice for cue in webvtt.read(str(path)).captions] == ["SPEAKER_00", "SPEAKER_01"]


def test_obs_is_given_the_last_two_lines(tmp_path: Path) -> None:
    captions = captions_of(("SPEAKER_00", "one."), ("SPEAKER_01", "two."), ("?", "three"))
    ObsText(tmp_path / "a.txt").show(change(captions, 9), captions)
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "SPEAKER_01: two.\n?: three\n"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


@pytest.fixture
def screen() -> Screen:
    screen = Screen()
    screen._console = Console(file=io.StringIO(), width=80)
    return screen


def printed(screen: Screen) -> str:
    file = screen._console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


def test_a_line_is_printed_when_the_next_has_begun(screen: Screen) -> None:
    captions = captions_of(("SPEAKER_00", "one two."), ("SPEAKER_01", "three"))
    screen.show(change(captions, 4.0), captions)
    assert printed(screen) == "[00:00] SPEAKER_00: one two.\n"
    screen.end(captions)
    assert printed(screen).endswith("[00:02] SPEAKER_01: three\n")


def test_a_line_waits_for_its_speaker_but_not_for_ever(screen: Screen) -> None:
    captions = captions_of(("?", "one."), ("?", "two."))
    screen.show(change(captions, 4.0), captions)
    assert printed(screen) == ""
    screen.show(change(captions, 7.0), captions)
    assert printed(screen) == "[00:00] ?: one.\n"


def test_a_label_that_is_revised_after_it_was_printed_is_told(screen: Screen) -> None:
    captions = captions_of(("SPEAKER_00", "one two."), ("SPEAKER_01", "three"))
    screen.show(change(captions, 4.0), captions)
    captions.speakers[:2] = ["SPEAKER_02"] * 2
    screen.show(change(captions, 5.0, revised=(0, 1)), captions)
    assert printed(screen).splitlines()[1] == "(00:00 to 00:01: SPEAKER_02)"


def test_words_cannot_steer_the_terminal_and_keep_their_spaces(screen: Screen) -> None:
    captions = captions_of(("SPEAKER_00", "10\u00a0000\u3000EUR\x1b[2J."), ("SPEAKER_01", "three"))
    screen.show(change(captions, 4.0), captions)
    assert "\x1b" not in printed(screen)
    assert "10\u00a0000\u3000EUR" in printed(screen)


def test_without_speakers_there_are_no_labels_and_no_waiting_for_them(screen: Screen, tmp_path: Path) -> None:
    captions = captions_of(("", "one."), ("", "two."), ("", "three"))
    screen.show(change(captions, 4.0), captions)
    assert printed(screen) == "[00:00] one.\n[00:02] two.\n"
    ObsText(tmp_path / "a.txt").show(change(captions, 4.0), captions)
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "two.\nthree\n"
    GrowingVtt(tmp_path / "a.vtt").show(change(captions, 4.0), captions)
    assert [(cue.voice, cue.text) for cue in webvtt.read(str(tmp_path / "a.vtt")).captions] == [
        (None, "one."),
        (None, "two."),
    ]


def test_obs_shows_nothing_of_an_earlier_recording(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Ann: bye\n", encoding="utf-8")
    ObsText(tmp_path / "a.txt")
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == ""


def test_a_disk_that_is_full_is_told(tmp_path: Path) -> None:
    captions = captions_of(("SPEAKER_00", "one."), ("SPEAKER_01", "two"))
    growing = GrowingVtt(tmp_path / "a.vtt")
    growing._path = Path("/dev/full")
    with pytest.raises(AudioError, match="No space left"):
        growing.show(change(captions, 4.0), captions)
