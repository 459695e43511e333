from __future__ import annotations

import contextlib
from pathlib import Path

import numpy as np
import pytest
from whisper_diarize_live.events import VERSION, EventLog
from whisper_diarize_live.folder import Folder, broken_off
from whisper_diarize_live.settings import Settings
from whisper_diarize_live.wave_file import WaveFile

from whisper_diarize import SAMPLE_RATE, AudioError

SETTINGS = Settings(transcriber="pocketsphinx", final="none")


def keep_sound(folder: Folder, num_samples: int) -> None:
    with contextlib.closing(WaveFile(folder.sound)) as file:
        file.append(np.zeros(num_samples, np.int16))


def break_off(folder: Folder, num_samples: int, error: BaseException) -> None:
    with folder.made():
        keep_sound(folder, num_samples)
        folder.log.touch()
        raise error


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = Folder(tmp_path / "talk")
    with folder.made(), contextlib.closing(EventLog(folder.log)) as log:
        log.begin("talk", SAMPLE_RATE, SETTINGS.to_log())
        keep_sound(folder, 100)
    return folder


def test_sound_that_was_kept_stays_whatever_went_wrong(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "talk")
    with pytest.raises(KeyboardInterrupt):
        break_off(folder, num_samples=100, error=KeyboardInterrupt())
    assert folder.sound.exists()


def test_without_sound_nothing_is_left_but_what_was_there(tmp_path: Path) -> None:
    for folder in (Folder(tmp_path / "new"), Folder(tmp_path / "old")):
        if folder.name == "old":
            folder.path.mkdir()
            (folder.path / "notes.txt").touch()
        with pytest.raises(AudioError, match="no microphone"):
            break_off(folder, num_samples=0, error=AudioError("device 3", "no microphone"))
    assert [path.name for path in tmp_path.rglob("*")] == ["old", "notes.txt"]


def test_a_folder_that_has_a_recording_is_refused_and_kept(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "talk")
    with folder.made():
        keep_sound(folder, 8000)
    with pytest.raises(AudioError, match="--resume"), folder.made():
        pass
    assert sorted(folder.path.iterdir()) == [folder.sound]


def test_a_recording_that_was_not_to_be_finished_is_finished_later(folder: Folder) -> None:
    assert broken_off(folder.path) == (Folder(folder.path, "talk"), Settings(transcriber="pocketsphinx"))


def test_a_folder_that_was_renamed_has_its_recording(folder: Folder) -> None:
    renamed = folder.path.rename(folder.path.with_name("monday"))
    found, _ = broken_off(renamed)
    assert (found.path, found.sound) == (renamed, renamed / "talk.wav")
    assert found.sound.exists()


def test_a_log_of_another_version_is_refused(folder: Folder) -> None:
    text = folder.log.read_text("utf-8").replace(f'"version": {VERSION}', '"version": 9')
    folder.log.write_text(text, "utf-8")
    with pytest.raises(AudioError, match="of version 9, not 1"):
        broken_off(folder.path)


@pytest.mark.parametrize("text", ["", "{", "[]\n", '{"event": "words"}\n', '{"event": "begun", "name": 3}\n'])
def test_what_is_no_log_is_refused(folder: Folder, text: str) -> None:
    folder.log.write_text(text, "utf-8")
    with pytest.raises(AudioError, match="not the log of a recording"):
        broken_off(folder.path)


def test_sound_that_is_missing_is_told_and_not_made(folder: Folder) -> None:
    folder.sound.unlink()
    with pytest.raises(AudioError, match=r"talk.wav: the sound of the recording is not there"):
        broken_off(folder.path)
    assert not folder.sound.exists()
