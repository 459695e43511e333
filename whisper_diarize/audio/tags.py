"""Tags between and behind the frames of an MP3: names, pictures and texts, which are no sound and no damage."""

from __future__ import annotations

HEAD_BYTES = 32
ID3_HEADER, APE_HEADER, ID3V1_BYTES = 10, 32, 128
MAX_LYRICS = 5100 + 15
"""The most that a Lyrics3 tag, version 1, has between its marks."""


def tag_length(head: bytes) -> int:
    """Return the number of bytes of the tag that begins with `head`, its first `HEAD_BYTES`; 0 if it is no tag."""
    if head.startswith(b"ID3") and len(head) >= ID3_HEADER:
        return ID3_HEADER + sum((byte & 127) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
    if head.startswith(b"TAG"):
        return ID3V1_BYTES
    if head.startswith(b"APETAGEX"):
        return APE_HEADER + int.from_bytes(head[12:16], "little")
    return MAX_LYRICS if head.startswith(b"LYRICSBEGIN") else 0
