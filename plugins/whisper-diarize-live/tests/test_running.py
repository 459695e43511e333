"""A whole run on a virtual clock: engines of the tests, recordings that the tests make."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray
from whisper_diarize_live.captions import Captions, Change
from whisper_diarize_live.events import read_captions, read_events
from whisper_diarize_live.folder import Folder, broken_off
from whisper_diarize_live.labels import UNKNOWN
from whisper_diarize_live.live import Pace
from whisper_diarize_live.running import Run
from whisper_diarize_live.settings import Settings
from whisper_diarize_live.sound import PlayedFile

from whisper_diarize import (
    SAMPLE_RATE,
    Audio,
    AudioError,
    Diarization,
    Diarizer,
    Progress,
    Register,
    Segment,
    SpeakerCount,
    Transcriber,
    Transcript,
    TranscriptionError,
    Turn,
    Word,
    hookimpl,
    read,
)

SECONDS_PER_WORD = 0.5
LEVELS = 1000  # each word is half a second of sound at a level of its own: the engine reads it off


def recording(num_words: int) -> Audio:
    levels = np.repeat(np.arange(1, num_words + 1) / LEVELS, round(SECONDS_PER_WORD * SAMPLE_RATE))
    return Audio(levels.astype(np.float32))


def segment(words: Sequence[Word]) -> Segment:
    return Segment(words[0].start, words[-1].end, "".join(word.text for word in words), tuple(words))


class StillClock:
    """A clock on which only waiting takes time, so that a run is the same on every machine."""

    def __init__(self) -> None:
        self._waited = 0.0

    def now(self) -> float:
        return self._waited

    def wait(self, seconds: float) -> None:
        self._waited += seconds


class LevelTranscriber:
    """Hears a word in each level; the last one, as long as it is cut off, wrongly."""

    def transcribe(self, audio: Audio, _progress: Progress) -> Transcript:
        levels = np.round(audio.array * LEVELS).astype(int)
        words = []
        for level in sorted(set(levels) - {0}):
            places = np.flatnonzero(levels == level)
            start, end = places[0] / SAMPLE_RATE, (places[-1] + 1) / SAMPLE_RATE
            cut_off = end == audio.duration and len(places) < 0.9 * SECONDS_PER_WORD * SAMPLE_RATE
            begun = len(places) < 0.1 * SECONDS_PER_WORD * SAMPLE_RATE
            if not begun:
                words.append(Word(start, end, f" {'cut' if cut_off else f'w{level}'}"))
        return Transcript((segment(words),) if words else ())


class ChangingDiarizer:
    """Gives the first ten seconds to one, the rest to another; who is called A changes with every call."""

    def __init__(self) -> None:
        self._calls = 0

    def diarize(self, audio: Audio, _speaker_count: SpeakerCount, _progress: Progress) -> Diarization:
        self._calls += 1
        first, second = ("A", "B") if self._calls % 2 else ("B", "A")
        turns = [Turn(0.0, min(10.0, audio.duration), first)]
        if audio.duration > 10:
            turns.append(Turn(10.0, audio.duration, second))
        return Diarization(tuple(turns))


class TiringTranscriber(LevelTranscriber):
    """Breaks when more than eight seconds were heard."""

    def transcribe(self, audio: Audio, progress: Progress) -> Transcript:
        if audio.duration > 8:
            raise TranscriptionError("the engine is tired")
        return super().transcribe(audio, progress)


class FailingTranscriber:
    def transcribe(self, _audio: Audio, _progress: Progress) -> Transcript:
        raise TranscriptionError("the engine broke")


class LiveEngines:
    @hookimpl
    def register_transcribers(self, register: Register[Transcriber]) -> None:
        register("levels", lambda _: LevelTranscriber())
        register("failing", lambda _: FailingTranscriber())
        register("tiring", lambda _: TiringTranscriber())

    @hookimpl
    def register_diarizers(self, register: Register[Diarizer]) -> None:
        register("changing", lambda _: ChangingDiarizer())


class Observer:
    def __init__(self) -> None:
        self.texts: list[str] = []
        self.speakers: list[str] = []

    @hookimpl
    def live_text(self, words: Sequence[Word], speakers: Sequence[str]) -> None:
        self.texts += [word.text for word in words]
        self.speakers += speakers

    @hookimpl
    def live_revision(self, places: Sequence[int], speaker: str) -> None:
        for place in places:
            self.speakers[place] = speaker


@dataclass
class Seen:
    """Remembers what was shown."""

    changes: list[Change] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    speakers: list[list[str]] = field(default_factory=list)
    ended: bool = False
    interrupt_after: int | None = None

    def show(self, change: Change, captions: Captions) -> None:
        self.changes.append(change)
        self.texts.append("".join(word.text for word in captions.words))
        self.speakers.append(list(captions.speakers))
        if len(self.changes) == self.interrupt_after:
            os.kill(os.getpid(), signal.SIGINT)

    def end(self, captions: Captions) -> None:
        self.ended = bool(captions.words)


SETTINGS = Settings(transcriber="levels", diarizer="changing", output_formats=("json", "srt"))


def run_of(folder: Path, seen: Seen, settings: Settings = SETTINGS) -> Run:
    return Run(settings, Folder(folder), StillClock(), Pace(1.0, 2.0), (seen,), (LiveEngines(),))


def played(run: Run, audio: Audio) -> PlayedFile:
    return PlayedFile(audio, run.clock)


def expected(first: int, last: int) -> list[str]:
    return [f" w{number}" for number in range(first, last + 1)]


@pytest.fixture
def seen() -> Seen:
    return Seen()


def test_every_word_is_shown_once_and_never_changes(tmp_path: Path, seen: Seen) -> None:
    run = run_of(tmp_path / "talk", seen)
    result = run.record(played(run, recording(60)))
    assert seen.texts[-1] == "".join(expected(1, 60))
    assert all(after.startswith(before) for before, after in zip(seen.texts, seen.texts[1:], strict=False))
    assert seen.ended
    assert result is not None
    assert result.unwrap().text.split() == [word.strip() for word in expected(1, 60)]


def test_words_are_shown_while_the_recording_goes_on(tmp_path: Path, seen: Seen) -> None:
    run = run_of(tmp_path / "talk", seen)
    run.record(played(run, recording(60)))
    early = next(change for change in seen.changes if change.added)
    assert early.heard < 5
    assert any(change.tentative for change in seen.changes)


def test_labels_stay_although_the_diarizer_swaps_its_own(tmp_path: Path, seen: Seen) -> None:
    run = run_of(tmp_path / "talk", seen)
    run.record(played(run, recording(60)))
    captions = read_captions(run.folder.log)
    assert captions.speakers == ["SPEAKER_00"] * 20 + ["SPEAKER_01"] * 40
    shown = [{label for labels in seen.speakers for label in labels[place : place + 1]} for place in range(60)]
    assert all(len(labels - {UNKNOWN}) == 1 for labels in shown)


def test_the_files_are_those_of_transcribe(tmp_path: Path, seen: Seen) -> None:
    run = run_of(tmp_path / "talk", seen, replace(SETTINGS, final="retranscribe"))
    result = run.record(played(run, recording(30)))
    assert result is not None
    ordinary = tmp_path / "ordinary"
    with SETTINGS.session((LiveEngines(),)) as session:
        session.transcribe(run.folder.sound, diarize=True, output_formats=("json", "srt"), output_dir=ordinary)
    for path in ordinary.iterdir():
        assert (run.folder.path / path.name).read_text("utf-8") == path.read_text("utf-8")


def test_ctrl_c_ends_the_recording_and_finishes_it(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGINT)
    seen = Seen(interrupt_after=6)
    run = run_of(tmp_path / "talk", seen)
    result = run.record(played(run, recording(60)))
    assert result is not None
    assert 5 < result.unwrap().duration < 12
    assert [event["event"] for event in read_events(run.folder.log)][-1] == "ended"
    assert signal.getsignal(signal.SIGINT) is before


def test_a_recording_that_was_broken_off_is_resumed(tmp_path: Path, seen: Seen) -> None:
    run = run_of(tmp_path / "talk", seen, replace(SETTINGS, final="none"))
    assert run.record(played(run, recording(60))) is None
    lines = run.folder.log.read_bytes().splitlines(keepends=True)
    run.folder.log.write_bytes(b"".join(lines[:9]) + lines[9][:20])  # as a kill leaves it
    kept = read_captions(run.folder.log).words
    assert 0 < len(kept) < 60
    settings = broken_off(run.folder.path)[1]
    result = replace(run_of(run.folder.path, Seen()), settings=settings).resume()
    assert result is not None
    assert result.unwrap().text.split() == [word.strip() for word in expected(1, 60)]
    assert read_captions(run.folder.log).words[: len(kept)] == kept


def test_an_engine_that_fails_loses_no_sound(tmp_path: Path, seen: Seen) -> None:
    run = run_of(tmp_path / "talk", seen, replace(SETTINGS, transcriber="failing"))
    with pytest.raises(TranscriptionError, match="broke"):
        run.record(played(run, recording(20)))
    assert run.folder.sound.stat().st_size > SAMPLE_RATE
    assert broken_off(run.folder.path)[1].transcriber == "failing"


def test_an_engine_that_fails_later_ends_the_captions_and_not_the_recording(tmp_path: Path, seen: Seen) -> None:
    warnings: list[str] = []
    run = replace(run_of(tmp_path / "talk", seen, replace(SETTINGS, transcriber="tiring")), warn=warnings.append)
    with pytest.raises(TranscriptionError, match="tired"):
        run.record(played(run, recording(60)))
    assert [line.partition(";")[0] for line in warnings] == ["the engine is tired"]
    assert soundfile.info(run.folder.sound).frames == recording(60).num_samples
    settings = replace(broken_off(run.folder.path)[1], transcriber="levels")
    result = replace(run_of(run.folder.path, Seen()), settings=settings).resume()
    assert result is not None
    assert result.unwrap().text.split() == [word.strip() for word in expected(1, 60)]


def test_a_recording_without_sound_is_none(tmp_path: Path, seen: Seen) -> None:
    run = run_of(tmp_path / "talk", seen)
    with pytest.raises(AudioError, match="talk: no sound came, so there is no recording"):
        run.record(played(run, Audio(np.zeros(0, np.float32))))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("diarize", "label"), [(True, UNKNOWN), (False, "")])
def test_words_are_no_ones_yet_or_no_ones_at_all(tmp_path: Path, seen: Seen, diarize: bool, label: str) -> None:
    run = run_of(tmp_path / "talk", seen, replace(SETTINGS, diarize=diarize, final="none"))
    run.record(played(run, recording(20)))
    first = next(event["words"] for event in read_events(run.folder.log) if event["event"] == "words")
    assert isinstance(first, list)
    assert first[0]["speaker"] == label


def test_observers_are_told_of_words_and_of_speakers(tmp_path: Path, seen: Seen) -> None:
    observer = Observer()
    run = replace(run_of(tmp_path / "talk", seen), plugins=(LiveEngines(), observer))
    run.record(played(run, recording(60)))
    assert observer.texts == expected(1, 60)
    assert observer.speakers == ["SPEAKER_00"] * 20 + ["SPEAKER_01"] * 40


@pytest.mark.parametrize("silence", [np.zeros(5 * SAMPLE_RATE, np.float32), np.full(5 * SAMPLE_RATE, 1e-4, np.float32)])
def test_in_silence_the_engine_is_not_asked(tmp_path: Path, seen: Seen, silence: NDArray[np.float32]) -> None:
    run = run_of(tmp_path / "talk", seen, replace(SETTINGS, transcriber="failing", diarize=False, final="none"))
    assert run.record(played(run, Audio(silence))) is None
    assert seen.texts[-1] == ""


def test_outputs_are_read_back(tmp_path: Path, seen: Seen) -> None:
    run = run_of(tmp_path / "talk", seen, replace(SETTINGS, speaker_names=("Ann", "Bob")))
    run.record(played(run, recording(60)))
    transcript = read(run.folder.path / "talk.json")
    assert [speaker.name for speaker in transcript.speakers] == ["Ann", "Bob"]
