"""What a second run on the same recording does, with our own engines, and `whisper-diarize cache`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
import soundfile
from typer.testing import CliRunner

import whisper_diarize as package
from tests.fakes.commands import Command
from whisper_diarize.audio import open as audio_reader
from whisper_diarize.cli import app
from whisper_diarize.nn import SegmentationNetwork
from whisper_diarize.transcription import loading

pytestmark = pytest.mark.slow

SECONDS = 11


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of this test's own."""
    monkeypatch.setenv("WHISPER_DIARIZE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("WHISPER_DIARIZE_CACHE_SIZE", "10M")
    return tmp_path / "cache" / "stages"


@pytest.fixture
def talk(interview: Path, tmp_path: Path) -> Path:
    samples, rate = soundfile.read(interview, dtype="int16", frames=SECONDS * 16_000)
    soundfile.write(tmp_path / "talk.wav", samples, rate)
    return tmp_path / "talk.wav"


@pytest.fixture
def engines(tiny_whisper: Path) -> tuple[object, ...]:
    """A Whisper that says four tokens, and the bundled model for the speakers."""
    whisper = ("--model", tiny_whisper, "--language", "en", "--temperature", "0", "-o", "mlx-whisper.sample_len=4")
    return ("--diarize", "--diarization-model", "bundled", *whisper)


@pytest.fixture
def write(
    transcribe: Command, talk: Path, engines: tuple[object, ...], tmp_path: Path
) -> Callable[..., tuple[dict[str, bytes], str]]:
    """Return a function that runs `transcribe`, and returns what was written and said."""

    def run(*arguments: object, exit_code: int = 0) -> tuple[dict[str, bytes], str]:
        result = transcribe(talk, *engines, *arguments, "--output-dir", tmp_path / "out")
        assert result.exit_code == exit_code, result.output
        return {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}, result.stderr

    return run


@pytest.fixture
def idle(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return a function after which networks, engine and decoder refuse to work."""

    def refuse(*_arguments: object, **_named: object) -> None:
        pytest.fail("this was done before")

    def stop() -> None:
        monkeypatch.setattr(SegmentationNetwork, "logits", refuse)
        monkeypatch.setattr(loading.engine, "transcribe", refuse)
        monkeypatch.setattr(audio_reader, "_decoded", refuse)

    return stop


def test_second_run_writes_the_same_bytes_without_networks_and_without_decoding(
    write: Callable[..., tuple[dict[str, bytes], str]], idle: Callable[[], None], talk: Path
) -> None:
    cold, said_cold = write()
    idle()
    warm, said_warm = write()
    assert warm == cold
    assert "from the cache" not in said_cold
    assert f"{talk}: words from the cache; --no-cache writes them anew" in said_warm
    assert f"{talk}: speakers from the cache; --no-cache looks for them anew" in said_warm


def test_another_number_of_speakers_gives_what_a_run_without_cache_gives(
    write: Callable[..., tuple[dict[str, bytes], str]], idle: Callable[[], None]
) -> None:
    more = ("--num-speakers", 2, "--speaker-names", "Ann,Bob", "-f", "json,rttm")
    anew, _ = write("--no-cache", *more)
    write()
    idle()
    assert {name: write(*more)[0][name] for name in anew} == anew


def test_no_cache_keeps_nothing(write: Callable[..., tuple[dict[str, bytes], str]], folder: Path) -> None:
    write("--no-cache")
    assert not folder.exists()


def test_words_are_kept_before_the_speakers_are_looked_for(
    write: Callable[..., tuple[dict[str, bytes], str]], monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path
) -> None:
    def interrupt(*_arguments: object) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(SegmentationNetwork, "logits", interrupt)
    (tmp_path / "out").mkdir()
    write(exit_code=130)
    assert sorted(path.name.partition("-")[0] for path in folder.iterdir()) == ["recording", "words"]


def test_pipe_with_the_same_sound_gets_what_the_file_left(
    whisper_diarize: Command, talk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ("--diarization-model", "bundled")
    turns = whisper_diarize("diarize", talk, *arguments).stdout
    monkeypatch.setattr(SegmentationNetwork, "logits", lambda *_: pytest.fail("this was done before"))
    words = ["diarize", "-", *arguments]
    piped = CliRunner().invoke(app.group(words), words, input=talk.read_bytes())
    assert piped.stdout == turns.replace(" talk ", " stdin ")


def test_diarize_without_cache_keeps_nothing(whisper_diarize: Command, fakes: None, talk: Path, folder: Path) -> None:
    assert whisper_diarize("diarize", talk, "--diarizer", "fake", "--no-cache").exit_code == 0
    assert not folder.exists()


def test_quiet_run_does_not_tell(write: Callable[..., tuple[dict[str, bytes], str]]) -> None:
    write("--quiet")
    assert write("--quiet")[1] == ""


@pytest.mark.usefixtures("fakes")
def test_reader_of_a_plugin_is_asked_each_time(
    whisper_diarize: Command, install: Callable[[str, str], None], talk: Path, folder: Path
) -> None:
    install("reader", "from whisper_diarize import hookimpl\n\n@hookimpl\ndef open_audio(source):\n    return None\n")
    assert whisper_diarize("diarize", talk, "--diarizer", "fake").exit_code == 0
    assert not folder.exists()


def test_cache_says_what_is_kept_and_where(
    write: Callable[..., tuple[dict[str, bytes], str]], whisper_diarize: Command, folder: Path
) -> None:
    empty = json.loads(whisper_diarize("cache", "--json").stdout)
    write("-f", "json")
    kept = json.loads(whisper_diarize("cache", "--json").stdout)
    assert empty == {"folder": str(folder), "entries": 0, "bytes": 0, "limit": 10 << 20, "cleared": False}
    assert kept["entries"] == 4
    assert kept["bytes"] == sum(path.stat().st_size for path in folder.iterdir())
    line = whisper_diarize("cache").stdout
    assert line == f"{folder}: 4 entries, {kept['bytes'] / 1e6:.1f} MB of at most 10 MB\n"


def test_cache_clear_removes_all_of_it(whisper_diarize: Command, folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "words-1").write_bytes(bytes(2_000_000))
    assert whisper_diarize("cache", "--clear").stdout == f"{folder}: removed 1 entries, 2.0 MB\n"
    assert list(folder.iterdir()) == []


def test_size_that_is_none_is_one_line_and_wrong_usage(
    whisper_diarize: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHISPER_DIARIZE_CACHE_SIZE", "lots")
    result = whisper_diarize("cache")
    assert result.exit_code == 2
    assert result.stderr.startswith("error: WHISPER_DIARIZE_CACHE_SIZE=lots: not a size")


def test_programs_use_the_cache_only_if_they_say_so(talk: Path, folder: Path) -> None:
    found = package.diarize(talk, model="bundled")
    assert not folder.exists()
    kept = [package.diarize(talk, model="bundled", cache=True) for _ in range(2)]
    assert [diarization.turns for diarization in kept] == [found.turns] * 2
    assert len(list(folder.iterdir())) == 3
