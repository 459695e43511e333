"""The two commands: `transcribe` and `whisper-diarize`. The only package that prints."""

from .app import main, transcribe

__all__ = ["main", "transcribe"]
