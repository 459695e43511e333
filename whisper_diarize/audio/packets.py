"""Decode the packets of an audio track, and note those that cannot be decoded, and bytes that are in none."""

from __future__ import annotations

from collections.abc import Iterator

import av
import numpy as np

from .missing import Missing
from .tags import HEAD_BYTES, tag_length

NOT_OF_ONE_PACKET = (av.error.ExitError, av.error.PatchWelcomeError, av.error.DecoderNotFoundError)
"""Errors that are no damage: the timeout, and codecs that FFmpeg has in part or not."""

ROWS_OF_FRAMES = {"aac", "ac3", "amr", "amrnb", "amrwb", "eac3", "mp3", "tta", "voc"}
"""Formats in which one packet follows the other, without a byte between them but the header of a block."""

WITH_HEADER = {"tta", "voc"}
BLOCK_HEADER = 16
MP3_SYNC = b"\xff"

AMR_PAUSES = {"amrnb": (8, 15), "amrwb": (9, 14, 15)}
"""AMR's frame types for comfort noise, lost speech and no data, which FFmpeg does not decode (TS 26.101, 26.201)."""


def decoded(container: av.container.InputContainer, track: av.AudioStream, missing: Missing) -> Iterator[av.AudioFrame]:
    """Decode the track; bad packets are missing, and an error if no good one follows: the end is cut short.

    Exceptions: packets of tags, and those that only say that there is no sound (comfort noise in AMR's pauses). An
    MP3's packets that do not begin as one are bytes between packets. Packets before the first sound are counted apart:
    a broadcast is joined in mid-frame.
    """
    begun, failure, skipped = False, None, Skipped(container, missing)
    for packet in container.demux(track):
        skipped.observe(packet)
        try:
            for frame in packet.decode():
                begun, failure = True, None
                yield frame
        except av.error.FFmpegError as exc:  # each packet has its own verdict
            pause = _pause(packet)
            if pause is not None:
                yield pause
            elif isinstance(exc, NOT_OF_ONE_PACKET) or not (begun or isinstance(exc, av.error.InvalidDataError)):
                raise
            elif not begun:
                missing.before_first += _seconds(packet)
                skipped.refuse(packet)
            elif not skipped.has(packet):
                failure = exc
                missing.add_undecoded(_seconds(packet))
    skipped.finish()
    if failure is not None:
        raise failure


class Skipped:
    """Notes bytes that are in no packet, in a format that has none there; tags do not count."""

    def __init__(self, container: av.container.InputContainer, missing: Missing) -> None:
        self._container = container
        self._missing = missing
        self._is_row = container.format.name in ROWS_OF_FRAMES
        self._end = None if container.format.name in WITH_HEADER else 0
        self._tag_end = 0

    def observe(self, packet: av.Packet[av.AudioStream]) -> None:
        """Note the bytes between the packet before and this one."""
        if not self._is_row or not packet.size or packet.pos is None:
            return
        self._note(packet.pos if self._end is None else self._end, packet.pos)
        if self._container.format.name == "mp3" and bytes(packet)[:1] != MP3_SYNC:
            self._note(packet.pos, packet.pos + packet.size)
        else:
            self._missing.bytes_read += packet.size
        self._end = packet.pos + packet.size

    def has(self, packet: av.Packet[av.AudioStream]) -> bool:
        """Tell whether a packet is part of a tag, or is no packet of its format."""
        is_mp3 = self._container.format.name == "mp3"
        return is_mp3 and ((packet.pos or 0) < self._tag_end or bytes(packet)[:1] != MP3_SYNC)

    def refuse(self, packet: av.Packet[av.AudioStream]) -> None:
        """Note that a packet is none: parsers join all bytes up to the next one that begins as a packet does."""
        if self._is_row and not self.has(packet):
            self._missing.bytes_read -= packet.size
            self._note(packet.pos or 0, (packet.pos or 0) + packet.size)

    def finish(self) -> None:
        """Note the bytes behind the last packet."""
        if self._is_row and self._end is not None:
            self._note(self._end, self._container.size)

    def _note(self, begin: int, end: int) -> None:
        if end - begin <= BLOCK_HEADER:
            return
        with open(self._container.name.removeprefix("file:"), "rb") as file:  # noqa: PTH123  the name is not one of ours
            place = max(begin, self._tag_end)
            while place < end and file.seek(place) >= 0 and (length := tag_length(file.read(HEAD_BYTES))):
                self._tag_end = place = place + length
        if place < end:
            self._missing.add_skipped(end - place)


def _seconds(packet: av.Packet[av.AudioStream]) -> float:
    return float((packet.duration or 0) * (packet.time_base or 0))


def _pause(packet: av.Packet[av.AudioStream]) -> av.AudioFrame | None:
    """Return the silence for which a packet of AMR stands; None if it does not stand for silence."""
    codec = packet.stream.codec_context
    is_pause = codec is not None and packet.size and bytes(packet)[0] >> 3 & 15 in AMR_PAUSES.get(codec.name, ())
    if not is_pause or not packet.duration or packet.time_base is None or not codec.sample_rate:
        return None
    rate = codec.sample_rate
    samples = np.zeros((1, max(1, round(packet.duration * packet.time_base * rate))), np.float32)
    frame = av.AudioFrame.from_ndarray(samples, format="flt", layout="mono")
    frame.sample_rate, frame.pts, frame.time_base = rate, packet.pts, packet.time_base
    return frame
