"""Sources of recordings, as programs have them: names of files, open files, bytes, arrays, `Audio`."""

from __future__ import annotations

import io
import operator
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TYPE_CHECKING, BinaryIO, Literal, Protocol, SupportsIndex, TypeAlias, runtime_checkable

from .errors import OptionError
from .files import file_of
from .read_options import current, reading_with
from .records import SAMPLE_RATE, Audio, name_of

if TYPE_CHECKING:  # a program that imports the package need not wait for NumPy
    from numpy.typing import ArrayLike

OpenAudio = Callable[[str, int], Audio]
Source: TypeAlias = "str | os.PathLike[str] | Tracks | Audio | bytes | bytearray | memoryview | BinaryIO | ArrayLike"
"""A path; `Tracks`; `Audio`; the contents of an audio file, as bytes or an open binary file; an array of samples (of
NumPy, MLX, torch, or a list), for which a sample rate must be given as well."""

STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class Tracks:
    """One conversation with a recording for each person: `paths`, in any formats.

    `offsets` are the seconds at which they begin; or `start`: all begin together; or `sound`: they are found by the
    sound that all have in common.

    Raises:
        OptionError: there are fewer than two recordings, or not one offset for each.
    """

    paths: Sequence[str | os.PathLike[str]]
    offsets: Literal["start", "sound"] | Sequence[float] = "start"

    def __post_init__(self) -> None:
        if isinstance(self.paths, (str, os.PathLike)) or len(self.paths) < 2:  # noqa: PLR2004  one is no conversation
            raise OptionError("a track for each speaker needs two recordings or more")
        if isinstance(self.offsets, str):
            if self.offsets not in {"start", "sound"}:
                raise OptionError(
                    f"the offsets are {self.offsets!r}; give start, sound, or the seconds of each recording"
                )
        elif len(self.offsets) != len(self.paths):
            raise OptionError(
                f"there are {len(self.offsets)} offsets for {len(self.paths)} recordings; give one for each"
            )

    @property
    def label(self) -> str:
        """The recordings, for messages."""
        return " + ".join(map(os.fsdecode, self.paths))

    @property
    def name(self) -> str:
        """The name of outputs: what the names of the recordings begin with, else that of the first."""
        names = [name_of(os.fsdecode(path)) for path in self.paths]
        same = takewhile(lambda letters: len(set(letters)) == 1, zip(*names, strict=False))  # as long as the shortest
        return "".join(letters[0] for letters in same).rstrip(" -_.") or names[0]


@runtime_checkable
class Readable(Protocol):
    """A binary file object."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes."""


@runtime_checkable
class ArrayOfNumbers(Protocol):
    """An array of NumPy, MLX or torch."""

    # object: the arguments are NumPy's affair
    def __array__(self, *arguments: object) -> object:
        """Return a NumPy array."""


@dataclass(frozen=True, slots=True, eq=False)
class NamedSource:
    """A source, as it was given, with its names: `label` for messages and observers, `name` for outputs.

    `open(open_audio, sample_rate)` returns the recording; files are left to `open_audio`, the readers of plugins and
    our own. A source that `may_be_prefetched` is there already, so that opening it early does no harm.
    """

    given: Source
    label: str
    name: str
    open: Callable[[OpenAudio, int], Audio]
    may_be_prefetched: bool = True


def named(source: Source, sample_rate: int | None = None) -> NamedSource:
    """Return a source with its names; `sample_rate` (Hz) is for arrays only.

    Raises:
        OptionError: it is no kind of source that can be read, or the sample rate is missing, not a whole number, or
            given for a source that has its own.
    """
    if isinstance(source, (str, os.PathLike)):
        _refuse_rate(sample_rate)
        return _path(source)
    if isinstance(source, Tracks):
        _refuse_rate(sample_rate)
        return _tracks(source)
    if isinstance(source, Audio):
        _refuse_rate(sample_rate)
        return _audio(source)
    if isinstance(source, (bytes, bytearray, memoryview)):
        _refuse_rate(sample_rate)
        return _stream(source, lambda: io.BytesIO(source), "<bytes>", "audio")
    if isinstance(source, Readable):
        _refuse_rate(sample_rate)
        return _file(source)
    if isinstance(source, (list, tuple, ArrayOfNumbers)):
        return _array(source, sample_rate)
    raise OptionError(
        f"a recording cannot be read from {type(source).__name__}; pass a path, bytes, a file opened with 'rb', Audio, "
        "or an array with sample_rate=..."
    )


