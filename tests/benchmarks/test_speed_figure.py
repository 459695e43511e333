from pathlib import Path

import pytest

from tests.benchmarks.speed_run import Report, Run, Settings
from tests.benchmarks.speed_summary import summarise

pytest.importorskip("matplotlib", reason="matplotlib is not installed; `make speed` installs it")


def test_picture_has_a_line_for_each_contestant_and_a_bar_for_each_stage(tmp_path: Path) -> None:
    from matplotlib import pyplot as plt

    from tests.benchmarks.speed_figure import draw, draw_stages, draw_times

    stages = {"segmentation": 1.0, "embedding": 3.0}
    runs = [
        Run(name, s, 1.0, 4.0, 4.0, stages, 1, ()) for name in ("ours, exact", "sherpa-onnx") for s in (60.0, 120.0)
    ]
    summary = summarise(Report(Settings((), "", 1, "", {}), [], runs))
    _, (left, right) = plt.subplots(1, 2)
    draw_times(left, summary)
    draw_stages(right, summary[120.0])
    assert [text.get_text() for text in left.get_legend().get_texts()] == ["ours, exact", "sherpa-onnx"]
    widths = [[bar.get_width() for bar in stage] for stage in right.containers]
    assert widths == [[0, 0], [0.25, 0.25], [0.75, 0.75], [0, 0], [0, 0]]
    draw("title", summary, tmp_path / "speed.png")
    assert (tmp_path / "speed.png").read_bytes().startswith(b"\x89PNG")
