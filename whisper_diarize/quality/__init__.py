"""Quality: measures of a recording and its turns that tell how far a run can be relied on, and hints for the user.

Importing this imports nothing heavy; `levels`, which reads samples, imports NumPy.
"""

from .ghosts import ghosts
from .hints import Hint, hints
from .speech import speech_seconds, with_speech_share

__all__ = ["Hint", "ghosts", "hints", "speech_seconds", "with_speech_share"]
