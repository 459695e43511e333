"""The places that plugins come from: installed distributions, files and modules that a user names, the host program."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import os
import signal
import sys
import threading
import zlib
from collections.abc import Iterator
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import FrameType, ModuleType

import pluggy

from whisper_diarize import errors
from whisper_diarize.errors import PluginError
from whisper_diarize.hookspecs import PROJECT

DISABLE = "WHISPER_DIARIZE_DISABLE_PLUGINS"
IMPORT_SECONDS = 30.0
"""The longest time that importing a plugin may take."""


def installed() -> list[EntryPoint]:
    """Return the installed plugins that are not disabled, in the order of their names."""
    disabled = {name.strip() for name in os.environ.get(DISABLE, "").split(",")}
    if "all" in disabled:
        return []
    points = sorted(entry_points(group=PROJECT), key=lambda point: (point.name, point.value))
    return [point for point in points if point.name not in disabled]


def import_plugin(name: str) -> ModuleType:
    """Import the plugin that a user names: `FILE.py`, or a module that Python can import.

    A file is imported once in a process, under a name of its own; its folder is not searched for what it imports.

    Raises:
        PluginError: there is no such file or module, or it cannot be imported in time; the message has the line.
    """
    is_file = name.endswith(".py") or os.sep in name
    try:
        with time_limit(IMPORT_SECONDS):
            return _import_file(Path(name)) if is_file else importlib.import_module(name)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # SystemExit too: other people's code may raise anything
        if isinstance(error, ModuleNotFoundError) and not is_file and name.startswith(str(error.name)):
            reason = f"there is no module '{error.name}'; write a file with its .py"
        else:
            reason = describe(error) + _line_of(error, name)
        raise PluginError(f"plugin {name} cannot be imported: {reason}") from error


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Interrupt the block after `seconds`.

    Only the main thread can be interrupted, with SIGALRM: there is no limit in others, and none where the program uses
    that signal itself. Code in C is interrupted when it returns.

    Raises:
        PluginError: the time is over.
    """
    main = threading.current_thread() is threading.main_thread()
    if not main or signal.getsignal(signal.SIGALRM) is not signal.SIG_DFL:
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise PluginError(f"it was not imported within {seconds:g} seconds")

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)


def describe(error: BaseException) -> str:
    """Return an exception of other people's code as one line."""
    text = errors.describe(error)
    return text.removeprefix("PluginValidationError: ") if isinstance(error, pluggy.PluginValidationError) else text


def _import_file(path: Path) -> ModuleType:
    if not path.is_file():
        raise PluginError("there is no such file")
    file = path.resolve()
    name = f"{file.stem}_{zlib.crc32(os.fsencode(file)):08x}"
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise PluginError("a plugin is a file of Python, with a name that ends in .py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their annotations up there
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _line_of(error: BaseException, name: str) -> str:
    """Return where in the file `name` the error arose, if it did."""
    trace, line = error.__traceback__, None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(Path(name).resolve()):
            line = trace.tb_lineno
        trace = trace.tb_next
    return f" (line {line})" if line else ""
