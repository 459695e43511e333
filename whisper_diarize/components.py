"""The components of a run, each with its origin, and the calls into them that cannot bring the run down."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from .attribution import keeps_words
from .cancellation import raise_if_cancelled
from .errors import Cancelled, ComponentError, OptionError, WhisperDiarizeError, describe
from .protocols import Attributor, Diarizer, Exporter, Identifier, PostProcessor, Transcriber
from .records import AttributedWord, Audio, Diarization, Word, check_sound

MAX_EXTENSION = 50
"""Characters: the name of a file may have 255 bytes in all."""

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

        An interrupt passes, and so does the end of work that is to stop. MemoryError, SystemExit and the like do not:
        a component can neither end the program nor lose what others have done.
        """
        try:
            yield
        except Cancelled as error:
            raise_if_cancelled()
            raise self.failed(f"it stopped, though nothing asked it to: {describe(error)}") from error
        except (WhisperDiarizeError, KeyboardInterrupt):
            raise
        except BaseException as error:
            raise self.failed(describe(error)) from error

    def check(self, value: object, expected: type[Result]) -> Result:
        """Return `value` if it is of the type that the component's kind promises, and so are its parts.

        Raises:
            ComponentError: it is not.
        """
        if not isinstance(value, expected):
            raise self.failed(f"it returned {_article(type(value).__name__)} instead of {_article(expected.__name__)}")
        try:
            check_sound(value)
        except ValueError as error:
            raise self.failed(f"it returned {_article(expected.__name__)} that is broken: {error!s:.200}") from error
        return value

    def failed(self, reason: str) -> ComponentError:
        """Return the error for a failure of this component."""
        return ComponentError(self.kind, self.name, self.origin, reason)


@dataclass(frozen=True, slots=True)
class Components:
    """The parts of a run. Without a transcriber there are no words, without a diarizer no speakers.

    Without an attributor, each word goes to the speaker who talks most while it is said. Without an identifier,
    speakers have no names but those that are given.

    `series_labels` returns, by a speaker's label in a recording, the label in a series of the same people.

    With `vad_clips`, the diarizer goes first, and only what it finds to be speech is transcribed.

    Raises:
        OptionError: two exporters would write the same file.
    """

    open_audio: Callable[[str, int], Audio]
    transcriber: Part[Transcriber] | None = None
    diarizer: Part[Diarizer] | None = None
    attributor: Part[Attributor] | None = None
    identifier: Part[Identifier] | None = None
    post_processors: tuple[Part[PostProcessor], ...] = ()
    exporters: tuple[Part[Exporter], ...] = ()
    vad_clips: bool = False
    series_labels: Callable[[Diarization], dict[str, str]] | None = None

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
            # a copy: what becomes of it is no concern of ours
            given = self.part.check(self.part.component.attribute(list(words), diarization), Sequence)
            for word in given:
                self.part.check(word, AttributedWord)
        if not keeps_words(given, words):
            raise self.part.failed("it does not return each word once and in order")
        return given


def is_extension(extension: object) -> bool:
    """Tell whether an extension can end the name of a file, and only that: it can lead to no other folder.

    >>> is_extension("words.json"), is_extension("../x"), is_extension("")
    (True, False, False)
    """
    if not isinstance(extension, str) or not 0 < len(extension) <= MAX_EXTENSION:
        return False
    return extension.isprintable() and not set(extension) & set("/\\:") and not extension.startswith(".")


def _article(noun: str) -> str:
    """Return a type's name as prose has it.

    >>> _article("int"), _article("Transcript"), _article("NoneType")
    ('an int', 'a Transcript', 'None')
    """
    if noun == "NoneType":
        return "None"
    return f"an {noun}" if noun[0].lower() in "aeiou" else f"a {noun}"
