"""Draw the learning curves of a run: loss and validation scores over steps, one panel each, as a PNG."""

import json
from pathlib import Path

LOG, PNG = "log.jsonl", "curves.png"
NOT_CURVES = {"step", "minutes", "schedule"}


def draw_curves(folder: Path) -> Path:
    """Draw the log in `folder`; return the picture's path.

    Raises:
        ValueError: nothing has been logged yet.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - heavy
    from matplotlib.figure import Figure  # noqa: PLC0415 - heavy

    lines = read_log(folder)
    if not lines:
        raise ValueError(f"{folder / LOG}: nothing has been logged yet; the first scores come after `validate_steps`")
    names = [name for name in lines[-1] if name not in NOT_CURVES]
    figure = Figure(figsize=(4 * len(names), 3), layout="constrained")
    FigureCanvasAgg(figure)
    for axes, name in zip(figure.subplots(1, len(names), squeeze=False)[0], names, strict=True):
        points = [(line["step"], line[name]) for line in lines if name in line]
        axes.plot(*zip(*points, strict=True), marker=".")
        axes.set(title=name, xlabel="step")
        axes.grid(alpha=0.3)
    figure.savefig(folder / PNG)
    return folder / PNG


def read_log(folder: Path) -> list[dict[str, float]]:
    """Return the lines of a run's log; none if there is no log."""
    path = folder / LOG
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
