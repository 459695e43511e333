"""Our commands, run in this process."""

from collections.abc import Callable

from typer.testing import Result

Command = Callable[..., Result]
"""Runs a command with arguments."""
