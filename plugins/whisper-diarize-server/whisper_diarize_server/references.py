"""Voices of known speakers, as requests bring them: data URLs of short recordings."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from .errors import bad_field

REFERENCES = "known_speaker_references"
MAX_KNOWN = 4
DATA_URL = re.compile(r"data:[\w.+-]*/?[\w.+-]*(?:;[\w-]+=[\w.+-]*)*;base64,")


@dataclass(frozen=True, slots=True)
class Reference:
    """A short recording of a known speaker, and its SHA-256."""

    sound: bytes
    digest: str


def references_of(urls: Sequence[str], names: Sequence[str]) -> tuple[Reference, ...]:
    """Return the recordings of known speakers, one for each of the `names`.

    Raises:
        ApiError: there are too many, or not as many as names, or one is no data URL.
    """
    if len(names) > MAX_KNOWN:
        raise bad_field("known_speaker_names", f"At most {MAX_KNOWN} speakers can be known")
    if len(set(names)) < len(names):
        raise bad_field("known_speaker_names", "A name is given twice")
    if len(urls) != len(names):
        raise bad_field(REFERENCES, f"{len(names)} known_speaker_names need as many references, not {len(urls)}")
    return tuple(map(_reference, urls))


def _reference(url: str) -> Reference:
    match = DATA_URL.match(url)
    if match is None:
        raise bad_field(REFERENCES, "A reference is a recording as a data URL: data:audio/wav;base64,...")
    try:
        sound = base64.b64decode(url[match.end() :], validate=True)
    except (binascii.Error, ValueError):
        raise bad_field(REFERENCES, "A reference is not valid base64") from None
    if not sound:
        raise bad_field(REFERENCES, "A reference is empty")
    return Reference(sound, hashlib.sha256(sound).hexdigest())
