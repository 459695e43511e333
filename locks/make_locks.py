"""Pin all that `make` installs, with hashes: one file for each step of the Makefile.

    python locks/make_locks.py            # writes the files anew, with the newest releases that fit
    python locks/make_locks.py --keep     # changes a version only where it no longer fits

Needs uv (`pip install uv`) and an index of packages; `make locks` sees to the first. The versions hold for Linux and
macOS and for every Python that we support, and a step never disagrees with another, for all are resolved together.

torch is not among them: it is another file on each kind of machine, some with gigabytes of CUDA, so that no hash holds
everywhere. constraints.txt pins its version; what it needs is pinned here.
"""

from __future__ import annotations

import argparse
import importlib
import subprocess
import sys
import tempfile
from itertools import chain
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent
PYTHON = "3.10"  # the oldest
OURS = "whisper-diarize"
NOT_HERE = "torch"
TORCH_NEEDS = ("filelock", "fsspec", "jinja2", "networkx", "setuptools", "sympy", "typing-extensions")
BUILDING = ("hatchling", "editables", "pip")
STEPS = ("install", "test", "compare", "speed")
"""Each is installed after those before it, and its file has only what they lack."""


def main() -> int:
    """Write all files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", action="store_true", help="keep the versions that are pinned now")
    arguments = parser.parse_args()
    wanted = declared()
    before = "\n".join(lock_path(step).read_text("utf-8") for step in STEPS if lock_path(step).exists())
    everything = [requirement for step in STEPS for requirement in wanted[step]]
    pins = blocks(resolve(everything, before if arguments.keep else ""))
    written: set[str] = set()
    reached: list[str] = []
    for step in STEPS:
        reached += wanted[step]
        names = {name for name, _ in blocks(resolve(reached, "\n".join(text for _, text in pins)))}
        lines = [text for name, text in pins if name in names - written]
        lock_path(step).write_text(header(step, wanted[step]) + "".join(lines), "utf-8")
        written |= names
    return 0


def declared() -> dict[str, list[str]]:
    """Return what each step installs, as the projects declare it."""
    root = project(ROOT)
    plugins = {
        path.parent.name: project(path.parent)["project"] for path in sorted(ROOT.glob("plugins/*/pyproject.toml"))
    }
    needs = {name: plugin["dependencies"] for name, plugin in plugins.items()}
    groups = root["dependency-groups"]
    steps = {
        "install": [*root["project"]["dependencies"], *needs[f"{OURS}-pocketsphinx"], *TORCH_NEEDS, *BUILDING],
        "test": [*groups["dev"], *extras(root["project"]), *chain(*needs.values())],
        "compare": list(chain(*map(extras, plugins.values()))),
        "speed": groups["speed"],
    }
    return {step: sorted({one for one in found if not left_out(one)}) for step, found in steps.items()}


def extras(table: dict[str, Any]) -> list[str]:
    """Return what all extras of a project install."""
    return list(chain(*table.get("optional-dependencies", {}).values()))


def left_out(requirement: str) -> bool:
    """Say whether a requirement is not pinned here: torch, or one of ours."""
    return name_of(requirement) in (OURS, NOT_HERE)


def lock_path(step: str) -> Path:
    """Return the file of a step."""
    return HERE / f"{step}.txt"


def header(step: str, wanted: list[str]) -> str:
    """Return the first lines of a file: how it was made, and of which requirements."""
    lines = [f"What `make` installs in the step `{step}`, written by locks/make_locks.py (make locks).", "Made of:"]
    return "".join(f"# {line}\n" for line in (*lines, *(f"    {one}" for one in wanted)))


def made_of(step: str) -> list[str]:
    """Return the requirements that a file says it was made of."""
    return [line[6:] for line in lock_path(step).read_text("utf-8").splitlines() if line.startswith("#     ")]


def resolve(requirements: list[str], pinned: str) -> str:
    """Return uv's answer; `pinned` are versions to keep."""
    with tempfile.TemporaryDirectory() as folder:
        wanted, overrides, output = (Path(folder) / name for name in ("wanted.in", "overrides.txt", "lock.txt"))
        wanted.write_text("\n".join(requirements), "utf-8")
        overrides.write_text(f"{NOT_HERE} ; python_version < '3'\n", "utf-8")  # never
        output.write_text(pinned, "utf-8")
        command = [sys.executable, "-m", "uv", "pip", "compile", str(wanted), "--output-file", str(output)]
        command += ["--universal", "--python-version", PYTHON, "--generate-hashes", "--no-header", "--no-annotate"]
        command += ["--overrides", str(overrides), "--constraints", str(ROOT / "constraints.txt"), "--quiet"]
        subprocess.run(command, check=True, cwd=folder)
        return output.read_text("utf-8")


def blocks(lock: str) -> list[tuple[str, str]]:
    """Return (name, lines with hashes) for each pinned release."""
    found: list[tuple[str, str]] = []
    for line in lock.splitlines(keepends=True):
        if line[0].isalnum():
            found.append((name_of(line), line))
        elif found and not line.startswith("#"):
            found[-1] = found[-1][0], found[-1][1] + line
    return found


def name_of(requirement: str) -> str:
    """Return the normal form of the name in a requirement."""
    name = requirement.replace("(", " ").split(";")[0]
    for mark in "[<>=!~ ":
        name = name.split(mark)[0]
    return name.strip().lower().replace("_", "-").replace(".", "-")


def project(folder: Path) -> dict[str, Any]:  # TOML: tables of tables
    """Return what a folder's pyproject.toml says."""
    toml = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    found: dict[str, Any] = toml.loads((folder / "pyproject.toml").read_text("utf-8"))
    return found


if __name__ == "__main__":
    sys.exit(main())
