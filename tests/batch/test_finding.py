"""Recordings in folders, by patterns, from lists."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from whisper_diarize import OptionError
from whisper_diarize.batch import Search, find_recordings, is_batch, refuse_none

NAMES = ("b10.wav", "B2.wav", "a.MP3", "notes.txt", ".hidden.wav", "sub/c.m4a", "sub/.git/d.wav", "sub/deep/e.opus")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in NAMES:
        path = tmp_path / "talks" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path / "talks"


def places(*arguments: str, **rules: object) -> list[str]:
    return [found.place for found in find_recordings(arguments, Search(**rules)).recordings]  # type: ignore[arg-type]


def test_a_folder_has_recordings_in_the_order_of_people_and_none_below(folder: Path) -> None:
    assert places("talks") == ["a.MP3", "B2.wav", "b10.wav"]


def test_hidden_files_and_folders_are_left_out(folder: Path) -> None:
    assert places("talks", recursive=True) == ["a.MP3", "B2.wav", "b10.wav", "sub/c.m4a", "sub/deep/e.opus"]


@pytest.mark.parametrize(
    ("rules", "found"),
    [
        ({"match": ("*.txt",)}, ["notes.txt"]),
        ({"match": ("B*", "c*")}, ["B2.wav", "b10.wav", "sub/c.m4a"]),
        ({"match": ("sub/*",)}, ["sub/c.m4a", "sub/deep/e.opus"]),
        ({"ignore": ("*.WAV", "sub/deep/*")}, ["a.MP3", "sub/c.m4a"]),
    ],
    ids=["any suffix", "names", "paths", "ignored"],
)
def test_patterns_are_for_names_or_paths_whatever_their_case(
    folder: Path, rules: dict[str, tuple[str, ...]], found: list[str]
) -> None:
    assert places("talks", recursive=True, **rules) == found


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("talks/*.wav", ["B2.wav", "b10.wav"]),
        ("talks/**/*.m4a", ["sub/c.m4a"]),
        ("t*/sub/*.m4a", ["talks/sub/c.m4a"]),
    ],
)
def test_a_pattern_mirrors_what_is_below_its_fixed_part(folder: Path, pattern: str, found: list[str]) -> None:
    assert places(pattern) == found


def test_a_file_whose_name_looks_like_a_pattern_is_a_file(folder: Path) -> None:
    (folder / "a[1].wav").touch()
    assert places("talks/a[1].wav") == ["a[1].wav"]
    assert not is_batch("talks/a[1].wav")


def test_a_list_has_a_name_a_line_looked_up_from_here_or_from_the_list(folder: Path) -> None:
    text = "\ufeff# mine\n\ntalks/a.MP3\r\n  sub/c.m4a \ngone.wav\nhttps://radio.example/x/talk.mp3\n"
    (folder / "mine.txt").write_text(text, encoding="utf-8")
    found = find_recordings(["talks/mine.txt"]).recordings
    assert [one.source for one in found] == [
        "talks/a.MP3", "talks/sub/c.m4a", "gone.wav", "https://radio.example/x/talk.mp3"
    ]  # fmt: skip
    assert [one.place for one in found] == ["a.MP3", "sub/c.m4a", "gone.wav", "talk.mp3"]


def test_absolute_names_mirror_what_is_below_their_common_folder(folder: Path) -> None:
    (folder / "all.lst").write_text(f"{folder}/sub/c.m4a\n{folder}/sub/deep/e.opus\n")
    assert places("talks/all.lst") == ["c.m4a", "deep/e.opus"]


def test_outputs_of_a_listed_recording_stay_in_their_folder(folder: Path) -> None:
    (folder / "up.txt").write_text("../talks/../../x.wav\n")
    assert places("talks/up.txt") == ["x.wav"]


def test_names_that_nul_ends_may_have_line_breaks(folder: Path) -> None:
    (folder / "a\nb.wav").touch()
    (folder / "find.txt").write_bytes(b"talks/a\nb.wav\0talks/a.MP3\0")
    assert places("talks/find.txt") == ["a\nb.wav", "a.MP3"]


def test_a_manifest_is_a_list(folder: Path) -> None:
    (folder / "nemo.jsonl").write_text(json.dumps({"audio_filepath": "sub/c.m4a", "duration": 1.0}) + "\n")
    assert places("talks/nemo.jsonl") == ["sub/c.m4a"]
    (folder / "nemo.jsonl").write_text('{"text": "x"}\n')
    with pytest.raises(OptionError, match=r"nemo\.jsonl, line 1: there is no 'audio_filepath' in it"):
        places("talks/nemo.jsonl")


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"talks/a.MP3\ntalks/B2.wav\n", ["talks/a.MP3", "talks/B2.wav"]),
        (b"talks/a.MP3\0", ["talks/a.MP3"]),
        (b'{"audio_filepath": "talks/a.MP3"}\n', ["talks/a.MP3"]),
        (b"RIFF$\0\0\0WAVEfmt ", ["-"]),
        (b"#EXTM3U\ntalks/a.MP3\n", ["-"]),
        (b"", ["-"]),
    ],
    ids=["names", "NUL", "manifest", "recording", "playlist", "nothing"],
)
def test_standard_input_is_a_list_or_a_recording(
    folder: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, found: list[str]
) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(data)))
    assert is_batch("-") is (found != ["-"])
    assert places("-") == found


def test_a_recording_that_is_named_twice_is_done_once(folder: Path) -> None:
    (folder / "link").symlink_to(folder)
    assert places("talks/a.MP3", "./talks//a.MP3", "talks/link/a.MP3", "talks") == ["a.MP3", "B2.wav", "b10.wav"]


def test_a_folder_that_may_not_be_read_costs_its_own_recordings(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scandir = os.scandir

    def refuse(path: str) -> object:
        if Path(path).name == "sub":
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr("os.scandir", refuse)
    findings = find_recordings(["talks"], Search(recursive=True))
    assert [found.place for found in findings.recordings] == ["a.MP3", "B2.wav", "b10.wav"]
    assert [str(error) for error in findings.errors] == [
        "talks/sub: the folder cannot be read: Permission denied; skipped"
    ]


def test_no_recording_is_an_error_that_says_what_to_do(folder: Path) -> None:
    with pytest.raises(OptionError, match="talks: no recording is there; --recursive looks in folders below"):
        refuse_none(find_recordings(["talks"], Search(match=("*.xyz",))), ["talks"])


@pytest.mark.parametrize("argument", ["talks", "talks/*.wav", "talks/notes.txt"])
def test_folders_patterns_and_lists_make_a_batch(folder: Path, argument: str) -> None:
    assert is_batch(argument)


@pytest.mark.parametrize("argument", ["talks/a.MP3", "gone.wav", "gone.txt", "https://radio.example/talk.mp3"])
def test_a_recording_makes_none(folder: Path, argument: str) -> None:
    assert not is_batch(argument)
