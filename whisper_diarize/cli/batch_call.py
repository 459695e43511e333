"""Commands of plugins that do what `transcribe` does of a batch, in a way of their own: its options, and its view."""

from __future__ import annotations

import copy
import functools
import inspect
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import typer

from whisper_diarize.batch import LEDGER, BatchResult, Plan, Request, Search
from whisper_diarize.errors import OptionError
from whisper_diarize.files import refuse_unusable
from whisper_diarize.plugins import load

from .batch_options import options_of
from .batch_view import BatchView, bars_among
from .configured import setting_of
from .interrupts import interruptible
from .progress import configure_logging, observers_of
from .suggestions import refuse_alone
from .transcribe import transcribe
from .transcribe_request import job_of, reading_of, selection_of
from .typed_flags import flag_of


@dataclass(frozen=True, slots=True)
class BatchCall:
    """A call of such a command: the request, the recordings that are looked for, and the view of its course."""

    request: Request
    search: Search
    view: BatchView

    def show(self, plan: Plan, results: Callable[[], Iterator[BatchResult]]) -> None:
        """Show the batch while it is done; end with exit code 1 if a recording failed, with 130 after Ctrl-C.

        Raises:
            ExportError: nothing can be written to the output folder.
        """
        if self.request.job.output_dir is not None:
            refuse_unusable(self.request.job.output_dir)
        try:
            with interruptible(kept=True, told=self.view.interrupted):
                self.view.begin(plan)
                for result in results():
                    self.view.show(result)
        finally:
            self.view.pause()
        if not self.view.finish():
            raise typer.Exit(1)


# Any: the arguments of each command
def with_options_of_transcribe(command: Callable[..., Any], refused: Sequence[str]) -> Callable[..., Any]:
    """Return a command that has the options of `transcribe` as well; those that it will refuse are not in its help.

    `command` is given its own options only; the context, which is its first, has all.
    """
    own = _parameters(command)
    shared = {name: one for name, one in _parameters(transcribe).items() if name not in own}
    for name in refused:
        shared[name] = _hidden(shared[name])

    @functools.wraps(command)
    def run(**given: object) -> object:
        return command(**{name: value for name, value in given.items() if name in own})

    parameters = [*shared.values(), *own.values()]
    run.__signature__ = inspect.Signature(  # type: ignore[attr-defined]  # what `inspect` and Typer look at
        [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in parameters]
    )
    run.__annotations__ = {one.name: one.annotation for one in parameters}
    return run


def batch_call(context: typer.Context, refused: Mapping[str, str]) -> BatchCall:
    """Return the call of a command with the options of `transcribe`; `refused` are those that it lacks, and why.

    Raises:
        OptionError: an option is not possible.
    """
    given = context.params
    configure_logging(quiet=given["quiet"], verbose=given["verbose"])
    refuse_alone(given)
    for name, reason in refused.items():
        if given[name] != _default(context, name) and setting_of(context, name) is None:
            raise OptionError(f"{flag_of(name)}: {reason}")
    observers = observers_of(given["progress"], quiet=given["quiet"])
    options, plugins = options_of(context), load(observers)
    by_channel = given["channels"] == "split"
    selection = selection_of(
        context, plugins, given["transcriber"], given["diarizer"], given["option"] or [], split_up=by_channel
    )
    request = Request(
        selection,
        job_of(context, selection),
        reading_of(context),
        options.template,
        options.redo,
        cache=not given["no_cache"],
    )
    ledger = given["output_dir"] / LEDGER
    return BatchCall(request, options.search, BatchView(ledger, bars_among(observers), quiet=given["quiet"]))


def _parameters(command: Callable[..., Any]) -> dict[str, inspect.Parameter]:
    hints = typing.get_type_hints(command, include_extras=True)
    found = inspect.signature(command).parameters
    return {name: one.replace(annotation=hints[name]) for name, one in found.items()}


def _hidden(parameter: inspect.Parameter) -> inspect.Parameter:
    kind, option = typing.get_args(parameter.annotation)
    option = copy.copy(option)
    option.hidden = True
    return parameter.replace(annotation=typing.Annotated[kind, option])


def _default(context: typer.Context, name: str) -> object:
    return next(parameter.default for parameter in context.command.params if parameter.name == name)
