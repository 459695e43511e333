"""Measure a recording's cost at several lengths, and reckon what an archive takes.

    python -m tests.benchmarks.scale measure [--engine faster-whisper --model FOLDER] [--minutes 1 4 10] [--runs 2]
    python -m tests.benchmarks.scale ledger [--lines 20000]
    python -m tests.benchmarks.scale reckon [--hours 100000] [--recording-hours 1] [--core-price 0.04] ...

`measure` does pieces of the samples, joined to the wanted length, in a process of its own each, with words and
speakers. It prints seconds of the processor, which other programs disturb less than the clock, and fits them: a
process's start, and each minute of sound. `ledger` writes a ledger with lines for hours of talk, and reads it. `reckon`
prints what follows: its options are the figures of the other two, and prices; its help has them all.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from whisper_diarize.batch import Entry, Ledger

ROOT = Path(__file__).parents[2]
RATE = 16_000
GB, TB = 1e9, 1e12
TEXT_BYTES = 56_000  # 11,000 words: an hour of talk
CODE = "from whisper_diarize.cli import transcribe; transcribe()"


@dataclass(frozen=True)
class Cost:
    """One recording in a process of its own: minutes, seconds of the processor, peak memory and outputs in bytes."""

    minutes: float
    cpu: float
    memory: int
    written: int


def write_recording(path: Path, minutes: float) -> None:
    """Write the samples one after the other, again and again, until they are as long as is wanted."""
    sounds = [soundfile.read(ROOT / "samples" / f"{name}.wav", dtype="int16")[0] for name in ("interview", "standup")]
    once, size = np.concatenate(sounds), round(minutes * 60 * RATE)
    soundfile.write(path, np.tile(once, -(-size // len(once)))[:size], RATE)


def cost_of(minutes: float, options: list[str]) -> Cost:
    """Do one recording in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        write_recording(home / "talk.wav", minutes)
        command = [sys.executable, "-c", CODE, str(home / "talk.wav"), "--diarize", "--no-cache", "--quiet", *options]
        process = subprocess.Popen([*command, "-f", "json,srt", "--output-dir", str(home / "out")], cwd=ROOT)
        _, status, used = os.wait4(process.pid, 0)
        if status:
            raise SystemExit(f"the recording of {minutes} minutes failed")
        written = sum(path.stat().st_size for path in (home / "out").iterdir())
    unit = 1 if sys.platform == "darwin" else 1024
    return Cost(minutes, used.ru_utime + used.ru_stime, used.ru_maxrss * unit, written)


def measure(arguments: argparse.Namespace) -> None:
    """Print the costs, and the fit."""
    model = ["--model", arguments.model, "--language", "en"] if arguments.model else []
    options = ["--transcriber", arguments.engine, *model, "--diarization-model", "bundled"]
    options += [part for option in arguments.option for part in ("-o", option)]
    print("| minutes | processor | memory | outputs |\n|--:|--:|--:|--:|")
    costs: list[Cost] = []
    for _ in range(arguments.runs):
        for minutes in arguments.minutes:
            cost = cost_of(minutes, options)
            costs.append(cost)
            cells = f"{cost.cpu:.1f} s | {cost.memory / 1e6:.0f} MB | {cost.written / 1e3:.0f} kB"
            print(f"| {minutes:g} | {cells} |", flush=True)
    lengths = [cost.minutes for cost in costs]
    if len(set(lengths)) == 1:
        return
    for name, values, unit in (
        ("processor", [cost.cpu for cost in costs], "s"),
        ("memory", [cost.memory / 1e6 for cost in costs], "MB"),
        ("outputs", [cost.written / 1e6 for cost in costs], "MB"),
    ):
        slope, start = np.polyfit(lengths, values, 1)
        print(f"{name}: {start:.3g} {unit} for a process, and {60 * slope:.3g} {unit} for each hour of sound")


