"""`--channels`, `--channel-names` and `--track-per-speaker` on the command line, with fake engines."""

from __future__ import annotations

from pathlib import Path

import pytest
import soundfile

from tests.channels.conversations import RATE, conversation
from tests.fakes.commands import Command

FAKE = ("--transcriber", "fake")
CALL = conversation(12.0, turn=0.5)


@pytest.fixture
def call(tmp_path: Path) -> Path:
    soundfile.write(tmp_path / "call.wav", CALL.T, RATE)
    return tmp_path / "call.wav"


@pytest.fixture
def tracks(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / "talk-ann.wav", tmp_path / "talk-bob.wav"]
    for path, channel in zip(paths, CALL, strict=True):
        soundfile.write(path, channel, RATE)
    return paths


def test_split_names_the_channels_without_a_diarizer(
    transcribe: Command, fakes: None, call: Path, tmp_path: Path
) -> None:
    flags = ("--channels", "split", "--channel-names", "Agent,Caller", "--output-dir", tmp_path / "out")
    result = transcribe(call, *FAKE, *flags)

    assert [line.partition("] ")[2] for line in result.stdout.splitlines()] == [
        "Agent: hello world",
        "Caller: hello world",
    ]
    assert [line.split()[2] for line in (tmp_path / "out" / "call.rttm").read_text().splitlines()] == ["1", "2"]


def test_plain_transcription_tells_that_there_are_sides(
    transcribe: Command, fakes: None, call: Path, tmp_path: Path
) -> None:
    result = transcribe(call, *FAKE, "--output-dir", tmp_path / "out")

    assert result.stdout == "[00:00.1 --> 00:00.9] hello world\n"
    assert "separate voices; --diarize, and --channels split" in " ".join(result.stderr.split())


def test_a_file_for_each_person_is_one_conversation(
    transcribe: Command, fakes: None, tracks: list[Path], tmp_path: Path
) -> None:
    flags = ("--track-per-speaker", "--track-offsets", "0,0.05", "--output-dir", tmp_path / "out")
    result = transcribe(*tracks, *FAKE, *flags)

    names = [line.partition("] ")[2].partition(":")[0] for line in result.stdout.splitlines()]
    assert names == ["talk-ann", "talk-bob"]
    assert (tmp_path / "out" / "talk.json").is_file()


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (("--track-offsets", "0"), "there are 1 offsets for 2 recordings"),
        (("--track-offsets", "later"), "--track-offsets later: give start, sound, or the seconds"),
    ],
)
def test_offsets_that_do_not_fit_are_refused(
    transcribe: Command, fakes: None, tracks: list[Path], flags: tuple[str, str], message: str
) -> None:
    result = transcribe(*tracks, *FAKE, "--track-per-speaker", *flags)

    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())
