"""Time our diarizer against pyannote.audio and sherpa-onnx, with the same weights on the same recordings.

    python -m tests.benchmarks.speed samples/standup.wav --seconds 60 120 --json speed.json --png speed.png

The recordings are joined, and repeated or cut to so many seconds. Every run is a process of its own that keeps to
`--threads` cores; repeats take turns. `--width 32 --lstm-layers 4` makes the bundled networks as large as pyannote's,
without changing what they find, and `--duration 10` has them hear windows of pyannote's length. With `--append`, the
runs in the `--json` file are kept and count as repeats (so `--repeats 0 --append` only writes their tables again); they
must have been made in the same way.

`make speed` installs the others and makes a short comparison.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import platform
import shlex
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from tests.benchmarks import speed_table
from tests.benchmarks.speed_contestants import PEERS, Contestant, ContestantError, installed, present, start
from tests.benchmarks.speed_model import prepare
from tests.benchmarks.speed_run import Report, Settings, read_report, write_report
from tests.benchmarks.speed_summary import summarise
from whisper_diarize import SAMPLE_RATE, WhisperDiarizeError
from whisper_diarize.audio import open_audio
from whisper_diarize.doctor.machine import describe_machine

PACKAGES = ("whisper-diarize", "mlx", "numpy", "torch", "pyannote.audio", "sherpa-onnx")
WARM_UP = 1  # seconds of audio


def main() -> int:
    """Run everybody, print the tables, write the files."""
    arguments = parse()
    try:
        report = begin(arguments)
        failed = compare(arguments, report)
    except WhisperDiarizeError as error:
        sys.exit(f"error: {error}")
    save(report, arguments.json)
    summary = summarise(report)
    print(speed_table.text(report, summary))
    if arguments.markdown:
        arguments.markdown.write_text(speed_table.markdown(report, summary), encoding="utf-8")
    if arguments.png and summary:
        if not installed("matplotlib"):
            sys.exit(f"{arguments.png} is not drawn: matplotlib is not installed (make speed does it)")
        from tests.benchmarks.speed_figure import draw

        draw(f"{report.settings.model}; {report.settings.machine}", summary, arguments.png)
    return 1 if failed else 0


def parse() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recordings", type=Path, nargs="+")
    parser.add_argument("--seconds", type=float, nargs="+", help="lengths; default: that of the recordings")
    parser.add_argument("--model", default="bundled", help="`bundled`, or a folder")
    parser.add_argument("--width", type=int, help="of the embedding network; pyannote's have 32")
    parser.add_argument("--lstm-layers", type=int, help="of the segmentation network; pyannote's have 4")
    parser.add_argument("--duration", type=float, help="of a window, in seconds; pyannote's have 10")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--peers", default=",".join(PEERS), help=f"of {', '.join(PEERS)}")
    parser.add_argument("--json", type=Path, help="write everything here, raw timings included")
    parser.add_argument("--append", action="store_true", help="keep the runs that are in --json")
    parser.add_argument("--markdown", type=Path, help="write the tables here")
    parser.add_argument("--png", type=Path, help="draw time against length, and the share of each stage")
    arguments = parser.parse_args()
    unknown = sorted(set(arguments.peers.split(",")) - set(PEERS))
    if unknown:
        parser.error(f"--peers: there is no {', '.join(unknown)}; there is: {', '.join(PEERS)}")
    if arguments.threads < 1 or min(arguments.seconds or [1]) <= 0 or arguments.repeats < 0:
        parser.error("--threads must be at least 1, --seconds above 0, --repeats at least 0")
    if arguments.append and not arguments.json:
        parser.error("--append needs --json")
    return arguments


def begin(arguments: argparse.Namespace) -> Report:
    """Return a report without runs, or with those that are to be kept."""
    machine = describe_machine()
    sizes = (
        ("embedding of width", arguments.width),
        ("LSTM layers:", arguments.lstm_layers),
        ("seconds a window:", arguments.duration),
    )
    settings = Settings(
        tuple(path.name for path in arguments.recordings),
        ", ".join([arguments.model, *(f"{name} {size}" for name, size in sizes if size)]),
        arguments.threads,
        f"{machine.processor}, {machine.cores} cores, {platform.system()}, Python {platform.python_version()}",
        {name: found for name in PACKAGES if (found := version_of(name))},
    )
    report = Report(settings)
    if arguments.append and arguments.json.exists():
        report = read_report(arguments.json)
        if report.settings != settings:
            sys.exit(f"{arguments.json}: its runs were made in another way ({report.settings}); choose another file")
    if arguments.repeats:
        report.commands.append(shlex.join(["python", "-m", "tests.benchmarks.speed", *sys.argv[1:]]))
    return report


def version_of(package: str) -> str:
    """Return the version of a package, or an empty string."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def compare(arguments: argparse.Namespace, report: Report) -> bool:
    """Add the runs of everybody on every length; say whether anybody failed."""
    if not arguments.repeats:
        return False
    chosen = present(arguments.peers.split(","))
    samples = join(arguments.recordings)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        contestants = equipped(chosen, folder / "model", arguments)
        warm_up = write(folder / "warm-up.wav", samples, WARM_UP)
        for seconds in arguments.seconds or [len(samples) / SAMPLE_RATE]:
            recording = write(folder / f"{seconds:g}.wav", samples, seconds)
            given = folder / "model", recording, warm_up, seconds, arguments.threads
            for _ in range(arguments.repeats):
                contestants = [one for one in contestants if added(arguments, report, one, *given)]
    return len(contestants) < len(chosen)


def equipped(contestants: list[Contestant], model: Path, arguments: argparse.Namespace) -> list[Contestant]:
    """Write the folder of the model, and return those who can use it."""
    prepare(arguments.model, model, arguments.width, arguments.lstm_layers, arguments.duration)
    if any(contestant.peer == "sherpa" for contestant in contestants):
        try:
            start("speed_onnx", str(model), threads=arguments.threads)
        except ContestantError as error:
            print(f"sherpa is left out: {error}", file=sys.stderr)
            return [contestant for contestant in contestants if contestant.peer != "sherpa"]
    return contestants


def added(arguments: argparse.Namespace, report: Report, contestant: Contestant, *given: object) -> bool:
    """Add a run to the report, and to the file, for there may be hours to come; print why, if it failed."""
    try:
        run = contestant.run(*given)  # type: ignore[arg-type]  # a fake, or what is to be refused
    except ContestantError as error:
        print(f"{contestant.name} failed: {error}", file=sys.stderr)
        return False
    print(f"{run.seconds:g} s of audio, {contestant.name}: {run.wall:.1f} s", file=sys.stderr)
    report.runs.append(run)
    save(report, arguments.json)
    return True


def save(report: Report, path: Path | None) -> None:
    """Write the measurements and their summary."""
    if path:
        summary = summarise(report)
        write_report(report, path, {f"{s:g}": [dataclasses.asdict(row) for row in summary[s]] for s in summary})


def join(recordings: Sequence[Path]) -> NDArray[np.float32]:
    """Return the samples of all recordings, one after the other."""
    return np.concatenate([open_audio(str(path), SAMPLE_RATE).array for path in recordings])


def write(path: Path, samples: NDArray[np.float32], seconds: float) -> Path:
    """Write so many seconds of samples, repeated or cut."""
    soundfile.write(path, np.resize(samples, round(seconds * SAMPLE_RATE)), SAMPLE_RATE)
    return path


if __name__ == "__main__":
    sys.exit(main())
