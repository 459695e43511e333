from pathlib import Path

import pytest

from whisper_diarize.errors import OptionError
from whisper_diarize.glossary import Rule, parse_glossary, read_glossary


def test_lines_are_terms_or_corrections_and_comments_are_left_out() -> None:
    text = "# people\n\nZoe  Kowalczyk  # the boss\ncove alchek -> Kowalczyk\nC#\na=>b\nc→d\n"
    assert parse_glossary(text).rules == (
        Rule("Zoe Kowalczyk", "Zoe Kowalczyk", is_term=True),
        Rule("cove alchek", "Kowalczyk"),
        Rule("C#", "C#", is_term=True),
        Rule("a", "b"),
        Rule("c", "d"),
    )


def test_terms_are_the_right_spellings_each_once() -> None:
    glossary = parse_glossary("Kowalczyk\ncove alchek -> Kowalczyk\nWroclaw")
    assert (glossary.terms, glossary.hint) == (("Kowalczyk", "Wroclaw"), "Kowalczyk, Wroclaw.")


def test_lines_are_the_entries_again() -> None:
    glossary = parse_glossary("# a\nZoe  K  # b\nC#\nx => y")
    assert glossary.lines == "Zoe K\nC#\nx -> y"
    assert parse_glossary(glossary.lines) == glossary


def test_letters_with_accents_are_composed() -> None:
    assert parse_glossary("Zoe\u0308").terms == ("Zo\u00eb",)


@pytest.mark.parametrize("line", ["a -> b -> c", "-> b", "a ->", "->", "...", "x" * 201])
def test_line_that_is_no_entry_is_refused_with_its_number(line: str) -> None:
    with pytest.raises(OptionError, match=r"names\.txt, line 2: '.*' is not a term, nor WRONG -> RIGHT"):
        parse_glossary(f"Ann\n{line}", "names.txt")


@pytest.mark.parametrize(
    ("data", "told"),
    [(None, "cannot be read"), (b"\xff", "is not text in UTF-8"), (b"a\n" * 2_000_001, "has more than 4000000 bytes")],
    ids=["missing", "not UTF-8", "huge"],
)
def test_file_that_cannot_be_used_is_one_line(tmp_path: Path, data: bytes | None, told: str) -> None:
    path = tmp_path / "names.txt"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(OptionError, match=f"names.txt {told}"):
        read_glossary(path)


def test_mark_at_the_beginning_of_a_file_is_no_letter(tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_bytes("\ufeffZoe\r\nBob".encode())
    assert read_glossary(tmp_path / "names.txt").terms == ("Zoe", "Bob")
