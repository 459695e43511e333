"""Transcripts of many recordings on a Ray cluster: one row a recording, with the ledger of the command `transcribe`.

Importing this package imports neither Ray nor models.
"""

from .dataset import transcribe_files

__all__ = ["transcribe_files"]
