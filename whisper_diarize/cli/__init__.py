"""The two commands: `transcribe` and `whisper-diarize`. The only package that prints."""

from .app import group, main, transcribe

__all__ = ["group", "main", "transcribe"]
