"""`whisper-diarize doctor`: comparison of this machine with pyannote.audio's results, and its speed."""

from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from whisper_diarize.errors import OptionError

from . import arguments as arg
from .errors import handled
from .progress import configure_logging, wanted
from .terminal import console, out

if TYPE_CHECKING:
    from whisper_diarize.doctor import Comparison, Report


def doctor(
    against: arg.RecordedActivations = None,
    weights: arg.SuspectWeights = None,
    as_json: arg.Json = False,
) -> None:
    """Compare every stage with pyannote.audio's results; measure the speed.

    Is the diarizer right on this machine? What pyannote.audio computed comes
    with the package:

        whisper-diarize doctor

        whisper-diarize doctor --json

    Were these weights converted well? REF.npz has what the original network
    gave, layer by layer; the first layer that differs is named, with the
    mistake that explains it, if it is one of the usual:

        whisper-diarize doctor --against REF.npz --weights model.safetensors

    Exit code: 0 all agree, 1 a stage differs, 2 nothing to compare.

    REF.npz comes from `whisper-diarize pyannote record` (a plugin), or from
    numpy.savez("REF.npz", samples=..., **stages): samples at 16 kHz, (batch,
    num_samples); stages named sincnet.0, lstm.0, linear.0, classifier ... or
    fbank, resnet.conv1, resnet.layer1.0 ..., resnet.pool, resnet.seg_1, or for
    CAM++ fbank, head.conv1, head.layer1.0 ..., xvector.tdnn, xvector.block1.
    tdnnd1 ..., xvector.out_nonlinear, xvector.stats, xvector.dense, voices, as
    (batch, time, channels) or (batch, time, bins, channels). Some are enough.
    For resnet.pool or xvector.stats and after, masks: (batch, speakers,
    frames) of 0 and 1; voices are those of each speaker's frames alone.
    """
    configure_logging(quiet=False, verbose=False)
    with handled():
        if (against is None) != (weights is None):
            raise OptionError(
                "--against REF.npz (what was recorded) and --weights FILE (whose it should be) go together"
            )
        with _waiting():
            report = _examine(against, weights)
    if as_json:
        out(json.dumps(_plain(asdict(report) | {"passed": report.passed}), indent=2) + "\n")
    else:
        _print(report)
    if not report.passed:
        raise typer.Exit(1)


def _examine(against: Path | None, weights: str | None) -> Report:
    from whisper_diarize.doctor import examine_machine, examine_weights  # noqa: PLC0415  it imports MLX

    return examine_machine() if against is None or weights is None else examine_weights(weights, against)


def _print(report: Report) -> None:
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415  rich is slow to import
    from rich.table import Table  # noqa: PLC0415

    screen = console()
    table = Table("stage", "max error", "of", "tolerance", "correlation", "verdict", box=SIMPLE_HEAD, pad_edge=False)
    for column in table.columns[:5]:
        column.no_wrap = True
    for column in table.columns[1:5]:
        column.justify = "right"
    for diagnosis in report.diagnoses:
        for row in diagnosis.comparisons:
            table.add_row(row.stage, *_cells(row), style=None if row.passed else "red")
        table.add_section()
    screen.print(table)
    for line in (*_verdict(report), *_machine(report), *_speed(report)):
        screen.print(line)


def _cells(row: Comparison) -> tuple[str, ...]:
    if math.isnan(row.max_error):
        return "-", f"{row.largest:.3g}", "-", "-", f"wrong: {row.problem}"
    error = f"{row.max_error:.1e}" if row.max_error else "0"
    tolerance = f"{row.tolerance:.1e}" if row.tolerance else "exact"
    return error, f"{row.largest:.3g}", tolerance, f"{row.correlation:.7f}", "ok" if row.passed else "wrong"


def _verdict(report: Report) -> Iterator[str]:
    """Describe the findings, or the absence of any."""
    for finding in report.findings:
        row = finding.first_wrong
        numbers = row.problem or f"max error {row.max_error:.1e}, correlation {row.correlation:.7f}"
        yield f"first wrong stage: {row.stage} ({numbers}): {'; '.join(finding.causes)}"
    if report.passed:
        total = sum(len(diagnosis.comparisons) for diagnosis in report.diagnoses)
        yield f"{'the only stage agrees' if total == 1 else f'all {total} stages agree'} with what was recorded"


def _machine(report: Report) -> Iterator[str]:
    machine = report.machine
    versions = ", ".join(f"{name} {number}" for name, number in machine.versions.items())
    kind = "rounded to fewer bits than float32 has; tolerances are wider" if machine.rounded else "float32"
    yield f"machine: {machine.system}, {machine.processor}, {machine.cores} cores; {versions}"
    yield f"device: {machine.device} ({machine.device_name}); matrix products by {machine.blas}"
    yield f"precision: relative error of a product {machine.product_error:.0e} ({kind})"


def _speed(report: Report) -> Iterator[str]:
    speed = report.speed
    if speed is not None:
        yield (
            f"speed: {speed.diarization:.1f} times real time for a long recording (segmentation alone "
            f"{speed.segmentation:.1f}, embedding alone {speed.embedding:.1f}); "
            f"{'median of ' if speed.runs > 1 else ''}{speed.runs} run{'s' if speed.runs > 1 else ''} "
            f"over {speed.windows} windows"
        )


@contextlib.contextmanager
def _waiting() -> Iterator[None]:
    """Show at a terminal that something happens."""
    if not wanted(quiet=False):
        yield
        return

    with console(stderr=True).status("comparing every stage"):
        yield


# Any: values of JSON
def _plain(value: Any) -> Any:
    """Return a value as JSON has it: there is no NaN in it."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return None if isinstance(value, float) and math.isnan(value) else value
