"""A package with a plugin that works, to begin one's own: `whisper-diarize plugins new`."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from string import Template

from whisper_diarize.errors import OptionError
from whisper_diarize.version import __version__

__all__ = ["KINDS", "write_plugin"]

KINDS = (
    *("exporter", "post-processor", "transcriber", "diarizer", "attributor", "reader", "observer", "command"),
    *("model", "embedding"),
)
"""Each has two templates: the plugin, and its tests."""

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def write_plugin(name: str, kind: str, parent: Path) -> Path:
    """Write the package `whisper-diarize-NAME` into the folder `parent`; return its folder.

    Raises:
        OptionError: the name or the kind is not possible, or the folder exists or cannot be written.
    """
    if kind not in KINDS:
        raise OptionError.unknown("kind of plugin", kind, KINDS)
    if not NAME.fullmatch(name):
        raise OptionError(f"a plugin cannot be called '{name}': use small letters and digits, with hyphens between")
    folder = parent / f"whisper-diarize-{name}"
    module = f"whisper_diarize_{name.replace('-', '_')}"
    texts = {
        "pyproject.toml": "pyproject.toml",
        "README.md": "README.md",
        f"{module}/__init__.py": f"{kind}.py",
        f"{module}/py.typed": "py.typed",
        f"tests/test_{name.replace('-', '_')}.py": f"test_{kind}.py",
    }
    words = {
        "name": name,
        "module": module,
        "Class": "".join(part.capitalize() for part in name.split("-")),
        "kind": kind,
        "version": __version__,
    }
    try:
        folder.mkdir(parents=True)
        for path, template in texts.items():
            target = folder / path
            target.parent.mkdir(exist_ok=True)
            target.write_text(Template(_read(template)).substitute(words), encoding="utf-8")
    except FileExistsError as error:
        raise OptionError(f"{folder} exists already; choose another name or --output-dir") from error
    except OSError as error:
        raise OptionError(f"{folder} cannot be written: {error.strerror}") from error
    return folder


def _read(template: str) -> str:
    return (files(__package__) / "templates" / f"{template}.txt").read_text(encoding="utf-8")
