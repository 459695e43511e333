"""The architectures of embedding networks: the names of ours, and those that plugins register."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol, TypeAlias

from whisper_diarize.component_options import Options
from whisper_diarize.errors import PluginError
from whisper_diarize.protocols import Embedder
from whisper_diarize.registry import Entries, Entry

OWN_ARCHITECTURES = ("resnet", "campplus")

LoadEmbedding: TypeAlias = Callable[[Path], Embedder]


class RegisterEmbedding(Protocol):
    """The callback that the hook `register_embeddings` receives."""

    def __call__(self, name: str, load: LoadEmbedding, *, summary: str = "") -> None:
        """Offer an architecture, for models whose `config.json` has its name as `embedding_architecture`.

        `load` is called with the path of the weight file when the network is first used.

        Raises:
            PluginError: the name is taken, is one of ours, or cannot be typed; or `load` cannot be called.
        """


class Architectures(Entries[LoadEmbedding]):
    """The functions that load the networks, by architecture.

    `releases` has, by plugin, its distribution and version; a plugin without a distribution has none.
    """

    def __init__(self) -> None:
        super().__init__("embedding architecture")
        self.releases: dict[str, str] = {}

    @property
    def known(self) -> tuple[str, ...]:
        """All names, ours first."""
        return (*OWN_ARCHITECTURES, *self.names)

    def registrar(self, plugin: str) -> RegisterEmbedding:
        """Return the callback through which `plugin` adds to the architectures."""

        def register(name: str, load: LoadEmbedding, *, summary: str = "") -> None:
            if name in OWN_ARCHITECTURES:
                raise PluginError(f"the name of an {self.kind} cannot be '{name}', which is ours")
            if not callable(load):
                raise PluginError(f"the {self.kind} '{name}' needs a function that loads a file, not {load!r:.100}")
            self.add(Entry(name, partial(_same, load), None, summary, plugin, self.kind))

        return register


def _same(load: LoadEmbedding, _options: Options) -> LoadEmbedding:
    """Return the function itself: an architecture has no options, as all that it needs is in its file."""
    return load