def named_all(sources: Iterable[Source]) -> Iterable[NamedSource]:
    """Return the sources of a series with their names; one that cannot be read says so when it is opened.

    Raises:
        OptionError: it is a single recording.
    """
    if isinstance(sources, (str, bytes, bytearray, memoryview, os.PathLike, Tracks, Audio, Readable)):
        raise OptionError("sources must be a list of recordings; use transcribe for a single one")
    if isinstance(sources, Sequence):
        return [_named_or_refused(source) for source in sources]
    return map(_named_or_refused, sources)


def whole_number(value: object, what: str) -> int | None:
    """Return a number that a program gave as an integer; None is none.

    Raises:
        OptionError: it is not a whole number.
    """
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():  # as JSON has it
        return int(value)
    if isinstance(value, SupportsIndex) and not isinstance(value, bool):  # NumPy's integers too
        return operator.index(value)
    raise OptionError(f"the {what} must be a whole number, not {value!r}")


def _named_or_refused(source: Source) -> NamedSource:
    try:
        return named(source)
    except OptionError as error:
        refusal = error

    def refuse(_: OpenAudio, __: int) -> Audio:
        raise refusal

    return NamedSource(source, f"<{type(source).__name__}>", "audio", refuse)


def _path(source: str | os.PathLike[str]) -> NamedSource:
    path = os.fsdecode(source)

    def read(open_audio: OpenAudio, rate: int) -> Audio:
        return open_audio(path, rate)

    return NamedSource(source, path, name_of(path), read, may_be_prefetched=file_of(path) is not None)


def _tracks(tracks: Tracks) -> NamedSource:
    offsets = tracks.offsets if isinstance(tracks.offsets, str) else tuple(map(float, tracks.offsets))

    def read(open_audio: OpenAudio, rate: int) -> Audio:
        from .audio import together  # noqa: PLC0415  it imports decoders

        with reading_with(replace(current(), channels="mix")):
            parts = [open_audio(os.fsdecode(path), rate) for path in tracks.paths]
        return together(parts, offsets, tracks.label, tracks.name)

    return NamedSource(tracks, tracks.label, tracks.name, read)


def _audio(audio: Audio) -> NamedSource:
    def convert(_: OpenAudio, rate: int) -> Audio:
        from .audio import normalized  # noqa: PLC0415  it imports decoders

        return normalized(audio, rate)

    return NamedSource(audio, audio.source, audio.name, convert)


def _file(file: BinaryIO) -> NamedSource:
    """Name an open file after its path, if it has one; descriptors are called by number."""
    path = getattr(file, "name", None)
    if isinstance(path, (str, bytes, os.PathLike)):
        label = os.fsdecode(path)
        return _stream(file, lambda: file, label, name_of(label))
    return _stream(file, lambda: file, "<file>", "audio")


def _stream(given: Source, file: Callable[[], BinaryIO], label: str, name: str) -> NamedSource:
    def decode(_: OpenAudio, rate: int) -> Audio:
        from .audio import open_stream  # noqa: PLC0415  it imports decoders

        return open_stream(file(), label, name, rate)

    return NamedSource(given, label, name, decode)


def _array(samples: ArrayLike, sample_rate: int | None) -> NamedSource:
    rate_of_samples = whole_number(sample_rate, "sample rate")
    if rate_of_samples is None:
        raise OptionError(
            f"an array has no sample rate: pass sample_rate=..., in Hz ({SAMPLE_RATE} if Whisper made it)"
        )

    def convert(_: OpenAudio, rate: int) -> Audio:
        from .audio import from_array  # noqa: PLC0415  it imports decoders

        return from_array(samples, rate_of_samples, target_rate=rate)

    return NamedSource(samples, "<array>", "audio", convert)


def _refuse_rate(sample_rate: int | None) -> None:
    if sample_rate is not None:
        raise OptionError("sample_rate= is for an array of samples; files and Audio have their own")
