"""Sound and words are whole on the disk, whenever the program is killed."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st
from whisper_diarize_live.captions import Captions, Change
from whisper_diarize_live.events import EventLog, read_captions, read_events
from whisper_diarize_live.wave_file import HEADER, SoundSoFar, WaveFile

from whisper_diarize import SAMPLE_RATE, AudioError, Word

RAMP = np.arange(-800, 800, dtype=np.int16)

WRITER = """
import sys
import numpy as np
from pathlib import Path
from whisper_diarize_live.events import EventLog
from whisper_diarize_live.captions import Captions, Change
from whisper_diarize_live.wave_file import WaveFile
from whisper_diarize import Word
folder = Path(sys.argv[1])
file, log, captions = WaveFile(folder / "sound.wav"), EventLog(folder / "events.jsonl"), Captions()
log.begin("sound", 16000, {})
print("begun", flush=True)
for number in range(10**9):
    file.append(np.full(1000, number % 30000, np.int16))
    added = captions.add([Word(number, number + 1, f" w{number}")])
    log.show(Change(number, number, added, (), ()), captions)
"""


def test_what_was_appended_is_read_back_and_by_any_reader(tmp_path: Path) -> None:
    file = WaveFile(tmp_path / "a.wav")
    file.append(RAMP)
    file.append(RAMP[::-1])
    expected = np.concatenate([RAMP, RAMP[::-1]]).astype(np.float32) / 32768
    np.testing.assert_array_equal(file.read(0, 3200), expected)
    np.testing.assert_array_equal(SoundSoFar(file, 2000)[1500:9999], expected[1500:2000])
    samples, rate = soundfile.read(tmp_path / "a.wav", dtype="float32")  # while it is open
    np.testing.assert_array_equal(samples, expected)
    assert rate == SAMPLE_RATE
    file.close()


def test_sound_behind_the_header_is_found_again(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    file = WaveFile(path)
    file.append(RAMP)
    file.close()
    with path.open("ab") as later:  # killed before the header was written
        later.write(RAMP.tobytes())
    assert WaveFile(path).num_samples == 2 * len(RAMP)
    assert soundfile.info(path).frames == 2 * len(RAMP)


def test_another_kind_of_wav_is_refused(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", np.zeros((100, 2)), 44100)
    before = (tmp_path / "a.wav").read_bytes()
    with pytest.raises(AudioError, match="another kind"):
        WaveFile(tmp_path / "a.wav")
    assert (tmp_path / "a.wav").read_bytes() == before


def test_captions_are_read_back_with_their_last_labels(tmp_path: Path) -> None:
    log, captions = EventLog(tmp_path / "e.jsonl"), Captions()
    log.begin("a", SAMPLE_RATE, {"model": "tiny"})
    added = captions.add([Word(0, 1, " one", 0.5), Word(1, 2, " two")])
    log.show(Change(2, 2, added, (), ()), captions)
    captions.speakers = ["SPEAKER_00", "SPEAKER_01"]
    log.show(Change(4, 4, range(2, 2), (0, 1), ()), captions)
    log.end(5, 4, 2)
    log.close()
    read = read_captions(tmp_path / "e.jsonl")
    assert (read.words, read.speakers) == (captions.words, captions.speakers)
    kinds = [event["event"] for event in read_events(tmp_path / "e.jsonl")]
    assert kinds == ["begun", "words", "speaker_revised", "speaker_revised", "ended"]


@given(st.binary(max_size=60))
def test_a_torn_line_costs_only_itself(tail: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "e.jsonl"
        log, captions = EventLog(path), Captions()
        log.show(Change(1, 1, captions.add([Word(0, 1, " one")]), (), ()), captions)
        log.close()
        with path.open("ab") as later:
            later.write(b'{"event": "words", "first": 1, "wor' + tail.replace(b"\n", b""))
        again = EventLog(path)
        again.show(Change(2, 2, captions.add([Word(1, 2, " two")]), (), ()), captions)
        again.close()
        assert [word.text for word in read_captions(path).words] == [" one", " two"]


def test_a_file_that_is_no_log_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "e.jsonl"
    path.write_text(json.dumps({"event": "words", "words": 3}), encoding="utf-8")
    with pytest.raises(AudioError, match="not the log"):
        read_captions(path)
    with pytest.raises(AudioError, match="cannot be read"):
        read_captions(tmp_path / "none.jsonl")


@pytest.mark.slow
@pytest.mark.parametrize("milliseconds", [1, 7, 20, 55, 110])
def test_killed_at_any_moment_both_files_are_whole(tmp_path: Path, milliseconds: int) -> None:
    with subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(milliseconds / 1000)
        writer.kill()
    path = tmp_path / "sound.wav"
    told = soundfile.info(path).frames if path.stat().st_size >= HEADER.size else 0
    file = WaveFile(path)
    captions = read_captions(tmp_path / "events.jsonl")
    assert told <= file.num_samples <= told + 2000
    assert [word.text for word in captions.words] == [f" w{number}" for number in range(len(captions.words))]
    assert len(captions.words) <= file.num_samples // 1000 + 1
    whole = file.read(0, file.num_samples).reshape(-1, 1000) if file.num_samples % 1000 == 0 else None
    if whole is not None:
        np.testing.assert_array_equal(whole[:, 0] * 32768, np.arange(len(whole)) % 30000)
