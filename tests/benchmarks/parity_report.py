"""PARITY.md: the tables of `parity`, and a comparison with the prototype."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Sequence
from importlib.metadata import version

from tests.benchmarks.parity_table import PROTOTYPE, ROWS, Result, Row
from whisper_diarize import Audio

PACKAGES = ("pyannote.audio", "torch", "mlx", "numpy", "scipy", "scikit-learn")

HEAD = """\
# The same as pyannote.audio, from the same weights

Written by `python -m tests.benchmarks.parity RECORDINGS --model ... --report tests/benchmarks/PARITY.md`; `make parity`
prints the tables for `samples/interview.wav`. Both sides get the same weight files and the same samples: pyannote.audio
runs its own code on torch, we run ours on MLX.

Measured with {versions}.

Recordings: {recordings}.
`interview` and `standup` are those in `samples/`; `pyannote-sample` is the real conversation that comes with
pyannote.audio (`pyannote/audio/sample/sample.wav`); `dialogue1` and `dialogue2` are minutes of recorded voices that the
bundled model was not trained on, mixed by the training plugin (`draw_dialogues`, test, seed 1).

Models: `bundled` comes with the package. `multilabel` is the segmentation network that pyannote published in 2022 (real
weights, four LSTM layers, sigmoid) with the bundled embedding; they are not ours to pass on, so fetch them:

    pip download --no-deps whisperx==3.8.6
    unzip -j whisperx-3.8.6-*.whl whisperx/assets/pytorch_model.bin -d multilabel
    mv multilabel/pytorch_model.bin multilabel/segmentation.bin
    cp whisper_diarize/models/bundled/embedding.safetensors multilabel/
    echo '{{"name": "multilabel", "clustering_threshold": 0.52, "step": 0.5}}' \\
        > multilabel/config.json
"""

MEANING = """\
## What the rows are

- **Logits** are compared before the activation, in windows side by side: 1 - the correlation of the class that
  correlates least, over frames in which somebody talks. *Error* is the root of the mean square of the difference from
  pyannote's network in float64; torch's own float32 has one too, and ours may be at most three times that.
- **Frames** are those of all windows; one counts as different if any speaker in it does.
- *The same, pyannote's float32 and float64*: pyannote.audio with its own segmentation computed in both, everything
  else alike: how much of a recording hangs on rounding.
- **Embeddings** of every speaker in every window, from the frames in which pyannote finds them talking.
- **Turns** are whole runs, ours against pyannote's as the reference: DER without collar, overlap included; *identical*
  means the same edges to a microsecond, the same labels, and the same exclusive turns. Each is the worst of four runs:
  the number of speakers found, and given as 2, 3 and 4. *The model's clustering* is as its `config.json` says, but
  constrained AHC where that says `ward`, which pyannote does not have; *AHC* is that of pyannote's 3.1 pipeline;
  *VBx* has the settings of community-1 and a PLDA made up for the recording (its directions are those in which the
  voices differ most).
- **float16 weights** are as `whisper-diarize models convert --dtype float16` writes them, on both sides; *against full
  weights*, on ours only: that row is what rounding the weights costs, whoever computes. A few frames can be enough to
  join or part two speakers, and then the turns differ much, in pyannote as in ours (the row above: the same weights,
  the same turns). The bundled weights are stored in float16, so rounding changes nothing. The edges of SincNet's
  filters, in Hz, stay in float32: rounding them moves a filter by up to 2 Hz, and changed up to 7 % of the frames of a
  recording when it was tried.
"""

PROTOTYPE_TEXT = """\
## Why the prototype has 88.6 %

A published MLX port of this network reports 88.6 % correlation of its logits with pyannote's, the same class in 58.7 %
of the frames and the same speaker in 68.1 %, and blames the rounding of floating-point numbers. It uses ReLU after the
two linear layers, where PyanNet has leaky ReLU with a slope of 0.01. The table shows our port with that one change,
without it, and what rounding does: torch in float32 against torch in float64. (Correlation is that of all classes
together here, as the prototype's is, over frames in which somebody talks.)

{table}

Rounding changes {rounding}. The wrong activation leaves a correlation of {correlation} and {frames} of the frames
({where}). How much it costs depends on the weights: the bundled ones hardly show it, so a port must be
tried with weights that do. The prototype's own figures are for another model and recording, which is why they are not
the same.
"""


def render(results: Sequence[Result], audios: Sequence[Audio]) -> str:
    """Return the report."""
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    machine = f"Python {platform.python_version()},\n{platform.system()} on {platform.machine()}"
    head = HEAD.format(
        versions=f"{versions}; {machine}",
        recordings=", ".join(f"`{audio.name}` ({audio.duration:.0f} s)" for audio in audios),
    )
    tables = [f"## {result.model}\n\n{_table(result)}" for result in results]
    return "\n".join([head, _verdict(results), *tables, MEANING, _prototype(results)])


def _verdict(results: Sequence[Result]) -> str:
    broken = [
        f"{row.label} ({result.model})" for result in results for row in result.rows(ROWS) if not result.holds(row)
    ]
    return f"**Not within its limit: {'; '.join(broken)}.**\n" if broken else "Every figure is within its limit.\n"


def _table(result: Result) -> str:
    names = list(result.figures)
    lines = [_line(["", *names, "limit", ""]), _line(["---"] * (len(names) + 3))]
    for row in result.rows(ROWS):
        limit = "" if row.limit is None else f"at most {row.text(row.limit)}"
        verdict = "" if row.limit is None else "holds" if result.holds(row) else "**fails**"
        lines.append(_line([row.label, *_values(row, result, names), limit, verdict]))
    return "\n".join(lines) + "\n"


def _prototype(results: Sequence[Result]) -> str:
    measured = [result for result in results if result.rows(PROTOTYPE)]
    columns = [(result, name) for result in measured for name in result.figures]
    lines = [_line(["", *(row.label for row in PROTOTYPE)]), _line(["---"] * (len(PROTOTYPE) + 1))]
    lines += [
        _line([f"{result.model}, {name}", *(row.text(result.figures[name][row.key]) for row in PROTOTYPE)])
        for result, name in columns
    ]
    fewest = min(result.figures[name]["float32: frames"] for result, name in columns)
    result, name = min(columns, key=lambda column: column[0].figures[column[1]]["relu: correlation"])
    return PROTOTYPE_TEXT.format(
        table="\n".join(lines),
        rounding="no frame" if fewest == 1 else f"at most {1 - fewest:.2%} of the frames",
        correlation=f"{result.figures[name]['relu: correlation']:.1%}",
        frames=f"{result.figures[name]['relu: frames']:.1%}",
        where=f"{result.model}, {name}",
    )


def _values(row: Row, result: Result, names: Sequence[str]) -> Iterator[str]:
    return (row.text(result.figures[name][row.key]) for name in names)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
