"""Full disks and failing devices: a file is as it was or as it should be, never half, never lost.

python -m tests.fuzz.disks --count 1000

Errors are injected, the size of files is limited, and, for root on Linux, a disk is small.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .campaign import Case, command, forked, run_command
from .disk_faults import CALLS, ERRORS, FailingDisk
from .plugins import ENGINES

MAX_LINE = 400
SECONDS, CPU_SECONDS = 120, 20
FORMATS = ("srt", "json", "vtt", "txt")
COMMANDS = ("transcribe", "transcribe over", "transcribe again", "rename", "merge", "export", "undo", "attribute")
PLACES = ("work", "cache", "state", "all")


@dataclass(frozen=True, slots=True)
class Disk:
    """A command, and what is the matter: a call, an error and when (injected), or bytes (of a file, or of the disk)."""

    command: str
    kind: str
    place: str
    call: str = ""
    code: int = 0
    number: int = 0
    count: int = 1
    size: int = 0


def make_case(rng: random.Random, number: int) -> Case:
    """Choose a command, and the fault of the disk."""
    kind = rng.choice(("injected",) * 8 + ("file size", "small disk", "full stdout"))
    place = rng.choice(PLACES)
    disk = Disk(
        rng.choice(COMMANDS),
        kind,
        place,
        rng.choice(CALLS),
        rng.choice(ERRORS),
        rng.choice((0, 0, 1, 2, 3, 5, 9, 20)),
        rng.choice((1, 1, 2, 10**6)),
        rng.choice((0, 1, 100, 500, 2000, 5000, 20_000)),
    )
    name = disk.call if kind == "injected" else kind
    return Case(number, f"{disk.command}, {name}", disk)


def check(case: Case) -> str | None:
    """Run the command on the disk, in a process of its own, and look at what there is then."""
    _environment()
    return forked(_check, case)


def _check(case: Case) -> str | None:
    disk: Disk = case.contents
    with tempfile.TemporaryDirectory() as temporary, _mounted(disk, Path(temporary)) as root:
        shutil.copytree(_prepared(disk.command), root, dirs_exist_ok=True)
        before = _contents(root / "work")
        code, text = _run(disk, root)
        after = After(code, text, before, _contents(root / "work"), _undisturbed(disk.command))
        fault = _wrong_lines(disk, after) or _wrong_files(disk, after, root / "work")
        if fault is None and disk.kind != "small disk":
            fault = _next_run(disk.command, root)
        return f"{disk}: {fault}: {text[-200:]!r}" if fault else None


def _run(disk: Disk, root: Path) -> tuple[int, str]:
    """Run a command with the fault."""

    def break_disk() -> None:
        if disk.kind == "injected":
            folders = [root / place for place in (PLACES[:3] if disk.place == "all" else (disk.place,))]
            FailingDisk(folders, disk.call, disk.code, disk.number, disk.count).install()
        elif disk.kind == "file size":
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (disk.size, disk.size))
        elif disk.kind == "full stdout":
            os.dup2(os.open("/dev/full", os.O_WRONLY), 1)

    return _command(disk.command, root, break_disk)


def _command(name: str, root: Path, prepare: Callable[[], object] = lambda: None) -> tuple[int, str]:
    """Run a command in a folder with its work, its cache and its state."""
    os.environ |= {f"WHISPER_DIARIZE_{place.upper()}_DIR": str(root / place) for place in ("cache", "state")}
    return run_command(_words(name, root / "work"), prepare)


@functools.cache
def _prepared(name: str) -> Path:
    """Return a folder in the state that a command expects."""
    root = Path(tempfile.mkdtemp(prefix="disks-"))
    (root / "work").mkdir()
    if name == "transcribe over":
        for suffix in FORMATS:
            (root / "work" / f"talk.{suffix}").write_text(f"mine {suffix}", encoding="utf-8")
    elif name != "transcribe":
        _command("transcribe", root)
    if name == "undo":
        _command("rename", root)
    return root


def _words(name: str, work: Path) -> list[str]:
    inputs, document = _inputs(), str(work / "talk.json")
    plugins = ["--plugin", str(inputs / "engines.py")]
    transcribe = ["transcribe", str(inputs / "talk.wav"), "--diarize", "--output-dir", str(work), *plugins]
    transcribe += ["--transcriber", "fake", "--diarizer", "fake", "-f", ",".join(FORMATS)]
    return {
        "rename": ["rename", document, "SPEAKER_00=Bea"],
        "merge": ["merge", document, "SPEAKER_01", "SPEAKER_00"],
        "export": ["export", document, "-f", "vtt,md,tsv"],
        "undo": ["undo", document],
        "attribute": ["attribute", document, str(inputs / "turns.rttm"), "--output-dir", str(work), "-f", "srt,vtt"],
    }.get(name, transcribe)


@dataclass(frozen=True, slots=True)
class After:
    """The exit code of a command, what it said, and files: before it, after it, and after it on a good disk."""

    code: int
    text: str
    before: dict[str, bytes]
    found: dict[str, bytes]
    wanted: dict[str, bytes]


def _wrong_lines(disk: Disk, after: After) -> str | None:
    lines = after.text.splitlines()
    errors = [line for line in lines if line.startswith("error: ")]
    if "Traceback" in after.text or "Exception ignored" in after.text or any(len(line) > MAX_LINE for line in lines):
        return "a traceback, or a long line"
    if after.code not in {0, 1, 2} or (after.code == 0) != (not errors) or len(errors) != len(set(errors)):
        return f"exit code {after.code}, {len(errors)} errors"
    harmless = disk.kind == "injected" and disk.place in {"cache", "state"}
    return f"exit code {after.code}, though only the {disk.place} fails" if harmless and after.code else None


def _wrong_files(disk: Disk, after: After, work: Path) -> str | None:
    """Tell if a file is half, lost or not the new one although all is said to be well."""
    before, found, wanted = after.before, after.found, after.wanted
    known = {*before.values(), *wanted.values()}
    for name, data in found.items():
        if data not in known and not name.endswith(".versions"):
            return f"{name} is neither old nor new ({len(data)} bytes)"
    lost = [name for name, data in before.items() if data.startswith(b"mine") and data not in found.values()]
    gone = [name for name in before if name not in found and name in wanted]
    if lost or gone:
        return f"{lost or gone} is lost"
    if after.code == 0 and (wrong := [name for name in wanted if found.get(name) != wanted[name] and name[0] != "."]):
        return f"{wrong} is not the new one, and nothing says so"
    left = [path.name for path in work.iterdir() if path.suffix == ".part"]
    return f"{left} is left behind" if left and disk.call != "unlink" else None


def _next_run(name: str, root: Path) -> str | None:
    """Run again without a fault; of a change that may be done already, the exit code does not count."""
    code, text = _command(name, root)
    if (code and name not in {"merge", "undo"}) or "Traceback" in text:
        return f"the next run ends with {code}: {text[-200:]}"
    return None


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".part"}


@functools.cache
def _undisturbed(name: str) -> dict[str, bytes]:
    """Return the files that a command leaves on a good disk."""
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary)
        shutil.copytree(_prepared(name), root, dirs_exist_ok=True)
        code, text = _command(name, root)
        assert code == 0, text
        return _contents(root / "work")


@contextlib.contextmanager
def _mounted(disk: Disk, folder: Path) -> Iterator[Path]:
    """Yield a folder, on a disk of its own if that is to be small and can be made."""
    root = folder / "disk"
    root.mkdir()
    small = disk.kind == "small disk" and _mount(root, _room(_prepared(disk.command)) + disk.size)
    try:
        yield root
    finally:
        if small:
            ctypes.CDLL(None).umount2(os.fsencode(root), 2)


def _room(folder: Path) -> int:
    """Return the bytes that a folder takes on a disk of pages."""
    page = resource.getpagesize()
    return sum(page * (1 + -(-path.lstat().st_size // page)) for path in folder.rglob("*"))


def _mount(root: Path, size: int) -> bool:
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        return False
    options = f"size={size}".encode()
    return bool(ctypes.CDLL(None).mount(b"tmpfs", os.fsencode(root), b"tmpfs", 0, options) == 0)


@functools.cache
def _inputs() -> Path:
    import soundfile

    from whisper_diarize.testing import tone

    folder = Path(tempfile.mkdtemp(prefix="disks-")) / "in"
    folder.mkdir()
    soundfile.write(folder / "talk.wav", tone().samples[:], 16_000)
    (folder / "engines.py").write_text(ENGINES, encoding="utf-8")
    (folder / "turns.rttm").write_text("SPEAKER talk 1 0.0 1.0 <NA> <NA> ann <NA> <NA>\n", encoding="utf-8")
    return folder


@functools.cache
def _environment() -> None:
    from whisper_diarize.cli import app  # noqa: F401  once, before the forks

    _inputs()
    os.environ |= {
        "HF_HUB_OFFLINE": "1",
        "WHISPER_DIARIZE_CACHE_SIZE": "100M",
        "WHISPER_DIARIZE_DISABLE_PLUGINS": "all",
    }
    for name in COMMANDS:
        _undisturbed(name)


if __name__ == "__main__":
    sys.exit(command(make_case, check, count=1_000, seconds=SECONDS, cpu=CPU_SECONDS))
