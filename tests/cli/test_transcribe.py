import dataclasses
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.fakes.commands import Command
from whisper_diarize.cli.component_flags import ENGINE_OPTIONS
from whisper_diarize.transcription import MlxWhisperOptions
from whisper_diarize.version import __version__

FAKE = ("--transcriber", "fake", "--diarizer", "fake")


@pytest.fixture
def talk(tmp_path: Path, standup: Path) -> Path:
    path = tmp_path / "talk.wav"
    shutil.copy(standup, path)
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_prints_who_said_what_and_a_summary(transcribe: Command, fakes: None, talk: Path, tmp_path: Path) -> None:
    result = transcribe(talk, "--diarize", *FAKE, "--output-dir", tmp_path / "out")
    assert result.stdout == ("[00:00.0 --> 00:00.5] SPEAKER_00: hello\n[00:00.5 --> 00:01.0] SPEAKER_01: world\n")
    assert "talk time" in result.stderr
    assert "found by fake" in result.stderr


def test_writes_every_format_unless_told_otherwise(
    transcribe: Command, fakes: None, talk: Path, tmp_path: Path
) -> None:
    transcribe(talk, "--diarize", *FAKE, "--output-dir", tmp_path / "out")
    assert names(tmp_path / "out") == ["talk.json", "talk.rttm", "talk.srt", "talk.tsv", "talk.txt", "talk.vtt"]


def test_formats_by_name_only_are_written_beside_all_the_others(
    transcribe: Command, fakes: None, talk: Path, tmp_path: Path
) -> None:
    transcribe(talk, *FAKE[:2], "-f", "all,podcast,textgrid", "--output-dir", tmp_path / "out")
    assert names(tmp_path / "out") == [
        "talk.TextGrid", "talk.json", "talk.podcast.json", "talk.srt", "talk.tsv", "talk.txt", "talk.vtt"
    ]  # fmt: skip


def test_subtitle_flags_are_for_every_chosen_format_that_has_them(
    transcribe: Command, fakes: None, talk: Path, tmp_path: Path
) -> None:
    arguments = ("--speaker-labels", "always", "--max_words_per_line", 1, "--highlight-words", "True")
    transcribe(talk, "--diarize", *FAKE, "-f", "srt,vtt,ass,json", *arguments, "--output-dir", tmp_path)
    assert "\nSPEAKER_00: <u>hello</u>\n" in (tmp_path / "talk.srt").read_text()
    assert "\n<v SPEAKER_00>SPEAKER_00: <u>hello</u></v>\n" in (tmp_path / "talk.vtt").read_text()
    assert ",SPEAKER_00: {\\u1}hello{\\u0}\n" in (tmp_path / "talk.ass").read_text()


def test_option_of_a_format_overrides_the_flag(transcribe: Command, fakes: None, talk: Path, tmp_path: Path) -> None:
    flags = ("--speaker-labels", "always", "-o", "vtt.speaker_labels=never")
    transcribe(talk, "--diarize", *FAKE, "-f", "srt,vtt", *flags, "--output-dir", tmp_path)
    assert "SPEAKER_00: hello" in (tmp_path / "talk.srt").read_text()
    assert "SPEAKER_00: hello" not in (tmp_path / "talk.vtt").read_text()


def test_subtitle_flags_reach_formats_of_plugins(
    transcribe: Command, install: Callable[[str, str], None], fakes: None, talk: Path, tmp_path: Path
) -> None:
    install(
        "ttml",
        """
from dataclasses import dataclass
from whisper_diarize import hookimpl

@dataclass(frozen=True)
class Options:
    max_line_width: int = 30

class Ttml:
    extension = "ttml"
    def __init__(self, options):
        self.options = options
    def render(self, transcript):
        return str(self.options.max_line_width)

@hookimpl
def register_exporters(register):
    register("ttml", Ttml, options=Options)
""",
    )
    transcribe(talk, *FAKE[:2], "-f", "ttml", "--max-line-width", 20, "--output-dir", tmp_path)
    assert (tmp_path / "talk.ttml").read_text() == "20"


def test_formats_may_be_a_list_or_repeated(transcribe: Command, fakes: None, talk: Path, tmp_path: Path) -> None:
    transcribe(talk, *FAKE[:2], "-f", "srt,vtt", "-f", "json", "--output-dir", tmp_path / "out")
    assert names(tmp_path / "out") == ["talk.json", "talk.srt", "talk.vtt"]


def test_underscore_spelling_of_options_is_accepted(
    transcribe: Command, fakes: None, talk: Path, tmp_path: Path
) -> None:
    result = transcribe(
        talk, *FAKE, "--diarize", "--output_format", "srt", "--output_dir", tmp_path / "out", "--min_speakers", 2
    )
    assert result.exit_code == 0
    assert names(tmp_path / "out") == ["talk.srt"]


