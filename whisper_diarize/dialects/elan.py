"""ELAN's annotations (EAF, XML): a tier is a speaker, called by its participant, else by its name.

Source: EAF annotation format, version 3; times are milliseconds in time slots, of which some may have none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.etree import ElementTree as ET

from whisper_diarize.records import Fields, SavedFile, SavedSpeech, SavedWord

from .shapes import MILLISECONDS
from .tiers import Tier, speech_of


def read(file: SavedFile) -> SavedSpeech | None:
    """Return the tiers with annotations that have times."""
    if "<ANNOTATION_DOCUMENT" not in file.text[:2000]:
        return None
    root = file.xml
    if root is None:
        raise ValueError("it is not well-formed XML")
    slots = {item.get("TIME_SLOT_ID", ""): _seconds(item) for item in root.iter("TIME_SLOT")}
    return speech_of([Tier(_name(tier), tuple(_annotations(tier, slots))) for tier in root.iter("TIER")])


def _name(tier: ET.Element) -> str:
    return tier.get("PARTICIPANT", "").strip() or tier.get("TIER_ID", "").strip() or "unknown"


def _seconds(slot: ET.Element) -> float | None:
    fields = Fields(dict(slot.attrib), f"time slot {slot.get('TIME_SLOT_ID', '')[:40]}")
    return fields.seconds("TIME_VALUE", per_second=MILLISECONDS)


def _annotations(tier: ET.Element, slots: Mapping[str, float | None]) -> Iterator[SavedWord]:
    for item in tier.iter("ALIGNABLE_ANNOTATION"):
        start, end = (slots.get(item.get(key, "")) for key in ("TIME_SLOT_REF1", "TIME_SLOT_REF2"))
        if start is not None and end is not None:
            yield SavedWord(item.findtext("ANNOTATION_VALUE") or "", start, end)
