"""The options of the engine `remote`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from whisper_diarize import OptionError


@dataclass(frozen=True)
class RemoteOptions:
    """Options of remote.

    Attributes:
        url: the address of the server: http://name:8000.
        model: a model of the server; whisper-1 is its own.
        language: the language that is spoken.
        task: transcribe, or translate into English.
        initial_prompt: words that come before: names and terms, spelled right.
        temperature: randomness of the decoder, 0 to 1.
    """

    url: str = "http://127.0.0.1:8000"
    model: str = "whisper-1"
    language: str | None = None
    task: Literal["transcribe", "translate"] = "transcribe"
    initial_prompt: str | None = None
    temperature: float | None = None

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise OptionError(f"--remote {self.url}: this is no address of a server; write http://NAME:PORT")
