import errno
from pathlib import Path
from typing import Any, NoReturn

import pytest

from whisper_diarize import ExportError, OptionError
from whisper_diarize.files import MAX_VERSIONS, changes, recorded, undo


@pytest.fixture
def document(tmp_path: Path) -> Any:
    path = tmp_path / "talk.json"
    path.write_text("0")
    return path


def change(document: Any, contents: Any, name: str = "talk.json", command: Any = "rename") -> None:
    path = document.with_name(name)
    with recorded(document, command, [path]):
        path.write_text(contents)


def test_changes_are_taken_back_one_by_one(document: Any) -> None:
    change(document, "1")
    change(document, "2")
    assert [undo(document)[0].command, document.read_text()] == ["rename", "1"]
    undo(document)
    assert document.read_text() == "0"
    with pytest.raises(OptionError, match="there is no change to undo"):
        undo(document)
    assert [path.name for path in document.parent.iterdir()] == ["talk.json"]


def test_file_that_was_not_there_is_removed_again(document: Any) -> None:
    change(document, "cue", name="talk.srt", command="export")
    done, paths = undo(document)
    assert (done.command, [path.name for path in paths]) == ("export", ["talk.srt"])
    assert not document.with_name("talk.srt").exists()


def test_what_was_changed_since_is_kept(document: Any) -> None:
    change(document, "1")
    document.write_text("mine")
    undo(document)
    assert document.read_text() == "0"
    assert document.with_name("talk.bak.json").read_text() == "mine"


def test_the_last_ten_changes_are_kept(document: Any) -> None:
    for number in range(1, 15):
        change(document, str(number))
    assert len(changes(document)) == MAX_VERSIONS
    for _ in range(MAX_VERSIONS):
        undo(document)
    assert document.read_text() == "4"


def test_what_changes_nothing_is_no_change(document: Any) -> None:
    change(document, "0")
    assert changes(document) == ()


def test_failure_in_the_middle_can_be_undone(document: Any) -> None:
    def fail() -> NoReturn:
        with recorded(document, "export", [document]):
            document.write_text("half")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    undo(document)
    assert document.read_text() == "0"


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{",
        "[]",
        '{"command": "x", "time": "y", "before": {"../evil": null}, "after": {"../evil": null}}',
        '{"command": "x", "time": "y", "before": {"/etc/evil": null}, "after": {"/etc/evil": null}}',
        '{"command": "x", "time": "y", "before": {"a": "AAAA"}, "after": {"a": "b"}}',
        '{"command": "x", "time": "y", "before": {"a": null}, "after": {}}',
        "[" * 100_000,
    ],
    ids=["empty", "cut", "list", "above", "absolute", "not packed", "no digest", "deep"],
)
def test_damaged_or_hostile_history_is_no_history(document: Any, line: Any) -> None:
    document.with_name(".talk.json.versions").write_text(line + "\n")
    assert changes(document) == ()


def test_file_outside_the_folder_is_not_kept(document: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other") / "a.srt"
    with recorded(document, "export", [other]):
        other.write_text("cue")
    assert changes(document) == ()


def test_what_cannot_be_removed_is_one_clear_line(document: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path, *, missing_ok: bool = False) -> None:
        raise OSError(errno.ESTALE, "Stale file handle", str(path))

    with recorded(document, "rename", [document]):
        document.write_text("new", encoding="utf-8")
    monkeypatch.setattr(Path, "unlink", fail)
    with pytest.raises(ExportError, match=r"versions: cannot be removed: Stale file handle; remove it yourself$"):
        undo(document)
