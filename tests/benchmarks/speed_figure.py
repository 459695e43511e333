"""A comparison as a picture: time against length, and where the time of the longest recording goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl

from tests.benchmarks.speed_run import STAGES
from tests.benchmarks.speed_summary import Row

mpl.use("Agg")
from matplotlib import pyplot as plt
from matplotlib.axes import Axes


def draw(title: str, summary: Mapping[float, Sequence[Row]], path: Path) -> None:
    """Write the picture; its suffix says of which kind."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(12, 4.5), layout="constrained")
    figure.suptitle(title, fontsize=10)
    draw_times(left, summary)
    draw_stages(right, summary[max(summary)])
    figure.savefig(path, dpi=150)
    plt.close(figure)


def draw_times(axes: Axes, summary: Mapping[float, Sequence[Row]]) -> None:
    """Draw a line for each contestant, with its spread."""
    for name in dict.fromkeys(row.contestant for rows in summary.values() for row in rows):
        points = [(seconds, row.wall) for seconds, rows in summary.items() for row in rows if row.contestant == name]
        lengths, walls = zip(*points, strict=True)
        medians = [wall.median for wall in walls]
        below = [wall.median - wall.least for wall in walls]
        above = [wall.most - wall.median for wall in walls]
        axes.errorbar(lengths, medians, yerr=(below, above), marker="o", capsize=3, label=name)
    axes.set(xlabel="seconds of audio", ylabel="seconds to diarize it", xlim=(0, None), yscale="log")
    axes.grid(visible=True, which="both", alpha=0.3)
    axes.legend(fontsize=8)


def draw_stages(axes: Axes, rows: Sequence[Row]) -> None:
    """Draw a bar for each contestant: the share of each stage."""
    names, ends = [row.contestant for row in rows], [0.0] * len(rows)
    for stage in STAGES:
        shares = [row.stages.get(stage, 0.0) / row.wall.median for row in rows]
        axes.barh(names, shares, left=ends, label=stage)
        ends = [end + share for end, share in zip(ends, shares, strict=True)]
    axes.invert_yaxis()
    axes.set(xlabel="share of its time", xlim=(0, 1))
    axes.legend(fontsize=8, ncols=len(STAGES), loc="lower center", bbox_to_anchor=(0.5, 1))
