from pathlib import Path

from tests.fakes.commands import Command


def test_prints_rttm(whisper_diarize: Command, fakes: None, interview: Path) -> None:
    result = whisper_diarize("diarize", interview, "--diarizer", "fake")
    assert result.stdout == (
        "SPEAKER interview 1 0.000 0.500 <NA> <NA> SPEAKER_00 <NA> <NA>\n"
        "SPEAKER interview 1 0.500 0.500 <NA> <NA> SPEAKER_01 <NA> <NA>\n"
    )


def test_writes_rttm_to_a_file(whisper_diarize: Command, fakes: None, interview: Path, tmp_path: Path) -> None:
    result = whisper_diarize("diarize", interview, "--diarizer", "fake", "--output", tmp_path / "x.rttm")
    assert result.stdout == ""
    assert (tmp_path / "x.rttm").read_text().startswith("SPEAKER interview 1 0.000")


def test_missing_recording_is_one_line_and_exit_code_1(whisper_diarize: Command, fakes: None) -> None:
    result = whisper_diarize("diarize", "missing.wav", "--diarizer", "fake")
    assert result.exit_code == 1
    assert result.stderr.startswith("error: missing.wav: ")
    assert result.stderr.count("\n") == 1


def test_mode_is_the_diarizers(whisper_diarize: Command, fakes: None, interview: Path) -> None:
    result = whisper_diarize("diarize", interview, "--diarization-mode", "quick")
    assert result.exit_code == 2
    assert result.stderr == "error: --diarization-mode quick: it must be one of fast, exact\n"


def test_says_who_was_found_and_how_far_to_trust_it(whisper_diarize: Command, fakes: None, interview: Path) -> None:
    result = whisper_diarize("diarize", interview, "--diarizer", "fake")
    assert "│ SPEAKER_01 │   00:00.5 │     1 │" in result.stderr
    assert "words" not in result.stderr
    assert "speakers: 2, found by fake" in result.stderr
    assert "hint: talk was heard in 1.0 s only (of 44 s); is this the right recording?" in result.stderr


def test_quiet_says_nothing_but_turns(whisper_diarize: Command, fakes: None, interview: Path) -> None:
    assert whisper_diarize("diarize", interview, "--diarizer", "fake", "--quiet").stderr == ""
