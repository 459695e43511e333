"""Settings of each process of the cluster."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache

from whisper_diarize.plugins import import_plugin

from . import addresses


@dataclass(frozen=True, slots=True)
class Node:
    """Plugins by file or module, on each node, and whether the hub may be asked for models."""

    plugins: tuple[str, ...] = ()
    offline: bool = False

    def prepare(self) -> list[object]:
        """Return the plugins of this process: those, and the one that reads addresses.

        Raises:
            PluginError: one cannot be imported.
        """
        if self.offline:
            os.environ["HF_HUB_OFFLINE"] = "1"  # huggingface_hub is imported later
        return [addresses, *_imported(self.plugins)]


@cache
def _imported(names: tuple[str, ...]) -> list[object]:
    return [import_plugin(name) for name in names]
