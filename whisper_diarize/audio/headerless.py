"""Samples without a header, known by the ending of their file's name only: telephone recordings.

Decoders take whatever sample rate is their default (FFmpeg: 44,100 Hz), so that an hour would be eleven minutes of
chirping. The telephone's own encodings are read at the telephone's rate, with a line; of others the user has to tell.
"""

from __future__ import annotations

from pathlib import Path

from whisper_diarize.errors import AudioError
from whisper_diarize.read_options import Raw
from whisper_diarize.remarks import remark

from .pyav_reader import format_of

TELEPHONE_RATE = 8_000  # Hz
TELEPHONE = {
    **dict.fromkeys((".al", ".alaw", ".pcma"), "alaw"),
    **dict.fromkeys((".ul", ".ulaw", ".mulaw", ".pcmu"), "mulaw"),
    ".sln": "s16le",  # Asterisk
}
NOT_TELLING = {".raw", ".pcm", ".snd", ".au", ".s16", ".sw", ".uw", ".sb", ".ub", ".vox"}

WITHOUT_HEADER = {"alaw", "mulaw", "sln", "s8", "u8"} | {
    f"{kind}{bits}{order}" for kind in "suf" for bits in (16, 24, 32, 64) for order in ("le", "be")
}
"""FFmpeg's demuxers of samples without a header."""


def raw_by_name(path: Path, source: str) -> Raw | None:
    """Return the encoding of a recording that has no header; None if it has one.

    Raises:
        AudioError: there is none, and the name does not tell the encoding.
    """
    suffix = Path(source).suffix.lower()
    if suffix not in TELEPHONE and suffix not in NOT_TELLING:
        return None
    if format_of(path) not in WITHOUT_HEADER | {None}:
        return None
    if suffix in NOT_TELLING:
        raise AudioError(
            source,
            "it has no header that tells how it was recorded; if it has samples only, say which: "
            "--raw mulaw:8000 (or alaw:RATE, s16le:RATE)",
        )
    raw = Raw(TELEPHONE[suffix], TELEPHONE_RATE)
    remark(
        source,
        f"it has no header: read as {raw.encoding} at {raw.sample_rate} Hz after its name; "
        f"if it sounds wrong, say what it is: --raw {raw.encoding}:16000",
    )
    return raw
