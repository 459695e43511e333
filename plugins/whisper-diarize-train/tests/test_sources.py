from pathlib import Path

import numpy as np
import pytest
import soundfile
from whisper_diarize_train import corpus as corpora
from whisper_diarize_train.sources import Source, alone, find_sources

from whisper_diarize.errors import OptionError
from whisper_diarize.records import Turn


def recording(path: Path, seconds: float = 1.0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, np.linspace(0, 0.5, int(16000 * seconds)), 16000, subtype="FLOAT")
    return path


def test_folders_are_speakers_and_the_folders_above_them_sets(tmp_path: Path) -> None:
    own, other = recording(tmp_path / "ann" / "1.wav"), recording(tmp_path / "radio" / "ben" / "1.wav")
    noise = recording(tmp_path / "_noise" / "street.wav")

    assert find_sources(tmp_path) == [
        Source("_noise", "", noise),
        Source("own", "ann", own),
        Source("radio", "ben", other),
    ]


def test_a_recording_with_rttm_gives_the_turns_without_overlap(tmp_path: Path) -> None:
    path = recording(tmp_path / "talk.wav", 6.0)
    lines = [
        f"SPEAKER talk 1 {start} {length} <NA> <NA> {name} <NA> <NA>"
        for start, length, name in ((0.0, 3.0, "a"), (2.0, 3.0, "b"))
    ]
    path.with_suffix(".rttm").write_text("\n".join(lines) + "\n")

    assert find_sources(tmp_path) == [
        Source("own", "talk/a", path, 0.0, 2.0),
        Source("own", "talk/b", path, 3.0, 5.0),
    ]
    corpora.prepare(tmp_path, tmp_path / "data")
    clips = corpora.load(tmp_path / "data").clips
    assert [(clip.speaker, clip.num_samples) for clip in clips] == [("talk/a", 32000), ("talk/b", 32000)]
    first = corpora.load(tmp_path / "data").audio(clips[1])[0]
    assert first == pytest.approx(0.25, abs=1e-3)


def test_a_turn_is_cut_where_others_talk_and_short_rests_are_left_out() -> None:
    turns = (Turn(0.0, 10.0, "a"), Turn(2.0, 3.0, "b"), Turn(3.5, 4.0, "b"), Turn(9.5, 9.8, "c"))

    assert [(turn.start, turn.end) for turn in alone(turns) if turn.speaker == "a"] == [(0.0, 2.0), (4.0, 9.5)]


def test_a_recording_of_nobody_is_said_to_be_one(tmp_path: Path) -> None:
    recording(tmp_path / "who.wav")

    with pytest.raises(OptionError, match="whose voice"):
        find_sources(tmp_path)


def test_a_folder_without_recordings_is_no_corpus(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="no recordings"):
        find_sources(tmp_path)
