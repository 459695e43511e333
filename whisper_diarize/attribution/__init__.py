"""Words and turns -> who said what. Pure."""

from .assign import attribute

__all__ = ["attribute"]
