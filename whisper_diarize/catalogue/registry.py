"""The named models of a run: ours, and those that plugins register."""

from __future__ import annotations

from functools import partial
from typing import Protocol

from whisper_diarize.component_options import Options
from whisper_diarize.errors import PluginError
from whisper_diarize.registry import Entries, Entry

from .architectures import Architectures
from .named_model import NamedModel

AUTO, BUNDLED = "auto", "bundled"


class RegisterModel(Protocol):
    """The callback that the hook `register_models` receives."""

    def __call__(self, model: NamedModel) -> None:
        """Offer a model.

        Raises:
            PluginError: it is not a NamedModel, credits no author, or its name is taken or cannot be typed.
        """


class Catalogue(Entries[NamedModel]):
    """The models by name, in the order they were registered, and the architectures that their embeddings may have."""

    def __init__(self) -> None:
        super().__init__("diarization model")
        self.architectures = Architectures()

    @property
    def models(self) -> tuple[NamedModel, ...]:
        """All models."""
        return tuple(entry.build() for entry in self)

    @property
    def ranked(self) -> tuple[NamedModel, ...]:
        """The models that `auto` may take, the best first."""
        ranks = [(model.rank, model) for model in self.models if model.rank is not None]
        return tuple(model for _, model in sorted(ranks, key=lambda item: item[0]))

    def model(self, name: str) -> NamedModel:
        """Return the model called `name`.

        Raises:
            OptionError: there is none; the known ones are listed.
        """
        return self.get(name).build()

    def registrar(self, plugin: str) -> RegisterModel:
        """Return the callback through which `plugin` adds to the catalogue."""

        def register(model: NamedModel) -> None:
            if not isinstance(model, NamedModel):
                raise PluginError(f"a model must be a NamedModel, not {type(model).__name__}")
            if not model.credits:
                raise PluginError(f"the model '{model.name}' must credit its authors")
            if model.name in (AUTO, BUNDLED):
                raise PluginError(f"the name of a {self.kind} cannot be '{model.name}', which is ours")
            self.add(Entry(model.name, partial(_same, model), None, model.summary, plugin, self.kind))

        return register


def _same(model: NamedModel, _options: Options) -> NamedModel:
    """Return the model itself, which is data and needs no making."""
    return model