def ledger(arguments: argparse.Namespace) -> None:
    """Write a ledger with so many lines for hours of talk, read it, and add to it."""
    with tempfile.TemporaryDirectory() as folder:
        written, text = Ledger(Path(folder)), "word " * (TEXT_BYTES // 5)
        entries = [Entry(f"talks/{number}.wav", 3600.0, text, fingerprint="f" * 16) for number in range(100)]
        began = time.process_time()
        for entry in entries:
            written.append(entry)
        print(f"adding a line: {(time.process_time() - began) / len(entries) * 1000:.1f} ms of the processor")
        line = entries[0].to_json()
        with (Path(folder) / "manifest.jsonl").open("ab") as file:
            for number in range(arguments.lines):
                file.write(line.replace(b"talks/0.", b"talks/%d." % number) + b"\n")
        size = written.path.stat().st_size
        read = Ledger(Path(folder))
        began = time.process_time()
        read.refresh()
        seconds = time.process_time() - began
    print(f"reading {arguments.lines} lines, {size / GB:.2f} GB: {seconds:.1f} s of the processor")


def reckon(given: argparse.Namespace) -> None:
    """Print what an archive takes, each line with its formula."""
    recordings = given.hours / given.recording_hours
    core_hours = given.hours * given.core_seconds / 3600 + recordings * given.overhead_ms / 3.6e6
    cores = core_hours / (24 * given.days * given.load)
    machines = -(-cores // given.cores)
    read, written = given.hours * given.kbits * 1e3 / 8 * 3600, given.hours * given.output_mb * 1e6
    table = recordings * given.line_kb * 1e3 * max(given.recording_hours, 0.02)
    all_read = table * cores
    seconds = given.days * 86400
    actor_gb = given.memory_gb + given.recording_hours * given.memory_gb_hour
    rows = {
        "core-hours = hours * core seconds of an hour / 3600 + recordings * overhead": f"{core_hours:,.0f}",
        f"cores = core-hours / (24 * {given.days:g} days * load {given.load:g})": f"{cores:,.0f}",
        f"machines of {given.cores:g} cores": f"{machines:,.0f}",
        "memory of an actor = start + hours of a recording * more": f"{actor_gb:.1f} GB",
        "memory of a machine = cores * memory of an actor + Ray": f"{given.cores * actor_gb + given.ray_gb:.0f} GB",
        "read = hours * bit rate": f"{read / TB:.1f} TB, {read * 8 / seconds / 1e6:.0f} Mbit/s",
        "written = hours * outputs of an hour": f"{written / TB:.2f} TB",
        "ledger = recordings * line": f"{table / GB:.1f} GB",
        "ledgers read by actors, each all of it = ledger * cores": f"{all_read / TB:.2f} TB",
        "money for cores = core-hours / load * price": f"{core_hours / given.load * given.core_price:,.0f}",
        "money for reading = read * price": f"{read / GB * given.read_price:,.0f}",
        "money for keeping outputs a month": f"{(written + table) / GB * given.store_price:,.0f}",
        "lines a second = recordings / time": f"{recordings / seconds:.2f}",
        "longest recording = its hours * core seconds / 3600": f"{given.longest * given.core_seconds / 3600:.1f} hours",
    }
    print(f"| {given.hours:,.0f} hours in recordings of {given.recording_hours:g} h | |\n|---|--:|")
    for name, value in rows.items():
        print(f"| {name} | {value} |")


def parsed() -> argparse.Namespace:
    """Return the arguments."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("measure")
    one.set_defaults(call=measure)
    one.add_argument("--engine", default="pocketsphinx")
    one.add_argument("--model")
    one.add_argument("--minutes", type=float, nargs="+", default=[1.0, 4.0, 10.0])
    one.add_argument("--runs", type=int, default=2)
    one.add_argument("--option", action="append", default=[], help="an option of a component: NAME.KEY=VALUE")
    two = commands.add_parser("ledger")
    two.set_defaults(call=ledger)
    two.add_argument("--lines", type=int, default=20_000)
    three = commands.add_parser("reckon", formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    three.set_defaults(call=reckon)
    for name, default, meaning in INPUTS:
        three.add_argument(f"--{name}", type=float, default=default, help=meaning)
    return parser.parse_args()


INPUTS = (
    ("hours", 100_000, "of sound"),
    ("recording-hours", 1.0, "length of a recording"),
    ("longest", 24.0, "hours of the longest recording"),
    ("core-seconds", 535, "of the processor for an hour of sound (measure)"),
    ("overhead-ms", 14.0, "of the batch for a recording (tests.benchmarks.batch)"),
    ("memory-gb", 0.6, "of an actor (measure)"),
    ("memory-gb-hour", 2.2, "more for each hour of a recording (measure)"),
    ("ray-gb", 2.0, "of Ray on a machine: its processes and its object store"),
    ("output-mb", 8.4, "JSON and SRT of an hour (measure)"),
    ("line-kb", 56.0, "of the ledger for an hour of talk"),
    ("kbits", 64.0, "a second of recorded sound"),
    ("days", 7.0, "in which all is to be done"),
    ("load", 0.9, "share of the time that cores work"),
    ("cores", 16, "of a machine"),
    ("core-price", 0.04, "of a core for an hour"),
    ("read-price", 0.0, "of a GB read (0: from the same place as the machines)"),
    ("store-price", 0.023, "of a GB for a month"),
)
"""Inputs of `reckon`: prices are examples, in any currency."""


def main() -> int:
    """Run what was asked for."""
    arguments = parsed()
    arguments.call(arguments)
    return 0


if __name__ == "__main__":
    sys.exit(main())
