from pathlib import Path
from typing import Any

import pytest

import whisper_diarize
from whisper_diarize import Diarization, OptionError, Segment, Transcript, Turn, Word
from whisper_diarize.testing import FakeEngines, tone


def test_transcribe_returns_words_with_speakers() -> None:
    result = whisper_diarize.transcribe(
        tone(), diarize=True, transcriber="fake", diarizer="fake", plugins=[FakeEngines()]
    )
    assert [(word.word.text, word.speaker) for word in result.words] == [
        (" hello", "SPEAKER_00"),
        (" world", "SPEAKER_01"),
    ]


def test_transcribe_without_diarize_has_no_speakers() -> None:
    result = whisper_diarize.transcribe(tone(), transcriber="fake", plugins=[FakeEngines()])
    assert result.diarization is None
    assert [word.speaker for word in result.words] == [None, None]


def test_transcribe_may_keep_to_what_the_diarizer_hears() -> None:
    pair: dict[str, Any] = {"transcriber": "fake", "diarizer": "fake", "plugins": [FakeEngines()]}
    assert whisper_diarize.transcribe(tone(), diarize=True, vad_clips=True, **pair).text == "hello world"
    with pytest.raises(OptionError, match="needs --diarize"):
        whisper_diarize.transcribe(tone(), vad_clips=True, **pair)


def test_transcribe_writes_nothing_unless_formats_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    whisper_diarize.transcribe(tone(), transcriber="fake", plugins=[FakeEngines()])
    assert list(tmp_path.iterdir()) == []


def test_all_formats_leave_out_rttm_when_nobody_asked_for_speakers(tmp_path: Path) -> None:
    whisper_diarize.transcribe(
        tone(), transcriber="fake", plugins=[FakeEngines()], output_formats=["all"], output_dir=tmp_path
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "tone.json",
        "tone.srt",
        "tone.tsv",
        "tone.txt",
        "tone.vtt",
    ]


def test_diarize_returns_turns() -> None:
    found = whisper_diarize.diarize(tone(), diarizer="fake", plugins=[FakeEngines()])
    assert found.speakers == ("SPEAKER_00", "SPEAKER_01")


def test_models_are_options_of_their_components() -> None:
    with pytest.raises(OptionError, match="no option of fake 'model'"):
        whisper_diarize.transcribe(tone(), model="x", transcriber="fake", plugins=[FakeEngines()])
    with pytest.raises(OptionError, match="no option of fake 'model'"):
        whisper_diarize.transcribe(
            tone(), diarize=True, diarization_model="x", transcriber="fake", diarizer="fake", plugins=[FakeEngines()]
        )


def test_options_for_a_component_that_takes_no_part_are_refused() -> None:
    with pytest.raises(OptionError, match="'mlx', which takes no part"):
        whisper_diarize.transcribe(
            tone(), transcriber="fake", plugins=[FakeEngines()], options={"mlx": {"model": "bundled"}}
        )


def test_contradicting_speaker_counts_are_refused() -> None:
    with pytest.raises(OptionError, match="impossible"):
        whisper_diarize.diarize(tone(), diarizer="fake", min_speakers=3, max_speakers=2, plugins=[FakeEngines()])


def test_attribute_gives_words_to_turns() -> None:
    words = (Word(0.0, 0.5, " one"), Word(0.6, 1.0, " two"))
    transcript = Transcript((Segment(0.0, 1.0, " one two", words),))
    result = whisper_diarize.attribute(transcript, Diarization((Turn(0.0, 0.55, "A"), Turn(0.55, 1.0, "B"))))
    assert [word.speaker for word in result.words] == ["A", "B"]
