"""The two commands: `transcribe` and `whisper-diarize`. The only package that prints.

Provisional, for commands of plugins: `BatchCall`, `batch_call` and `with_options_of_transcribe`.
"""

from .app import group, main, transcribe
from .batch_call import BatchCall, batch_call, with_options_of_transcribe

__all__ = ["BatchCall", "batch_call", "group", "main", "transcribe", "with_options_of_transcribe"]
