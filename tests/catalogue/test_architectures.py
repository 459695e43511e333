"""The architectures of embedding networks that plugins register."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.fakes.plugin_embedding import EXAMPLE, bands_plugin
from whisper_diarize.catalogue import Architectures
from whisper_diarize.errors import PluginError
from whisper_diarize.plugins import load


def test_known_ones_are_ours_and_then_those_of_plugins() -> None:
    architectures = load([bands_plugin()], installed=False).models.architectures
    assert architectures.known == ("resnet", "campplus", "bands")


def test_architecture_is_the_function_that_loads_its_files() -> None:
    architectures = Architectures()
    architectures.registrar("mine")("bands", bands_plugin().load)
    assert architectures.get("bands").build() is bands_plugin().load


@pytest.mark.parametrize("name", ["resnet", "campplus"])
def test_names_of_ours_are_taken(name: str) -> None:
    with pytest.raises(PluginError, match=f"cannot be '{name}', which is ours"):
        Architectures().registrar("mine")(name, bands_plugin().load)


def test_name_of_another_plugin_is_taken() -> None:
    architectures = Architectures()
    architectures.registrar("mine")("bands", bands_plugin().load)
    with pytest.raises(PluginError, match="'bands' is already registered by 'mine'"):
        architectures.registrar("yours")("bands", bands_plugin().load)


def test_network_instead_of_a_function_that_loads_it_is_refused() -> None:
    network: Any = bands_plugin().BandStatistics(np.eye(1), np.zeros(1))
    with pytest.raises(PluginError, match="'bands' needs a function that loads a file, not <"):
        Architectures().registrar("mine")("bands", network)


def test_plugin_is_listed_with_its_architecture() -> None:
    assert load([bands_plugin()], installed=False).infos[-1].components == ("embedding architecture bands",)


def test_release_of_an_installed_plugin_is_known_and_of_another_is_not(install: Callable[[str, str], None]) -> None:
    install("voices", EXAMPLE.read_text())
    assert load().models.architectures.releases["voices"] == "whisper-diarize-voices 1.2"
    named = load([bands_plugin()], installed=False)
    assert named.infos[-1].name not in named.models.architectures.releases
