"""An observer: writes what is said to a file while it is said, if the environment names one."""

import os
from collections.abc import Sequence
from pathlib import Path

from whisper_diarize import Word, hookimpl

API_VERSION = 1


@hookimpl
def live_text(words: Sequence[Word], speakers: Sequence[str]) -> None:
    """Add a line for the words; a hook names the arguments that it needs."""
    if path := os.environ.get("LIVE_TEXT"):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(f"{speakers[-1]}: {''.join(word.text for word in words).strip()}\n")
