"""Whisper on a CPU in NumPy, with the borrowed BLAS: the network and the decoding of mlx_whisper, its equations kept.

Source: mlx-whisper 0.4.3, whisper.py, decoding.py and timing.py (MIT, Apple).
"""

from .whisper import CpuWhisper

__all__ = ["CpuWhisper"]
