import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fakes.commands import Command

RTTM = "SPEAKER x 1 0.0 1.0 <NA> <NA> ann <NA> <NA>\nSPEAKER x 1 1.0 1.0 <NA> <NA> bob <NA> <NA>\n"
WORDS = [
    {"word": " How", "start": 0.0, "end": 0.5},
    {"word": " much?", "start": 0.5, "end": 0.9},
    {"word": " Two.", "start": 1.2, "end": 1.7},
]


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    monkeypatch.chdir(tmp_path)
    segment = {"start": 0.0, "end": 1.7, "text": " How much? Two.", "words": WORDS}
    (tmp_path / "talk.json").write_text(json.dumps({"segments": [segment]}))
    (tmp_path / "talk.rttm").write_text(RTTM)
    return "talk.json", "talk.rttm"


def test_prints_who_said_what_and_writes_nothing(
    whisper_diarize: Command, files: tuple[str, str], tmp_path: Path
) -> None:
    result = whisper_diarize("attribute", *files)

    assert result.stdout == "[00:00.0 --> 00:00.9] ann: How much?\n[00:01.2 --> 00:01.7] bob: Two.\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["talk.json", "talk.rttm"]


def test_writes_the_formats_that_are_asked_for(
    whisper_diarize: Command, files: tuple[str, str], tmp_path: Path
) -> None:
    result = whisper_diarize("attribute", *files, "-f", "srt,txt", "--output-dir", "out", "--quiet")

    assert (result.exit_code, result.stdout) == (0, "")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["talk.srt", "talk.txt"]
    assert "ann: How much?" in (tmp_path / "out" / "talk.srt").read_text()


def test_names_are_given_in_order_of_appearance(whisper_diarize: Command, files: tuple[str, str]) -> None:
    assert "Bea: Two." in whisper_diarize("attribute", *files, "--speaker-names", "Al,Bea").stdout


@pytest.mark.parametrize("method", ["viterbi", "overlap"])
def test_method_is_chosen_by_name(whisper_diarize: Command, files: tuple[str, str], method: str) -> None:
    assert "bob: Two." in whisper_diarize("attribute", *files, "--attribution", method).stdout


def test_unknown_method_is_wrong_usage_and_the_known_ones_are_named(
    whisper_diarize: Command, files: tuple[str, str]
) -> None:
    result = whisper_diarize("attribute", *files, "--attribution", "guess")

    assert result.exit_code == 2
    assert result.stderr == "error: there is no way of attribution 'guess'; there is: overlap, viterbi\n"


def test_option_of_the_method_is_checked(whisper_diarize: Command, files: tuple[str, str]) -> None:
    assert whisper_diarize("attribute", *files, "-o", "viterbi.change=4").exit_code == 0
    assert whisper_diarize("attribute", *files, "-o", "viterbi.change=much").exit_code == 2


def test_inputs_are_not_written_over(whisper_diarize: Command, files: tuple[str, str], tmp_path: Path) -> None:
    result = whisper_diarize("attribute", *files, "-f", "srt,json")

    assert result.exit_code == 2
    assert result.stderr == "error: talk.json is what was read; choose another --output-name or --output-dir\n"
    assert not (tmp_path / "talk.srt").exists()


@pytest.mark.parametrize("missing", [0, 1])
def test_missing_file_is_one_line(
    whisper_diarize: Command, files: tuple[str, str], tmp_path: Path, missing: int
) -> None:
    (tmp_path / files[missing]).unlink()

    result = whisper_diarize("attribute", *files)

    assert result.exit_code == 1
    assert result.stderr == f"error: {files[missing]}: it cannot be read (No such file or directory); check the name\n"


def test_turns_of_one_of_several_recordings_are_taken(
    whisper_diarize: Command, files: tuple[str, str], tmp_path: Path
) -> None:
    (tmp_path / "talk.rttm").write_text(RTTM + "SPEAKER y 1 0 9 <NA> <NA> zoe <NA> <NA>\n")

    assert "say which: --recording NAME" in whisper_diarize("attribute", *files).stderr
    assert "ann: How much?" in whisper_diarize("attribute", *files, "--recording", "x").stdout


def test_all_stands_for_the_formats_that_transcribe_means_by_it(
    whisper_diarize: Command, files: tuple[str, str], tmp_path: Path
) -> None:
    whisper_diarize("attribute", *files, "-f", "all", "--output-dir", "out", "-q")

    assert sorted(path.suffix for path in (tmp_path / "out").iterdir()) == [
        ".json",
        ".rttm",
        ".srt",
        ".tsv",
        ".txt",
        ".vtt",
    ]


BROKEN = """
from whisper_diarize import hookimpl

class Bad:
    extension = "bad"
    def render(self, transcript): raise RuntimeError("no ink")
    def process(self, transcript): return None

@hookimpl
def register_exporters(register): register("bad", lambda _: Bad())

@hookimpl
def register_post_processors(register): register("bad", lambda _: Bad())

@hookimpl
def output_written(exporter, path): print("observed", exporter, path.name)
"""


def test_component_that_fails_loses_no_other_format_and_is_named(
    whisper_diarize: Command, install: Callable[[str, str], None], files: tuple[str, str], tmp_path: Path
) -> None:
    install("broken", BROKEN)

    result = whisper_diarize("attribute", *files, "-f", "bad,txt", "--post", "bad", "--output-dir", "out", "-q")

    assert result.exit_code == 1
    assert result.stdout == "observed txt talk.txt\n"
    plugin = "plugin 'broken' (whisper-diarize-broken 1.2)"
    assert result.stderr.splitlines() == [
        f"error: the post-processor 'bad' of {plugin} failed: it returned None instead of an AttributedTranscript",
        f"error: the output format 'bad' of {plugin} failed: RuntimeError: no ink",
    ]
    assert "How much?" in (tmp_path / "out" / "talk.txt").read_text()


def test_file_of_the_user_is_kept_overwritten_or_left_as_asked(
    whisper_diarize: Command, files: tuple[str, str], tmp_path: Path
) -> None:
    notes = tmp_path / "talk.txt"
    notes.write_text("my own notes")

    assert "it is kept as talk.bak.txt" in whisper_diarize("attribute", *files, "-f", "txt").stderr
    notes.write_text("my own notes")
    assert "left as it is" in whisper_diarize("attribute", *files, "-f", "txt", "--skip-existing").stderr
    assert notes.read_text() == "my own notes"
    whisper_diarize("attribute", *files, "-f", "txt", "--overwrite")

    assert "How much?" in notes.read_text()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["talk.bak.txt", "talk.json", "talk.rttm", "talk.txt"]


def test_name_may_have_a_comma_and_an_empty_one_leaves_the_label(
    whisper_diarize: Command, files: tuple[str, str]
) -> None:
    assert "Lee, Bob: Two." in whisper_diarize("attribute", *files, "--speaker-names", ',"Lee, Bob"').stdout
