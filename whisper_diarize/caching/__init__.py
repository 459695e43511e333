"""Cache of costly results, words and voices of recordings, in the user's cache folder.

A recording is known by its samples, an engine by what it says identifies it. Nothing here is ever needed: what cannot
be read is computed anew, what cannot be written costs one warning.
"""

from .diarizer import cached_diarizer
from .identity import audio_digest, entry_name
from .recordings import KnownRecordings
from .settings import open_store
from .store import Store, Usage
from .transcriber import cached_transcriber

__all__ = [
    "KnownRecordings",
    "Store",
    "Usage",
    "audio_digest",
    "cached_diarizer",
    "cached_transcriber",
    "entry_name",
    "open_store",
]
