"""A comparison as text: tables for a terminal, and as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tests.benchmarks.speed_contestants import OURS_EXACT, OURS_FAST
from tests.benchmarks.speed_run import DISTURBED, STAGES, Report
from tests.benchmarks.speed_summary import Row, Spread

HEADER = (
    "", "seconds", "CPU s", "x real time", "to exact", "to fast", *STAGES, "start", "peak MB", "speakers", "DER %",
)  # fmt: skip
MEANING = (
    "Seconds are medians of {repeats}, with the least and the most; the stages are parts of them. To exact, to fast: "
    "as many times the seconds of ours. Start: imports, loading and the first second of audio, before the rest begins. "
    "DER is that of the turns against pyannote.audio's. All contestants have the same weights and {threads}."
)
BUSY = (
    "Other programs had up to {others:.0%} of the machine while these ran, each time: {names}; take those times with "
    "care."
)
NOTES = {
    "pyannote": "pyannote.audio embeds so many voices at once: 32 is what its pipelines are published with.",
    "sherpa": "sherpa-onnx runs exports of the same networks, but its own pipeline: its own filter bank, a voice from "
    "the joined audio of its turns instead of a mask, its own clustering. It says only when each voice is done: what "
    "comes after the last one counts as clustering.",
}


def text(report: Report, summary: Mapping[float, Sequence[Row]]) -> str:
    """Return the tables for a terminal."""
    parts = [_setting(report)]
    for seconds, rows in summary.items():
        lines = [HEADER, *(tuple(_cells(row)) for row in rows)]
        widths = [max(len(line[column]) for line in lines) for column in range(len(HEADER))]
        table = [_aligned(line, widths) for line in lines]
        parts.append("\n".join([f"{seconds:g} s of audio", *table]))
    return "\n\n".join([*parts, *_explanation(report)]) + "\n"


def markdown(report: Report, summary: Mapping[float, Sequence[Row]]) -> str:
    """Return the tables as Markdown, with the commands that made them."""
    parts = [_setting(report)]
    for seconds, rows in summary.items():
        header = (f"{seconds:g} s of audio", *HEADER[1:])
        lines = [header, ("---", *["--:"] * (len(HEADER) - 1)), *(tuple(_cells(row)) for row in rows)]
        parts.append("\n".join(f"| {' | '.join(line)} |" for line in lines))
    commands = "\n".join(f"    {command}" for command in dict.fromkeys(report.commands))
    return "\n\n".join([*parts, *_explanation(report), commands]) + "\n"


def _setting(report: Report) -> str:
    settings = report.settings
    versions = ", ".join(f"{name} {version}" for name, version in settings.versions.items())
    return f"{', '.join(settings.recordings)}; model: {settings.model}. {settings.machine}; {versions}."


def _cells(row: Row) -> Iterator[str]:
    yield row.contestant
    yield _spread(row.wall)
    yield _number(row.cpu.median)
    yield _number(row.speed)
    yield from (_number(row.ratios[ours]) if ours in row.ratios else "" for ours in (OURS_EXACT, OURS_FAST))
    yield from (_number(row.stages[stage]) if stage in row.stages else "" for stage in STAGES)
    yield _number(row.start)
    yield f"{row.peak / 1e6:.0f}"
    yield str(row.speakers)
    yield "" if row.der is None else f"{100 * row.der:.1f}"


def _spread(spread: Spread) -> str:
    if spread.least == spread.most:
        return _number(spread.median)
    return f"{_number(spread.median)} ({_number(spread.least)}-{_number(spread.most)})"


def _number(value: float) -> str:
    """Write a number with two or three digits that count."""
    return f"{value:.0f}" if value >= 99.5 else f"{value:.1f}" if value >= 9.95 else f"{value:.2f}"


def _aligned(line: Sequence[str], widths: Sequence[int]) -> str:
    """Put the first cell to the left of its column, the others to the right."""
    name, *figures = line
    others = (cell.rjust(width) for cell, width in zip(figures, widths[1:], strict=True))
    return "  ".join([name.ljust(widths[0]), *others]).rstrip()


def _explanation(report: Report) -> Iterator[str]:
    repeats = [report.of(name, length) for name in report.contestants for length in report.lengths]
    counts = sorted({len(runs) for runs in repeats} - {0})
    shown = " or ".join(map(str, counts)) + (" run" if counts == [1] else " runs")
    threads = f"{report.settings.threads} thread{'s' if report.settings.threads > 1 else ''}"
    busy = [run for runs in repeats for run in runs if (run.others or 0.0) > DISTURBED]
    names = "; ".join(dict.fromkeys(f"{run.contestant} ({run.seconds:g} s)" for run in busy))
    care = [BUSY.format(others=max(run.others for run in busy), names=names)] if busy else []  # type: ignore[type-var]  # not None here
    notes = [note for peer, note in NOTES.items() if any(name.startswith(peer) for name in report.contestants)]
    yield " ".join([MEANING.format(repeats=shown, threads=threads), *care, *notes])
