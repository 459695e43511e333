import pytest

from tests.benchmarks.speed_run import STAGES, Report, Run, Settings
from tests.benchmarks.speed_summary import summarise
from tests.benchmarks.speed_table import HEADER, _number, markdown, text

COMMAND = "python -m tests.benchmarks.speed talk.wav"


def run(contestant: str, wall: float, seconds: float = 60.0, others: float | None = None) -> Run:
    stages = {"segmentation": wall / 4, "embedding": wall / 2, "rest": wall / 4}
    return Run(contestant, seconds, 1.0, wall, wall, stages, 123_400_000, (), others)


def report(*runs: Run) -> Report:
    return Report(Settings(("talk.wav",), "bundled", 2, "a machine", {"mlx": "1.0"}), [COMMAND], list(runs))


def table(*runs: Run) -> list[list[str]]:
    """Cells of the Markdown table of one length, without its rule."""
    made = report(*runs)
    lines = [line for line in markdown(made, summarise(made)).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if "---" not in line]


def cell(rows: list[list[str]], column: str) -> str:
    return rows[1][HEADER.index(column)]


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.004, "0.00"), (1.234, "1.23"), (9.96, "10.0"), (12.34, "12.3"), (99.6, "100"), (173.4, "173")],
)
def test_numbers_have_the_digits_that_count(value: float, shown: str) -> None:
    assert _number(value) == shown


def test_several_runs_are_shown_with_their_spread() -> None:
    rows = table(run("ours, exact", 10.0), run("ours, exact", 12.0), run("ours, exact", 15.0))
    assert cell(rows, "seconds") == "12.0 (10.0-15.0)"


def test_a_single_run_is_shown_without_spread() -> None:
    assert cell(table(run("ours, exact", 10.0)), "seconds") == "10.0"


def test_what_was_not_measured_is_left_empty() -> None:
    rows = table(run("ours, exact", 8.0))
    assert [cell(rows, stage) for stage in STAGES] == ["", "2.00", "4.00", "", "2.00"]
    assert [cell(rows, column) for column in ("to exact", "to fast", "DER %")] == ["1.00", "", ""]


def test_memory_is_in_millions_of_bytes() -> None:
    assert cell(table(run("ours, exact", 8.0)), "peak MB") == "123"


def test_every_length_has_a_table_with_a_row_for_each_contestant() -> None:
    rows = table(run("ours, exact", 1.0), run("sherpa-onnx", 2.0), run("ours, exact", 3.0, seconds=120.0))
    assert [row[0] for row in rows] == ["60 s of audio", "ours, exact", "sherpa-onnx", "120 s of audio", "ours, exact"]
    assert {len(row) for row in rows} == {len(HEADER)}


def test_columns_of_a_terminal_end_at_the_same_place() -> None:
    made = report(run("ours, exact", 1.0), run("sherpa-onnx", 200.0))
    lines = text(made, summarise(made)).split("\n\n")[1].splitlines()[1:]
    ends = [line.index(figure) + len(figure) for line, figure in zip(lines, ("seconds", "1.00", "200"), strict=True)]
    assert len(set(ends)) == 1


def test_machine_versions_and_command_are_told() -> None:
    made = report(run("ours, exact", 1.0))
    told = markdown(made, summarise(made))
    assert "talk.wav; model: bundled. a machine; mlx 1.0." in told
    assert told.endswith(f"\n    {COMMAND}\n")


def test_what_is_special_about_a_peer_is_told_only_if_it_took_part() -> None:
    alone, together = report(run("ours, exact", 1.0)), report(run("ours, exact", 1.0), run("sherpa-onnx", 1.0))
    assert "filter bank" not in text(alone, summarise(alone))
    assert "filter bank" in text(together, summarise(together))


def test_of_a_busy_machine_only_the_quiet_runs_count() -> None:
    rows = table(run("ours, exact", 10.0), run("ours, exact", 30.0, others=0.5), run("ours, exact", 12.0, others=0.1))
    assert cell(rows, "seconds") == "11.0 (10.0-12.0)"


@pytest.mark.parametrize(("others", "warned"), [(None, False), (0.1, False), (0.26, True)])
def test_times_of_a_busy_machine_are_called_so_if_there_are_no_others(others: float | None, warned: bool) -> None:
    made = report(run("ours, exact", 1.0), run("sherpa-onnx", 1.0, others=others))
    told = "up to 26% of the machine while these ran, each time: sherpa-onnx (60 s);"
    assert (told in text(made, summarise(made))) is warned
