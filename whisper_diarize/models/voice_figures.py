"""Figures of embedding networks that tell people apart over recordings, by the SHA-256 of the network's file.

`python -m tests.benchmarks.voices` measures them on people whom the networks never heard; `docs/voices.md` has its
tables. Without figures there is no cut-off, and no names.
"""

from __future__ import annotations

from whisper_diarize.records import VoiceFigures

BUNDLED_4 = "56c61510ad35341065be76c9dcfcc4bcf82702c0a720f9104e5eaf1f3df1629d"
CAMPPLUS = "92f29b94e6948786a26778c9e302525d185bb08c8b9f5252ed98776902840199"

FIGURES = {
    BUNDLED_4: VoiceFigures(cutoff=0.9, slope=8.0, margin=0.05),
    CAMPPLUS: VoiceFigures(cutoff=0.75, slope=27.0, margin=0.05, names=0.8),
}
