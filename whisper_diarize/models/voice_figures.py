"""Figures of embedding networks that tell people apart over recordings, by the SHA-256 of the network's file.

`python -m tests.benchmarks.voices` measures them on people whom the networks never heard; `docs/voices.md` has its
tables. Without figures there is no cut-off, and no names.
"""

from __future__ import annotations

from whisper_diarize.records import VoiceFigures

BUNDLED = "601686396b242b8a1c775dde9b123ba8440b3bce2377d213d9dac3dd54178cdb"
CAMPPLUS = "92f29b94e6948786a26778c9e302525d185bb08c8b9f5252ed98776902840199"

FIGURES = {
    BUNDLED: VoiceFigures(cutoff=0.8, slope=6.0, margin=0.05),
    CAMPPLUS: VoiceFigures(cutoff=0.75, slope=27.0, margin=0.05, names=0.8),
}
