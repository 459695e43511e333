"""Cases for a plugin as a whole: it loads, and its components are described."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from whisper_diarize.catalogue import Folder, NamedModel
from whisper_diarize.component_options import convert
from whisper_diarize.errors import ModelError, OptionError
from whisper_diarize.hookspecs import API_VERSION
from whisper_diarize.plugins import Plugins, load
from whisper_diarize.records import Job, Word
from whisper_diarize.registry import Entry

from .case import Case, blaming

Make = Callable[[], object]
OBSERVED: dict[str, dict[str, object]] = {
    "stage_started": {"stage": "audio"},
    "stage_progressed": {"stage": "audio", "done": 0.5, "total": 1.0},
    "stage_finished": {"stage": "audio", "seconds": 0.5, "error": OptionError("an example")},
    "output_written": {"exporter": "srt", "path": Path("nowhere") / "example.srt"},
    "live_text": {"name": "example", "first": 0, "words": (Word(0.0, 0.5, " Hello"),), "speakers": ("?",)},
    "live_revision": {"name": "example", "places": (0,), "speaker": "SPEAKER_00"},
}


def _load(make: Make) -> tuple[Plugins, tuple[Entry[Any], ...]]:  # Any: components of all kinds
    with blaming("loading"):
        plugins = load([make()], installed=False)
    name = plugins.infos[-1].name
    entries = [entry for registry in plugins.registries.values() for entry in registry if entry.plugin == name]
    return plugins, tuple(entries)


def _loads(make: Make) -> None:
    plugins, _ = _load(make)
    assert plugins.infos[-1].hooks, "it implements no hook: mark its functions with @hookimpl"


def _says_its_version(make: Make) -> None:
    assert getattr(make(), "API_VERSION", None) == API_VERSION, f"it has no API_VERSION = {API_VERSION}"


def _describes_its_components(make: Make) -> None:
    for entry in _load(make)[1]:
        assert entry.summary, f"the {entry.kind} '{entry.name}' has no summary"
        for option in entry.describe_options():
            assert option.meaning, (
                f"the option {entry.name}.{option.key} has no meaning: "
                "add it to the section `Attributes:` of the docstring of its class"
            )


def _has_options_that_can_be_typed(make: Make) -> None:
    for entry in _load(make)[1]:
        for option in entry.describe_options():
            with blaming(f"the default of {entry.name}.{option.key} as text"):
                convert(option.key, option.default, entry.hints[option.key])


def _observes_without_failing(make: Make) -> None:
    plugins, _ = _load(make)
    for hook, words in OBSERVED.items():
        for name, call in plugins.callers(hook):
            if name == plugins.infos[-1].name:
                with blaming(hook):
                    call(job=Job("example.wav", "example"), **words)


def _models(make: Make) -> tuple[NamedModel, ...]:
    plugins, entries = _load(make)
    return tuple(plugins.models.model(entry.name) for entry in entries if entry.name in plugins.models)


def _credits_its_models(make: Make) -> None:
    for model in _models(make):
        for credit in model.credits:
            assert all((credit.network, credit.authors, credit.licence)), (
                f"a credit of the model '{model.name}' lacks its network, its authors or its licence"
            )


def _pins_its_models(make: Make) -> None:
    for model in _models(make):
        for source in model.sources:
            lacks = [] if isinstance(source, Folder) else [file.name for file in source.files if not file.sha256]
            assert not lacks, f"the model '{model.name}' does not pin {', '.join(lacks)} by a SHA-256"


def _describes_its_models_as_they_are_read(make: Make) -> None:
    from whisper_diarize.models import check_description  # noqa: PLC0415  NumPy is slow to import

    for model in _models(make):
        try:
            check_description(model)
        except ModelError as error:
            raise AssertionError(str(error)) from error


CASES = (
    Case("loads beside ours", _loads),
    Case("says for which version of the hooks it was written", _says_its_version),
    Case("describes its components", _describes_its_components),
    Case("has options that can be typed", _has_options_that_can_be_typed),
    Case("observes without failing", _observes_without_failing),
    Case("credits the authors of its models", _credits_its_models),
    Case("pins the files of its models", _pins_its_models),
    Case("describes its models as they are read", _describes_its_models_as_they_are_read),
)
