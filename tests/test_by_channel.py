"""Recordings of several channels from the file to the result, with fake engines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.channels.conversations import RATE, conversation, leaking
from whisper_diarize import (
    AttributedTranscript,
    Diarizer,
    OptionError,
    Tracks,
    Transcriber,
    diarize,
    hookimpl,
    transcribe,
)
from whisper_diarize.protocols import Progress
from whisper_diarize.records import Audio, Diarization, Segment, Span, SpeakerCount, Transcript, Turn, Word
from whisper_diarize.registry import Register

CALL = conversation(24.0)


def talk(audio: Audio) -> list[Span]:
    """Return the seconds in which a channel is loud."""
    seconds = audio.array[: int(audio.duration) * RATE].reshape(-1, RATE)
    return [Span(number, number + 0.9) for number, one in enumerate(seconds) if np.square(one).mean() > 1e-4]


@dataclass(eq=False)  # pluggy keeps plugins by their hash
class Engines:
    """Engines that hear what is there: a word for each second of talk, named after it."""

    voices: int = 1
    counts: list[SpeakerCount] = field(default_factory=list)
    heard: list[int | None] = field(default_factory=list)

    @hookimpl
    def register_transcribers(self, register: Register[Transcriber]) -> None:
        register("ears", lambda _: self)

    @hookimpl
    def register_diarizers(self, register: Register[Diarizer]) -> None:
        register("ears", lambda _: self)

    def transcribe(self, audio: Audio, progress: Progress) -> Transcript:
        self.heard.append(audio.channel)
        progress(audio.duration, audio.duration)
        words = tuple(Word(span.start, span.end, f" s{span.start:.0f}") for span in talk(audio))
        segments = (Segment(words[0].start, words[-1].end, "".join(w.text for w in words), words),) if words else ()
        return Transcript(segments, language="en", engine="ears")

    def diarize(self, audio: Audio, speaker_count: SpeakerCount, progress: Progress) -> Diarization:
        self.counts.append(speaker_count)
        progress(audio.duration, audio.duration)
        spans = talk(audio)
        turns = [
            Turn(span.start, span.end, f"SPEAKER_{number * self.voices // len(spans):02d}")
            for number, span in enumerate(spans)
        ]
        return Diarization(tuple(turns), model="ears")


@pytest.fixture
def call(tmp_path: Path) -> Path:
    path = tmp_path / "call.wav"
    soundfile.write(path, CALL.T, RATE)
    return path


def run(source: object, engines: Engines | None = None, /, **options: object) -> AttributedTranscript:
    plugins = [engines or Engines()]
    return transcribe(source, transcriber="ears", diarizer="ears", plugins=plugins, **options)  # type: ignore[arg-type]


def test_each_side_of_a_call_is_a_speaker(call: Path) -> None:
    result = run(call, diarize=True)

    assert [(turn.speaker, turn.channel) for turn in result.diarization.turns[:5:4]] == [("CH0", 0), ("CH1", 1)]  # type: ignore[union-attr]
    expected = ["CH0", "CH1"] * 3
    assert [result.words[second].speaker for second in range(0, 24, 4)] == expected
    assert result.duration == pytest.approx(24.0)


def test_split_gives_speakers_without_a_diarizer_and_names_them(call: Path) -> None:
    result = run(call, channels="split", channel_names=["Agent", "Caller"])

    assert [speaker.name for speaker in result.speakers] == ["Agent", "Caller"]
    assert [word.word.channel for word in result.words[:8]] == [0] * 4 + [1] * 4
    assert result.quality is not None
    assert result.quality.speech == pytest.approx(1.0, abs=0.1)


def test_mix_is_one_recording(call: Path) -> None:
    engines = Engines()
    result = run(call, engines, channels="mix", diarize=True)

    assert engines.heard == [None]
    assert [speaker.label for speaker in result.speakers] == ["SPEAKER_00"]


def test_without_speakers_nothing_is_split_that_is_not_asked_for(call: Path) -> None:
    assert run(call).speakers == ()


def test_channel_with_several_voices_has_several_speakers(call: Path) -> None:
    result = run(call, Engines(voices=2), diarize=True)

    assert {speaker.label for speaker in result.speakers} == {
        f"CH{channel}_SPEAKER_{voice:02d}" for channel in range(2) for voice in range(2)
    }
    assert all(word.speaker is not None and word.speaker.startswith(f"CH{word.word.channel}") for word in result.words)


@pytest.mark.parametrize(
    ("given", "each"),
    [({"num_speakers": 2}, 1), ({"num_speakers": 5}, 4), ({"max_speakers": 3}, 2), ({"min_speakers": 3}, None)],
    ids=["two people", "five people", "at most three", "at least three"],
)
def test_number_of_speakers_is_shared_by_the_channels(call: Path, given: dict[str, int], each: int | None) -> None:
    engines = Engines()
    run(call, engines, diarize=True, **given)

    assert engines.counts == [SpeakerCount(maximum=each)] * 2


def test_split_of_one_channel_is_one_speaker(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "mono.wav", CALL[0], RATE)

    result = run(tmp_path / "mono.wav", channels="split", channel_names=["Ann"])

    assert [(speaker.label, speaker.name) for speaker in result.speakers] == [("CH0", "Ann")]


def test_names_of_channels_that_are_mixed_have_no_effect_and_that_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    soundfile.write(tmp_path / "mono.wav", CALL[0], RATE)
    run(tmp_path / "mono.wav", diarize=True, channel_names=["Ann"])

    assert "its channels are mixed, so their names have no effect" in caplog.text


def test_turns_alone_are_by_channel_too(call: Path) -> None:
    found = diarize(call, diarizer="ears", plugins=[Engines()])

    assert found.speakers == ("CH0", "CH1")
    assert [turn.channel for turn in found.exclusive()[:5:4]] == [0, 1]


def test_array_with_two_channels_is_split_too() -> None:
    result = run(CALL, sample_rate=RATE, diarize=True)

    assert [speaker.label for speaker in result.speakers] == ["CH0", "CH1"]


def test_progress_of_all_channels_is_one(call: Path) -> None:
    reported: list[tuple[float, float]] = []

    def note(stage: str, done: float, total: float) -> None:
        if stage == "transcription":
            reported.append((done, total))

    run(call, channels="split", progress=note)

    assert [done / total for done, total in reported] == [0.0, 0.5, 1.0]


def test_cache_knows_the_channels(call: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WHISPER_DIARIZE_CACHE_DIR", str(tmp_path / "cache"))
    results = [run(call, diarize=True, cache=True) for _ in range(2)]

    assert results[0] == results[1]


def test_formats_have_the_channel(call: Path) -> None:
    result = run(call, channels="split", channel_names=["Agent", "Caller"])

    assert _fields(result, "rttm", 7, 2) == [("Agent", "1"), ("Caller", "2")]
    assert _fields(result, "stm", 2, 1) == [("Agent", "1"), ("Caller", "2")]
    assert _fields(result, "ctm", 7, 1) == [("Agent", "1"), ("Caller", "2")]


def test_a_file_for_each_person_is_one_conversation(tmp_path: Path) -> None:
    for name, channel in zip(("ann", "bob"), CALL, strict=True):
        soundfile.write(tmp_path / f"{name}.wav", channel, RATE)

    result = run(Tracks([tmp_path / "ann.wav", tmp_path / "bob.wav"], offsets=[0.0, 2.0]))

    assert [speaker.name for speaker in result.speakers] == ["ann", "bob"]
    assert [word.start for word in result.words if word.speaker == "CH1"][:2] == [6.0, 7.0]
    assert (result.duration, result.recording) == (26.0, None)


@pytest.mark.parametrize(
    ("paths", "offsets", "message"),
    [
        (["a.wav"], "start", "needs two recordings or more"),
        (["a.wav", "b.wav"], "end", "give start, sound, or the seconds"),
        (["a.wav", "b.wav"], [1.0], "1 offsets for 2 recordings"),
    ],
)
def test_tracks_that_cannot_be_are_refused(paths: list[str], offsets: object, message: str) -> None:
    with pytest.raises(OptionError, match=message):
        Tracks(paths, offsets)  # type: ignore[arg-type]


@pytest.mark.parametrize("options", [{"diarize": True}, {}], ids=["diarized", "by channel"])
def test_echo_of_the_other_side_is_marked_and_in_json_only(
    tmp_path: Path, options: dict[str, bool], caplog: pytest.LogCaptureFixture
) -> None:
    soundfile.write(tmp_path / "call.wav", leaking(CALL, -10, 0.1).T, RATE)

    result = run(tmp_path / "call.wav", channels="split", **options)

    echoes = [segment for segment in result.segments if segment.segment.echo]
    spoken = result.without_echo().words
    assert [word.speaker for word in spoken if word.end < word.start + 1] == [
        f"CH{int(word.start // 4) % 2}" for word in spoken
    ]
    assert {(segment.speaker, segment.reason) for segment in echoes} == {(None, "echo")}
    assert [speaker.label for speaker in result.speakers] == ["CH0", "CH1"]
    assert "words are marked as the echo of another channel" in caplog.text
    text = str(result.render("txt"))
    assert len(text.replace("CH0:", "").replace("CH1:", "").split()) == len(spoken)
    assert str(result.render("json")).count('"echo": true') == len(echoes) > 0


class Clips(Engines):
    """Engines that can be given clips."""

    def __init__(self) -> None:
        super().__init__()
        self.clips: list[Sequence[Span]] = []

    def transcribe_clips(self, audio: Audio, clips: Sequence[Span], progress: Progress) -> Transcript:
        self.clips.append(clips)
        return self.transcribe(audio, progress)


def test_only_the_sound_of_each_channel_is_transcribed(call: Path) -> None:
    engines = Clips()
    run(call, engines, channels="split")

    assert [len(clips) for clips in engines.clips] == [3, 3]
    assert all(sum(clip.duration for clip in clips) < 16 for clips in engines.clips)


def _fields(result: AttributedTranscript, output_format: str, *columns: int) -> Sequence[tuple[str, ...]]:
    lines = str(result.render(output_format)).splitlines()
    return sorted({tuple(line.split()[column] for column in columns) for line in lines})
