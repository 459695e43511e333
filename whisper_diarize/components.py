"""The components of a run, each with its origin, and the calls into them that cannot bring the run down."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from .attribution import keeps_words
from .errors import ComponentError, OptionError, WhisperDiarizeError
from .protocols import Attributor, Diarizer, Exporter, PostProcessor, Transcriber
from .records import AttributedWord, Audio, Diarization, Word

Component_co = TypeVar("Component_co", covariant=True)
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Part(Generic[Component_co]):
    """One chosen component.

    `kind` and `name` are the registry's; `origin` is the plugin that brought it, with its distribution and version.
    """

    kind: str
    name: str
    component: Component_co
    origin: str = "this program"

    @contextlib.contextmanager
    def guarded(self) -> Iterator[None]:
        """Turn any exception of the component that is not one of ours into a `ComponentError`.

        An interrupt passes. MemoryError and SystemExit do not: a component can neither end the program nor lose what
        others have done.
        """
        try:
            yield
        except WhisperDiarizeError:
            raise
        except (Exception, SystemExit) as error:
            raise self.failed(_describe(error)) from error

    def check(self, value: object, expected: type[Result]) -> Result:
        """Return `value` if it is of the type that the component's kind promises.

        Raises:
            ComponentError: it is of another type.
        """
        if not isinstance(value, expected):
            raise self.failed(f"it returned {_article(type(value).__name__)} instead of {_article(expected.__name__)}")
        return value

    def failed(self, reason: str) -> ComponentError:
        """Return the error for a failure of this component."""
        return ComponentError(self.kind, self.name, self.origin, reason)


@dataclass(frozen=True, slots=True)
class Components:
    """The parts of a run. Without a transcriber there are no words, without a diarizer no speakers.

    Without an attributor, each word goes to the speaker who talks most while it is said.

    With `vad_clips`, the diarizer goes first, and only what it finds to be speech is transcribed.

    Raises:
        OptionError: two exporters would write the same file.
    """

    open_audio: Callable[[str, int], Audio]
    transcriber: Part[Transcriber] | None = None
    diarizer: Part[Diarizer] | None = None
    attributor: Part[Attributor] | None = None
    post_processors: tuple[Part[PostProcessor], ...] = ()
    exporters: tuple[Part[Exporter], ...] = ()
    vad_clips: bool = False

    def __post_init__(self) -> None:
        taken: dict[str, Part[Any]] = {}  # Any: exporters only
        for exporter in self.exporters:
            extension = exporter.component.extension.casefold()  # some file systems know no case
            other = taken.setdefault(extension, exporter)
            if other is not exporter:
                raise OptionError(
                    f"the output formats '{other.name}' ({other.origin}) and '{exporter.name}' ({exporter.origin}) "
                    f"both write .{exporter.component.extension}; choose one of them"
                )


@dataclass(frozen=True, slots=True)
class CheckedAttributor:
    """An attributor whose answers are checked: each word once and in order, as attributed words."""

    part: Part[Attributor]

    def attribute(self, words: Sequence[Word], diarization: Diarization) -> Sequence[AttributedWord]:
        """Return the attributed words of the attributor.

        Raises:
            ComponentError: it failed, or its answer is not one.
        """
        with self.part.guarded():
            given = self.part.check(self.part.component.attribute(words, diarization), Sequence)
            for word in given:
                self.part.check(word, AttributedWord)
        if not keeps_words(given, words):
            raise self.part.failed("it does not return each word once and in order")
        return given


def _describe(error: BaseException) -> str:
    """Return an exception of foreign code as one line."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}".rstrip(": ")


def _article(noun: str) -> str:
    """Return a type's name as prose has it.

    >>> _article("int"), _article("Transcript"), _article("NoneType")
    ('an int', 'a Transcript', 'None')
    """
    if noun == "NoneType":
        return "None"
    return f"an {noun}" if noun[0].lower() in "aeiou" else f"a {noun}"
