"""Files of other tools, and our own: transcripts and turns, a module for each dialect.

A file is recognized by its contents (`detection`), in the order of `catalogue`. Modules of dialects are pure: they are
given a `SavedFile` and return a `SavedSpeech`, None if it is of another dialect, and raise ValueError if it is wrong.
"""

from .catalogue import DIALECTS
from .detection import Dialect, Unreadable, built_in, load, recognized
from .recordings import one_of
from .wording import agreed, words_in

__all__ = [
    "DIALECTS",
    "Dialect",
    "Unreadable",
    "agreed",
    "built_in",
    "load",
    "one_of",
    "recognized",
    "words_in",
]
