"""Every exception that whisper_diarize raises on purpose.

    WhisperDiarizeError
    ├── AudioError              a recording cannot be read
    ├── OptionError             an option, or the name of a component, is not valid
    ├── ModelError              a model cannot be found, downloaded or read
    │   ├── HubError                a repository of huggingface.co cannot be had
    │   └── WeightMismatchError     the file's tensors are not those of the network
    ├── TranscriptionError      an engine failed, or a saved transcript is not one
    ├── DiarizationError        a diarizer failed
    ├── VoiceError              a voice cannot be kept, or the library of voices cannot be used
    ├── ExportError             an output cannot be rendered or written
    ├── AnnotationError         a file of turns or words (RTTM, STM, CTM, JSON) cannot be read
    ├── PluginError             a plugin cannot be loaded or broke its contract
    │   └── ComponentError          an engine, a step or a format of a plugin failed while it ran
    └── Cancelled               the work was stopped on request

A message says what happened, with which file or name, and what to do next; the command line prints it as one line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

MAX_LISTED = 100
MAX_NAME_CHARACTERS = 200
MAX_DESCRIPTION = 200


class WhisperDiarizeError(Exception):
    """The root: catch it to handle everything that is not a bug."""


class AudioError(WhisperDiarizeError):
    """A recording cannot be read.

    `source` is the file name (or `-`) as the user wrote it.
    """

    def __init__(self, source: str, reason: str) -> None:
        self.source = source
        self.reason = reason
        super().__init__(f"{source}: {reason}")


class OptionError(WhisperDiarizeError):
    """An option, or the name of a component, is not valid."""

    @classmethod
    def unknown(cls, kind: str, name: str, known: Iterable[str], *, in_order: bool = False) -> OptionError:
        """Build the error for a `name` that is none of the `known` ones; the nearest of them is suggested.

        They are listed in the order of the alphabet, or as they are given if that is an order (`in_order`).

        >>> print(OptionError.unknown("diarizer", "x", ["mlx"]))
        there is no diarizer 'x'; there is: mlx
        >>> print(OptionError.unknown("output format", "SRTT", ["srt", "vtt"]))
        there is no output format 'SRTT'; did you mean srt? there is: srt, vtt
        """
        known = list(known) if in_order else sorted(known)
        near = get_close_matches(name.lower(), known, n=1)
        meant = f" did you mean {near[0]}?" if near else ""
        return cls(f"there is no {kind} '{name}';{meant} there is: {', '.join(known) or 'none'}")


class ModelError(WhisperDiarizeError):
    """A model cannot be found, downloaded or read."""


class HubError(ModelError):
    """A repository of huggingface.co cannot be had; `cause` says in a few words why."""

    def __init__(self, message: str, cause: str) -> None:
        self.cause = cause
        super().__init__(message)


class WeightMismatchError(ModelError):
    """The tensors of a file are not those of the network: all that is wrong, at once.

    `mis_shaped` maps a name to (expected shape, shape in the file).
    """

    def __init__(
        self,
        source: str,
        *,
        missing: Iterable[str] = (),
        unexpected: Iterable[str] = (),
        mis_shaped: Mapping[str, tuple[tuple[int, ...], tuple[int, ...]]] | None = None,
    ) -> None:
        self.source = source
        self.missing = tuple(sorted(missing))
        self.unexpected = tuple(sorted(unexpected))
        self.mis_shaped = dict(sorted((mis_shaped or {}).items()))
        shapes = [f"{name} (expected {want}, found {got})" for name, (want, got) in self.mis_shaped.items()]
        super().__init__(
            f"{source}: the weights do not fit the network; "
            f"missing: {_listed(self.missing)}; "
            f"unexpected: {_listed(self.unexpected)}; "
            f"mis-shaped: {_listed(shapes)}"
        )


class TranscriptionError(WhisperDiarizeError):
    """An engine failed, or a saved transcript is not one."""


class DiarizationError(WhisperDiarizeError):
    """A diarizer failed."""


class VoiceError(WhisperDiarizeError):
    """A voice cannot be kept, or the library of voices cannot be used."""


class ExportError(WhisperDiarizeError):
    """An output cannot be rendered or written."""


class AnnotationError(WhisperDiarizeError):
    """A file of turns or words cannot be read: RTTM, STM, CTM, or JSON that is no transcript."""


class PluginError(WhisperDiarizeError):
    """A plugin cannot be loaded or broke its contract."""


class ComponentError(PluginError):
    """A component failed in a way that it should not: it raised a foreign exception, or returned a wrong type.

    `kind` (`transcriber`, `output format`, ...) and `name` are the component's; `origin` is the plugin that brought it.
    The exception itself, if there is one, is the cause.
    """

    def __init__(self, kind: str, name: str, origin: str, reason: str) -> None:
        self.kind = kind
        self.name = name
        self.origin = origin
        self.reason = reason
        super().__init__(f"the {kind} '{name}' of {origin} failed: {reason}")


class Cancelled(WhisperDiarizeError):  # noqa: N818  an answer to a request, not a failure
    """The work was stopped on request: see `CancelToken`. Results of finished stages stay in the cache, if it is on."""


def describe(error: BaseException) -> str:
    """Return an exception of other people's code as one line of bounded length, even if its text cannot be had."""
    try:
        text = " ".join(str(error).split())[:MAX_DESCRIPTION]
    except Exception:  # noqa: BLE001  its text is other people's code as well
        text = ""
    return text if isinstance(error, WhisperDiarizeError) else f"{type(error).__name__}: {text}".rstrip(": ")


def _listed(names: Sequence[str]) -> str:
    """Return the first names of a list; a file may have any number of them, of any length."""
    more = len(names) - MAX_LISTED
    shown = ", ".join(name[:MAX_NAME_CHARACTERS] for name in names[:MAX_LISTED])
    return f"{shown} and {more} more" if more > 0 else shown or "none"
