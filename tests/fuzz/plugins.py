"""Broken plugins: each costs what it would have added, and one line that names it.

python -m tests.fuzz.plugins --count 200
"""

from __future__ import annotations

import functools
import os
import random
import sys
import tempfile
from pathlib import Path
from typing import Any

from .campaign import Case, command, forked, run_command
from .plugin_faults import NAME, BrokenPlugin, broken_plugin

MAX_LINE = 400
SECONDS, CPU_SECONDS = 120, 20
ENGINES = """
from whisper_diarize import hookimpl
from whisper_diarize.testing import FakeEngines
engines = FakeEngines()
@hookimpl
def register_transcribers(register):
    engines.register_transcribers(register)
@hookimpl
def register_diarizers(register):
    engines.register_diarizers(register)
"""
OPTIONAL = ("diarizer", "resumable", "attributor", "post-processor", "exporter", "page", "stage", "output_written")
"""The kinds of components without which there are words all the same."""
INTERRUPTED = 130


def make_case(rng: random.Random, number: int) -> Case:
    """Break a plugin, and choose whether it is used by a command or by a program."""
    plugin = broken_plugin(rng)
    door = "program" if plugin.place == "close" or rng.random() < 0.2 else "command"
    return Case(number, f"{plugin.kind}, {plugin.place}", (door, plugin))


def check(case: Case) -> str | None:
    """Use the plugin in a process of its own; tell what it cost that it should not."""
    _environment()
    return forked(_check, case)


def _check(case: Case) -> str | None:
    door, plugin = case.contents
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "in").mkdir()
        os.environ["WHISPER_DIARIZE_CACHE_DIR"] = str(folder / "in" / "cache")
        (folder / "in" / f"{NAME}.py").write_text(plugin.code, encoding="utf-8", errors="surrogatepass")
        (folder / "in" / "engines.py").write_text(ENGINES, encoding="utf-8")
        _write_inputs(folder / "in")
        fault = _program(plugin, folder) if door == "program" else _command(plugin, folder)
        strange = {path.name for path in folder.iterdir()} - {"in", "out"}
        if strange or Path(folder.parent, "evil").exists():
            return f"files elsewhere: {strange}"
    return f"{plugin.fault}: {fault}" if fault else None


def _command(plugin: BrokenPlugin, folder: Path) -> str | None:
    code, text = run_command(_words(plugin, folder))
    lines = [line for line in text.splitlines() if line != "noise"]
    return _wrong_lines(plugin, code, lines) or _lost(plugin, code, lines, folder / "out")


def _words(plugin: BrokenPlugin, folder: Path) -> list[str]:
    inputs, kind = folder / "in", plugin.kind
    plugins = ["--plugin", str(inputs / "engines.py"), "--plugin", str(inputs / f"{NAME}.py")]
    if kind == "command":
        return [*plugins, NAME if plugin.place == "call" else "--help"]
    chosen = {
        "transcriber": ["--transcriber", NAME],
        "clips": ["--transcriber", NAME, "--vad-clips"],
        "diarizer": ["--diarizer", NAME],
        "resumable": ["--diarizer", NAME],
        "attributor": ["--attribution", NAME],
        "post-processor": ["--post", NAME],
        "exporter": ["-f", f"srt,{NAME},json"],
        "page": ["-f", f"srt,{NAME},json"],
        "reader": ["--transcript", str(inputs / "words.json")],
    }.get(kind.partition(" ")[0], [])
    engines = ["--transcriber", "fake", "--diarizer", "fake", "-f", "srt,json"]
    source = str(inputs / "talk.wav")
    return ["transcribe", source, "--diarize", "--output-dir", str(folder / "out"), *plugins, *engines, *chosen]


