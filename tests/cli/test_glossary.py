"""`--glossary` of the commands, and the way back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.fakes.commands import Command
from whisper_diarize import transcribe as transcribe_in_python
from whisper_diarize.assembly import Selection
from whisper_diarize.component_options import Typed
from whisper_diarize.documents import read, write_document
from whisper_diarize.plugins import load
from whisper_diarize.session import with_glossary
from whisper_diarize.testing import FakeEngines, attributed_example

LINES = "hello -> Kowalczyk\nplease -> Kowalczyk"
FAKE = ("--transcriber", "fake", "--diarizer", "fake", "--diarize")


@pytest.fixture
def names(tmp_path: Path) -> Path:
    """A glossary that replaces a word of the fake engine's, and one of the example's."""
    path = tmp_path / "names.txt"
    path.write_text(f"# names\n{LINES}\n", encoding="utf-8")
    return path


def test_transcribe_corrects_words_before_other_steps_and_tells_of_it_in_the_json(
    transcribe: Command, interview: Path, fakes: None, names: Path, tmp_path: Path
) -> None:
    result = transcribe(interview, *FAKE, "--glossary", names, "-f", "json,txt", "--output-dir", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "Kowalczyk" in result.stdout
    document = json.loads((tmp_path / "out" / "interview.json").read_text())
    assert document["segments"][0]["words"][0]["word"].strip().startswith("Kowalczyk")
    assert document["corrections"][0]["now"].startswith("Kowalczyk")


def test_glossary_may_stand_in_a_configuration_file(
    transcribe: Command, interview: Path, fakes: None, names: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = names.with_name("mine.toml")
    path.write_text("glossary = 'names.txt'")
    monkeypatch.setenv("WHISPER_DIARIZE_CONFIG", str(path))
    assert "Kowalczyk" in transcribe(interview, *FAKE, "-f", "txt", "--output-dir", names.parent).stdout


def test_export_corrects_a_document_and_the_way_back_is_kept(
    whisper_diarize: Command, tmp_path: Path, names: Path
) -> None:
    document = tmp_path / "talk.json"
    write_document(document, attributed_example())
    before, new = read(document), tmp_path / "new.json"
    result = whisper_diarize("export", document, "-f", "json", "--glossary", names, "--output-name", "new")
    assert result.exit_code == 0, result.output
    assert "Kowalczyk" in read(new).text
    assert whisper_diarize("corrections", new).stdout == "00:01.5  please. -> Kowalczyk.\n"
    assert json.loads(whisper_diarize("corrections", new, "--json").stdout)[0]["now"] == "Kowalczyk."
    result = whisper_diarize("corrections", new, "--undo")
    assert (result.exit_code, "1 of 1 corrections taken back" in result.stderr) == (0, True)
    assert read(new) == before


def test_export_does_not_write_over_the_document_and_says_so(
    whisper_diarize: Command, tmp_path: Path, names: Path
) -> None:
    document = tmp_path / "talk.json"
    write_document(document, attributed_example())
    result = whisper_diarize("export", document, "-f", "json", "--glossary", names)
    assert f"{document} is what was read, so it stays as it is" in result.stderr


def test_attribute_corrects_transcripts_of_other_tools(whisper_diarize: Command, tmp_path: Path, names: Path) -> None:
    (tmp_path / "talk.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\nAsk cove alchek, now.\n")
    (tmp_path / "talk.rttm").write_text("SPEAKER talk 1 0.0 1.0 <NA> <NA> ann <NA> <NA>\n")
    names.write_text("cove alchek -> Kowalczyk")
    result = whisper_diarize("attribute", tmp_path / "talk.srt", tmp_path / "talk.rttm", "--glossary", names)
    assert (result.exit_code, "Ask Kowalczyk, now." in result.stdout) == (0, True)


def test_glossary_that_cannot_be_read_ends_the_command_before_the_work(
    transcribe: Command, interview: Path, fakes: None, tmp_path: Path
) -> None:
    result = transcribe(interview, *FAKE, "--glossary", tmp_path / "nowhere.txt")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "nowhere.txt cannot be read (No such file or directory); check the name" in result.stderr


@pytest.mark.parametrize(
    ("engine", "given", "expected"),
    [
        ("mlx-whisper", {}, {"hotwords": "Kowalczyk."}),
        ("mlx-whisper", {"hotwords": Typed.after("--hotwords", "Zoe")}, {"hotwords": "Zoe, Kowalczyk."}),
        ("mlx-whisper", {"initial_prompt": "A talk."}, {"initial_prompt": "A talk.", "hotwords": "Kowalczyk."}),
        ("saved", {"path": "x.json"}, {"path": "x.json"}),
        (None, {}, {}),
    ],
)
def test_engine_gets_the_terms_in_the_hint_that_it_takes(
    names: Path, engine: str | None, given: dict[str, object], expected: dict[str, object]
) -> None:
    selection = Selection(transcriber=engine, post_processors=("shout",), options={engine or "x": given})
    found = with_glossary(selection, load(), names)
    assert found.options[engine or "x"] == expected
    assert (found.post_processors, found.options["glossary"]) == (("glossary", "shout"), {"entries": LINES})


def test_python_takes_a_glossary(interview: Path, names: Path) -> None:
    engines = FakeEngines()
    result = transcribe_in_python(interview, transcriber="fake", glossary=names, plugins=[engines])
    assert "Kowalczyk" in result.text
    assert [correction.now for correction in result.corrections] == [result.words[0].text.strip()]
