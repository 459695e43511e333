"""Two inputs are two people: their words, what is kept, what comes out at the end."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray
from whisper_diarize_live.captions import Captions, Change
from whisper_diarize_live.clock import VirtualClock
from whisper_diarize_live.events import read_captions
from whisper_diarize_live.fake_engines import LevelEngines, levels
from whisper_diarize_live.folder import Folder, broken_off
from whisper_diarize_live.running import Run
from whisper_diarize_live.settings import Settings
from whisper_diarize_live.shown import GrowingVtt
from whisper_diarize_live.sound import Pipe, PlayedFile, Sink
from whisper_diarize_live.together import Together
from whisper_diarize_live.wave_file import WaveFile

from whisper_diarize import SAMPLE_RATE, Audio, Word, read

SETTINGS = Settings(
    transcriber="fed-levels",
    diarizer="halves",
    diarize=False,
    num_channels=2,
    channel_names=("Me", "Others"),
    output_formats=("json", "srt", "rttm"),
)
QUESTION, ANSWER = levels(41, 60), levels(501, 520)
SILENCE = np.zeros_like(QUESTION)


def played(run: Run) -> PlayedFile:
    """Return a call: one asks for ten seconds, the other answers."""
    mine, theirs = np.concatenate([QUESTION, SILENCE]), np.concatenate([SILENCE, ANSWER])
    return PlayedFile([Audio(mine), Audio(theirs)], run.clock)


def run_of(folder: Path, settings: Settings = SETTINGS) -> Run:
    return Run(settings, Folder(folder), VirtualClock(lambda: 0.0), plugins=(LevelEngines(),))


def said(captions: Captions, channel: int) -> list[str]:
    return [word.text for word in captions.words if word.channel == channel]


def test_words_of_a_channel_are_its_persons(tmp_path: Path) -> None:
    run = run_of(tmp_path / "call")
    run.record(played(run))
    captions = read_captions(run.folder.log)
    assert said(captions, 0) == [f" w{level}" for level in range(41, 61)]
    assert said(captions, 1) == [f" w{level}" for level in range(501, 521)]
    assert {(word.channel, name) for word, name in zip(captions.words, captions.speakers, strict=True)} == {
        (0, "Me"),
        (1, "Others"),
    }


@pytest.mark.parametrize("final", ["relabel", "retranscribe"])
@pytest.mark.parametrize("diarize", [False, True])
def test_the_files_are_those_of_transcribe_with_channels_split(tmp_path: Path, final: str, diarize: bool) -> None:
    settings = replace(SETTINGS, final=final, diarize=diarize)  # type: ignore[arg-type]  # one of them
    run, ordinary = run_of(tmp_path / "call", settings), tmp_path / "ordinary"
    result = run.record(played(run))
    assert result is not None
    with settings.session((LevelEngines(),)) as session:
        session.transcribe(
            run.folder.sound,
            channels="split",
            channel_names=settings.channel_names,
            diarize=diarize,
            output_formats=settings.output_formats,
            output_dir=ordinary,
        )
    assert {speaker.name.split()[0] for speaker in result.unwrap().speakers} == {"Me", "Others"}
    if final == "retranscribe":
        for path in ordinary.iterdir():
            assert (run.folder.path / path.name).read_text("utf-8") == path.read_text("utf-8")
    else:
        assert result.unwrap().text == read(ordinary / "call.json").text


def test_a_broken_call_is_resumed_channel_by_channel(tmp_path: Path) -> None:
    run = run_of(tmp_path / "call", replace(SETTINGS, final="none"))
    run.record(played(run))
    lines = run.folder.log.read_bytes().splitlines(keepends=True)
    run.folder.log.write_bytes(b"".join(lines[: len(lines) // 2]))
    kept = read_captions(run.folder.log).words
    settings = broken_off(run.folder.path)[1]
    assert run_of(run.folder.path, settings).resume() is not None
    captions = read_captions(run.folder.log)
    assert 0 < len(kept) < 40
    assert captions.words[: len(kept)] == kept
    assert said(captions, 0) + said(captions, 1) == [f" w{level}" for level in [*range(41, 61), *range(501, 521)]]


class Dictated:
    """A source that gives sound when a test says so."""

    num_channels = 1
    ended = False
    sink: Sink

    def begin(self, file: Sink) -> None:
        self.sink = file

    def keep_up(self) -> None:
        """Keep up: a fake has no queue."""

    def stop(self) -> None:
        self.ended = True

    def remark(self) -> str | None:
        return "it is quiet"


def ones(seconds: float, value: int) -> NDArray[np.int16]:
    return np.full(round(seconds * SAMPLE_RATE), value, np.int16)


def test_a_source_that_stops_is_silent_and_holds_up_no_sound_of_the_other(tmp_path: Path) -> None:
    mine, others, file = Dictated(), Dictated(), WaveFile(tmp_path / "a.wav", 2)
    together = Together([mine, others])
    together.begin(file)
    mine.sink.append(ones(3.0, 5))
    assert file.num_samples == 2 * SAMPLE_RATE  # the other is a second behind
    others.sink.append(ones(1.0, 7))
    together.stop()
    kept, _ = soundfile.read(tmp_path / "a.wav", dtype="int16")
    np.testing.assert_array_equal(kept[:, 0], ones(3.0, 5))
    assert kept[:, 1].sum() == 7 * SAMPLE_RATE
    assert together.ended
    assert together.remark() == "source 1: it is quiet"


def test_a_pipe_of_two_channels_is_kept_however_it_comes(tmp_path: Path) -> None:
    samples = np.random.default_rng(0).integers(-9999, 9999, (4001, 2)).astype("<i2")
    file = WaveFile(tmp_path / "a.wav", 2)
    pipe = Pipe(16_000, Crumbs(samples.tobytes()), num_channels=2)  # type: ignore[arg-type]  # what is used of it
    pipe.begin(file)
    pipe.join()
    kept, _ = soundfile.read(tmp_path / "a.wav", dtype="int16")
    np.testing.assert_array_equal(kept, samples)
    np.testing.assert_array_equal(WaveFile(tmp_path / "a.wav").read(10, 20, 1) * 32768, samples[10:20, 1])


class Crumbs(io.RawIOBase):
    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def read(self, size: int = -1) -> bytes:
        return self._data.read(min(333, size))


def test_cues_never_go_back_in_time_although_channels_do(tmp_path: Path) -> None:
    captions = Captions()
    captions.add([Word(5.0, 6.0, " later.", channel=0)], "Me")
    captions.add([Word(4.0, 5.5, " before.", channel=1)], "Others")
    growing = GrowingVtt(tmp_path / "a.vtt")
    growing.show(Change(7.0, 7.0, range(2), (), ()), captions)
    growing.end(captions)
    cues = [line for line in (tmp_path / "a.vtt").read_text("utf-8").splitlines() if "-->" in line]
    assert cues == ["00:00:05.000 --> 00:00:06.000", "00:00:05.000 --> 00:00:05.500"]