def _wrong_lines(plugin: BrokenPlugin, code: int, lines: list[str]) -> str | None:
    """Tell what is wrong with what is said."""
    text = "\n".join(lines)
    if "Traceback" in text or any(len(line) > MAX_LINE for line in lines):
        return f"a traceback, or a line of {max(map(len, lines))} characters: {text[-300:]!r}"
    if code == INTERRUPTED:
        return None if "KeyboardInterrupt" in plugin.fault and "interrupted" in text else f"interrupted: {text:.200}"
    errors = [line for line in lines if line.startswith("error: ")]
    if plugin.kind == "command" and "SystemExit" in plugin.fault:  # as it likes
        return None
    if code not in {0, 1, 2} or (len(errors) != 1) != (code == 0):
        return f"exit code {code}, {len(errors)} errors: {text[-300:]!r}"
    mine = "errors." in plugin.fault or plugin.place in {"name", "extension"}
    if errors and not mine and NAME not in errors[0]:
        return f"the plugin is not named: {errors[0]}"
    return None


def _lost(plugin: BrokenPlugin, code: int, lines: list[str], out: Path) -> str | None:
    """Tell if there are no words although the plugin is not needed for them."""
    from whisper_diarize import read

    begun = plugin.place == "call" and plugin.kind.startswith(OPTIONAL) and code != INTERRUPTED
    begun = begun and "register_" not in " ".join(lines)
    raised = plugin.place == "call" and plugin.fault.startswith("raise") and plugin.kind != "command"
    if raised and code == 0 and not any(NAME in line for line in lines):
        return "nothing is said"
    if (not begun and code != 0) or plugin.kind == "command":
        return None
    missing = [name for name in ("talk.srt", "talk.json") if not (out / name).is_file()]
    if missing:
        return f"{missing} lost, exit code {code}: {lines}"
    said = read(out / "talk.json").text
    wanted = plugin.kind.startswith(OPTIONAL) and plugin.kind != "post-processor"
    return f"the words are {said!r:.60}" if wanted and said != "hello world" else None


def _program(plugin: BrokenPlugin, folder: Path) -> str | None:
    from whisper_diarize import Session
    from whisper_diarize.errors import WhisperDiarizeError
    from whisper_diarize.plugins import import_plugin

    kind = plugin.kind.partition(" ")[0]
    formats = ["srt", "json"] + ([NAME] if kind in {"exporter", "page"} else [])
    try:
        plugins = [import_plugin(str(folder / "in" / f"{one}.py")) for one in ("engines", NAME)]
        with Session(plugins=plugins, **_engines(kind)) as session:
            source = folder / "in" / "talk.wav"
            session.transcribe(source, diarize=True, output_formats=formats, output_dir=folder / "out")
    except WhisperDiarizeError:
        return None
    except KeyboardInterrupt:
        return None if "KeyboardInterrupt" in plugin.fault else "interrupted"
    except BaseException as error:  # noqa: BLE001  that is what is looked for
        return f"a program gets {type(error).__name__}"
    return None


def _engines(kind: str) -> dict[str, Any]:  # Any: arguments of `Session`
    mine: dict[str, dict[str, Any]] = {
        "transcriber": {"transcriber": NAME},
        "clips": {"transcriber": NAME},
        "diarizer": {"diarizer": NAME},
        "resumable": {"diarizer": NAME},
        "attributor": {"attribution": NAME},
        "post-processor": {"post": [NAME]},
    }
    return {"transcriber": "fake", "diarizer": "fake", **mine.get(kind, {})}


def _write_inputs(folder: Path) -> None:
    import soundfile

    from whisper_diarize.testing import tone

    soundfile.write(folder / "talk.wav", tone().samples[:], 16_000)
    (folder / "words.json").write_text(
        '{"segments": [{"start": 0, "end": 1, "text": " hello world"}]}', encoding="utf-8"
    )


@functools.cache
def _environment() -> None:
    """Give the cache, the hub and what is known of outputs a place of their own."""
    import soundfile  # noqa: F401  once, before the forks

    from whisper_diarize.cli import app  # noqa: F401  likewise

    home = tempfile.mkdtemp(prefix="plugins-")
    os.environ |= {"HF_HUB_OFFLINE": "1", "HF_HOME": home, "WHISPER_DIARIZE_STATE_DIR": home}
    os.environ |= {"WHISPER_DIARIZE_CACHE_SIZE": "100M", "WHISPER_DIARIZE_DISABLE_PLUGINS": "all"}
    os.chdir(home)


if __name__ == "__main__":
    sys.exit(command(make_case, check, count=200, seconds=SECONDS, cpu=CPU_SECONDS))
