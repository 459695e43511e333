"""The ledger: whole lines, of any number of processes, read by other tools."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whisper_diarize.batch import Entry, Ledger, entries


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    made = Ledger(tmp_path / "out")
    yield made
    made.claims.close()


def entry(key: str = "../in/a.wav", **changes: object) -> Entry:
    return Entry(key, 1.5, "hello", fingerprint="f", name="a", outputs={"srt": "a.srt"}, **changes)  # type: ignore[arg-type]


def test_a_line_has_the_fields_of_nemo_and_ours_that_say_something(ledger: Ledger) -> None:
    ledger.append(entry())
    assert json.loads(ledger.path.read_text()) == {
        "audio_filepath": "../in/a.wav",
        "duration": 1.5,
        "text": "hello",
        "status": "done",
        "fingerprint": "f",
        "name": "a",
        "outputs": {"srt": "a.srt"},
        "attempt": 1,
        "work_seconds": 0.0,
        "speakers": 0,
    }


def test_the_last_line_of_a_recording_counts_without_its_text(ledger: Ledger) -> None:
    ledger.append(entry(status="failed"))
    ledger.append(entry())
    other = Ledger(ledger.folder)
    other.refresh()
    found = other.entry("../in/a.wav", "f")
    assert found is not None
    assert (found.status, found.text) == ("done", "")
    assert other.with_text(found).text == "hello"


def test_a_line_that_was_left_unfinished_is_passed_over_and_ended(ledger: Ledger) -> None:
    ledger.append(entry("a.wav"))
    with ledger.path.open("a") as file:
        file.write('{"audio_filepath": "b.wav", "dura')
    other = Ledger(ledger.folder)
    other.refresh()
    assert other.entry("b.wav", "f") is None
    other.append(entry("c.wav"))
    assert [one.audio_filepath for one in entries(ledger.path)] == ["a.wav", "c.wav"]
    assert other.damaged == 1
    ledger.refresh()
    assert ledger.entry("c.wav", "f") is not None


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"null",
        b"{}",
        b"[" * 100_000,
        b'{"audio_filepath": 5}',
        b'{"audio_filepath": "a", "duration": "long"}',
        b'{"audio_filepath": "a", "duration": 1e999}',
        b'{"audio_filepath": "a", "duration": NaN}',
        b'{"audio_filepath": "a", "status": "sung"}',
        b'{"audio_filepath": "a", "size": true}',
        b'{"audio_filepath": "a", "size": 1' + b"0" * 5000 + b"}",
        b'{"audio_filepath": "a", "outputs": {"srt": 1}}',
        b'{"audio_filepath": "a", "outputs": []}',
        b'{"audio_filepath": "a", "format_options": {"srt": {"x": 1}}}',
        b"\xff\xfe",
    ],
    ids=range(15),
)
def test_a_line_that_is_no_entry_costs_itself(ledger: Ledger, line: bytes) -> None:
    ledger.append(entry("a.wav"))
    ledger.path.write_bytes(line + b"\n" + ledger.path.read_bytes())
    other = Ledger(ledger.folder)
    other.refresh()
    assert other.entry("a.wav", "f") is not None
    assert other.entry("a", "") is None


def test_fields_of_another_version_are_left_out(ledger: Ledger) -> None:
    ledger.folder.mkdir()
    ledger.path.write_text('{"audio_filepath": "a.wav", "duration": 2, "offset": 0, "mood": {"x": []}}\n')
    assert list(entries(ledger.path)) == [Entry("a.wav", 2)]


def test_a_ledger_that_was_replaced_is_read_anew(ledger: Ledger) -> None:
    ledger.append(entry("a.wav"))
    ledger.append(entry("b.wav"))
    ledger.path.write_bytes(ledger.path.read_bytes().splitlines(keepends=True)[1])
    ledger.refresh()
    assert ledger.entry("a.wav", "f") is None
    assert ledger.entry("b.wav", "f") is not None
    ledger.path.unlink()
    ledger.refresh()
    assert ledger.entry("b.wav", "f") is None


def test_names_have_one_owner_whatever_their_case_and_unicode_form(ledger: Ledger) -> None:
    ledger.append(Entry("x.wav", name="mon/Caf\u00e9"))
    assert ledger.owner("MON/cafe\u0301") == "x.wav"
    assert ledger.owner("mon/cafe") is None


def test_keys_are_the_same_when_both_folders_are_elsewhere(tmp_path: Path) -> None:
    for disk in ("here", "there"):
        (tmp_path / disk / "out").mkdir(parents=True)
        assert Ledger(tmp_path / disk / "out").key(str(tmp_path / disk / "in" / "a.wav")) == "../in/a.wav"


def test_a_recording_on_another_disk_has_its_whole_path(tmp_path: Path) -> None:
    assert Ledger(tmp_path).key("/a.wav") == "/a.wav"
    assert Ledger(tmp_path).key("s3://bucket/a.wav") == "s3://bucket/a.wav"


def test_lines_of_many_threads_are_whole(ledger: Ledger) -> None:
    def append(number: int) -> None:
        own = Ledger(ledger.folder)
        for turn in range(5):
            own.append(Entry(f"{number}-{turn}.wav", text="x" * 10_000))

    threads = [threading.Thread(target=append, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({one.audio_filepath for one in entries(ledger.path)}) == len(ledger.path.read_text().splitlines()) == 30


@given(
    st.text(max_size=20), st.text(max_size=20), st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=2)
)
def test_a_line_is_one_line_of_utf_8_and_comes_back(key: str, text: str, outputs: dict[str, str]) -> None:
    one = Entry(key, 1.0, text, outputs=outputs)
    line = one.to_json()
    assert b"\n" not in line
    assert Entry.from_json(line + b"\n") == one


def test_a_name_that_is_no_text_is_written_with_escapes() -> None:
    one = Entry("t\udcff.wav")
    assert one.to_json().startswith(b'{"audio_filepath": "t\\udcff.wav"')
    assert Entry.from_json(one.to_json()) == one