def test_speaker_names_replace_labels(transcribe: Command, fakes: None, talk: Path, tmp_path: Path) -> None:
    result = transcribe(talk, "--diarize", *FAKE, "--speaker-names", "Ann, Bob", "--output-dir", tmp_path)
    assert "Ann: hello" in result.stdout
    assert "Bob: world" in result.stdout


def test_recordings_of_one_name_do_not_overwrite_each_other(
    transcribe: Command, fakes: None, talk: Path, tmp_path: Path
) -> None:
    (tmp_path / "b").mkdir()
    other = shutil.copy(talk, tmp_path / "b" / "talk.wav")
    transcribe(talk, other, *FAKE[:2], "-f", "srt", "--output-dir", tmp_path / "out")
    assert names(tmp_path / "out") == ["talk-2.srt", "talk.srt"]


def test_dotted_names_are_kept(transcribe: Command, fakes: None, talk: Path, tmp_path: Path) -> None:
    dotted = talk.rename(tmp_path / "2024.06.01.wav")
    transcribe(dotted, *FAKE[:2], "-f", "srt", "--output-dir", tmp_path / "out")
    assert names(tmp_path / "out") == ["2024.06.01.srt"]


def test_bad_recording_does_not_lose_the_others_and_the_exit_code_says_so(
    transcribe: Command, fakes: None, talk: Path, tmp_path: Path
) -> None:
    result = transcribe(tmp_path / "missing.wav", talk, *FAKE[:2], "-f", "srt", "--output-dir", tmp_path / "out")
    assert result.exit_code == 1
    assert names(tmp_path / "out") == ["talk.srt"]
    assert result.stderr.count("error: ") == 1
    assert "missing.wav" in result.stderr
    assert "1 of 2 recordings failed" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--transcriber", "nope"], "error: there is no transcriber 'nope'; there is: fake, "),
        (["--transcriber", "fake", "-f", "doc"], "error: there is no output format 'doc'; did you mean docx? there is"),
        (["--transcriber", "fake", "-o", "x"], "error: 'x' is not NAME.key=value"),
        (
            ["--transcriber", "fake", "-f", "json", "--max-line-width", "9"],
            "error: --max-line-width is for srt, vtt, ass:",
        ),
        (["--transcriber", "fake", "--speaker-labels", "x"], "error: --speaker-labels x: it must be one of change,"),
        (["--transcriber", "fake", "--temperature", "0.2"], "error: --temperature is not for the transcriber 'fake'"),
        (["--transcriber", "fake", "--min-speakers", "3", "--max-speakers", "2"], "error: at least 3 and at most 2"),
        (["--transcriber", "fake", "--vad-clips"], "error: --vad-clips needs --diarize: it is the diarizer that knows"),
        (["--transcriber", "fake", "--diarization-model", "x"], "error: --diarization-model is for 'mlx', which"),
        (
            ["--diarize", "--transcriber", "fake", "--diarization-mode", "x"],
            "error: --diarization-mode x: it must be one of fast",
        ),
    ],
    ids=[
        "transcriber",
        "format",
        "assignment",
        "no-subtitles",
        "labels",
        "engine-option",
        "counts",
        "clips-alone",
        "unused-options",
        "mode",
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(
    transcribe: Command, fakes: None, talk: Path, arguments: list[str], line: str
) -> None:
    result = transcribe(talk, *arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith(line)
    assert result.stderr.count("\n") == 1


def test_vad_clips_are_refused_for_an_engine_that_cannot(
    transcribe: Command, fakes: None, talk: Path, tmp_path: Path
) -> None:
    words = tmp_path / "words.json"
    words.write_text('{"segments": []}')
    result = transcribe(talk, "--transcript", words, "--diarize", *FAKE[2:], "--vad-clips")
    assert result.exit_code == 2
    assert result.stderr == (
        "error: the transcriber 'saved' cannot leave out silence; leave out --vad-clips, "
        "or take another, such as mlx-whisper\n"
    )


def test_vad_clips_keep_to_what_the_diarizer_hears(
    transcribe: Command, install: Callable[[str, str], None], talk: Path, tmp_path: Path
) -> None:
    install(
        "late",
        """
from whisper_diarize import Turn, Word, hookimpl
from whisper_diarize.testing import FakeDiarizer, FakeTranscriber

@hookimpl
def register_transcribers(register):
    register("fake", lambda _: FakeTranscriber([Word(1, 2, " noise"), Word(20, 21, " speech")]))

@hookimpl
def register_diarizers(register):
    register("fake", lambda _: FakeDiarizer([Turn(20, 22, "A")]))
""",
    )
    arguments = [talk, "--diarize", *FAKE, "-f", "txt", "--output-dir", tmp_path]
    assert "noise" in transcribe(*arguments).stdout
    assert transcribe(*arguments, "--vad-clips").stdout == "[00:20.0 --> 00:21.0] A: speech\n"


def test_transcript_is_for_one_recording_only(transcribe: Command, talk: Path) -> None:
    result = transcribe(talk, talk, "--transcript", "words.json")
    assert result.exit_code == 2
    assert "is for one recording, not 2" in result.stderr


def test_bug_in_an_engine_shows_its_traceback_and_the_batch_goes_on(
    transcribe: Command, install: Callable[[str, str], None], talk: Path, tmp_path: Path
) -> None:
    install(
        "buggy",
        """
from whisper_diarize import hookimpl

class Buggy:
    def transcribe(self, audio, progress):
        return {}["bug"]

@hookimpl
def register_transcribers(register):
    register("buggy", lambda _: Buggy())
""",
    )
    result = transcribe(talk, talk, "--transcriber", "buggy", "--output-dir", tmp_path)
    assert result.exit_code == 1
    assert result.stderr.count("KeyError: 'bug'") == 2
    assert "2 of 2 recordings failed" in result.stderr


def test_quiet_prints_nothing(transcribe: Command, fakes: None, talk: Path, tmp_path: Path) -> None:
    result = transcribe(talk, *FAKE[:2], "--quiet", "--output-dir", tmp_path)
    assert result.output == ""


def test_name_that_would_steer_the_terminal_is_made_harmless(
    transcribe: Command, fakes: None, talk: Path, tmp_path: Path
) -> None:
    result = transcribe(talk, "--diarize", *FAKE, "--speaker-names", "\x1b[31mred", "--output-dir", tmp_path)
    assert "\x1b" not in result.output


def test_help_shows_examples(transcribe: Command) -> None:
    result = transcribe("--help")
    assert "transcribe talk.m4a --diarize" in result.stdout


def test_every_engine_flag_is_an_option_of_mlx_whisper() -> None:
    fields = {field.name for field in dataclasses.fields(MlxWhisperOptions)}
    assert set(ENGINE_OPTIONS) <= fields


def test_version_is_printed(transcribe: Command) -> None:
    assert transcribe("--version").stdout == f"whisper-diarize {__version__}\n"


FAKE = ("--transcriber", "fake", "--diarizer", "fake")


def test_transcript_that_is_read_is_never_written_over(
    transcribe: Command, interview: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words = '{"segments": [{"start": 0.0, "end": 1.0, "text": " mine"}], "note": "checked by me"}'
    (tmp_path / "interview.json").write_text(words)
    result = transcribe(interview, "--transcript", "interview.json", "-f", "json,txt")
    assert (result.exit_code, (tmp_path / "interview.json").read_text()) == (0, words)
    assert "interview.json is what was read, so it stays as it is" in result.stderr
    assert (tmp_path / "interview.txt").read_text() == "mine\n"


def test_recording_whose_outputs_are_all_there_is_left_with_skip_existing(
    transcribe: Command, interview: Path, tmp_path: Path, fakes: None
) -> None:
    arguments = (interview, *FAKE, "-f", "txt", "--output-dir", tmp_path, "--skip-existing")
    assert transcribe(*arguments).stdout != ""
    again = transcribe(*arguments)
    assert (again.exit_code, again.stdout) == (0, "")
    assert "all outputs are there already" in again.stderr


def test_options_of_speakers_without_diarize_are_said(
    transcribe: Command, interview: Path, tmp_path: Path, fakes: None
) -> None:
    arguments = (interview, *FAKE, "--output-dir", tmp_path, "--num-speakers", "2", "--speaker-names", "Ann")
    assert "--num-speakers and --speaker-names have no effect without --diarize" in transcribe(*arguments).stderr


def test_number_and_names_that_are_not_met_are_said(
    transcribe: Command, interview: Path, tmp_path: Path, fakes: None
) -> None:
    told = transcribe(
        interview, *FAKE, "--diarize", "--output-dir", tmp_path, "--num-speakers", 9, "--speaker-names", "A,B,C"
    ).stderr
    assert "--num-speakers 9: 2 speakers were found" in told
    assert "no speaker is left for C" in told


def test_folder_that_is_a_file_is_refused_before_the_work_begins(
    transcribe: Command, fakes: None, talk: Path, tmp_path: Path
) -> None:
    (tmp_path / "out").touch()
    result = transcribe(talk, *FAKE, "--output-dir", tmp_path / "out")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        f"error: {tmp_path / 'out'}: {tmp_path / 'out'} is a file, not a folder; choose another --output-dir\n"
    )


def test_disk_without_room_is_spoken_of_before_the_work_begins(
    transcribe: Command, fakes: None, talk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=1_000))
    result = transcribe(talk, *FAKE, "--output-dir", tmp_path / "out", "-f", "json")
    assert result.exit_code == 0
    assert result.stderr.splitlines()[0].endswith(
        "out: the outputs need about 0.2 MB, and 0.0 MB are free there; make room, or choose another --output-dir"
    )
