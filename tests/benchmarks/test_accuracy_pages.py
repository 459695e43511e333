"""docs/accuracy.md, model card and `models show` have the figures of the bundled weights, and the same ones."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.benchmarks.accuracy_pages import END, PAGES, START, aligned, markdown, with_table
from tests.fakes.commands import Command
from whisper_diarize.cli.accuracy_table import table
from whisper_diarize.models import bundled_directory, find_files
from whisper_diarize.models.accuracy import Accuracy, read_accuracy

BUNDLED = find_files(bundled_directory())
ANEW = (
    "measure the bundled model anew: python -m tests.benchmarks.accuracy samples/standup.wav samples/interview.wav "
    "HELDOUT.wav --data DATA --sample sample.wav sample.rttm --segmentation FILE --write"
)

AGAIN = "the page has another table than accuracy.json: python -m tests.benchmarks.accuracy --pages"


@pytest.fixture
def accuracy() -> Accuracy:
    found = read_accuracy(BUNDLED)
    assert found is not None, ANEW
    return found


def test_the_figures_are_of_the_bundled_weights_and_settings(accuracy: Accuracy) -> None:
    assert accuracy.is_of(BUNDLED), f"accuracy.json is of other weights or settings; {ANEW}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_page_has_the_table_of_the_file(page: Path, accuracy: Accuracy) -> None:
    text = page.read_text()
    assert with_table(text, accuracy) == text, AGAIN


def test_models_show_has_the_table_of_the_file(
    whisper_diarize: Command, accuracy: Accuracy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    shown = whisper_diarize("models", "show", "bundled").stdout
    lines = [line.split() for line in shown.splitlines()]
    for row in table(accuracy):
        assert " ".join(row).split() in lines


def test_models_show_cuts_nothing_off_in_a_narrow_terminal(
    whisper_diarize: Command, accuracy: Accuracy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    shown = whisper_diarize("models", "show", "bundled").stdout
    told = shown.partition("\naccuracy\n")[2].split()
    assert {word for row in table(accuracy) for cell in row for word in cell.split()} <= set(told)


def test_models_show_has_the_figures_as_json(whisper_diarize: Command, accuracy: Accuracy) -> None:
    shown = json.loads(whisper_diarize("models", "show", "bundled", "--json").stdout)
    assert shown["accuracy"] == json.loads(json.dumps(asdict(accuracy)))


def test_only_what_is_between_the_marks_is_replaced(accuracy: Accuracy) -> None:
    page = with_table(f"before\n\n{START}\nold | table\n{END}\n\nafter\n", accuracy)

    assert page == f"before\n\n{START}\n{markdown(accuracy)}\n\n{END}\n\nafter\n"
    assert with_table(page, accuracy) == page


@pytest.mark.parametrize("page", ["no marks", f"{START}\nnever closed", f"{START}\n{END}\n{START}\n{END}\n"])
def test_page_without_its_marks_is_not_touched_in_silence(page: str, accuracy: Accuracy) -> None:
    with pytest.raises(ValueError, match="must have these two lines once"):
        with_table(page, accuracy)


def test_columns_of_a_terminal_start_at_the_same_place() -> None:
    assert aligned([["", "DER"], ["long title", "3.4"], ["x", "12.0"]]) == (
        "            DER\nlong title  3.4\nx           12.0"
    )
