"""One line of the ledger: a recording, and what became of it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal, get_args

Status = Literal["done", "failed"]
MAX_NUMBER = 2**53  # what JSON's readers agree on


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger. The last line of a recording tells its state.

    Attributes:
        audio_filepath: the recording, from the folder of the ledger; absolute where they share no folder.
        duration: its length in seconds; 0 if it could not be read.
        text: the whole text.
        recording: its path below the folder that was searched.
        status: `done`, or `failed`: then `error` has the reason, and `outputs` those that could be made.
        error: the reasons of a failure.
        sound: the SHA-256 of its samples, at 16 kHz.
        size: of its file, in bytes.
        modified_ns: the time of its last change, in nanoseconds since 1970.
        fingerprint: a digest of the options on which the words and speakers depend.
        name: the path of its outputs below the folder of the ledger, without a suffix.
        outputs: their paths, from the folder of the ledger, by format.
        format_options: options of the formats, as they were given, by format.
        attempt: how many times it was begun with these options.
        work_seconds: how long the last attempt took.
        models: the engine of the words, and the model of the speakers.
        language: the language of the words.
        speakers: how many speakers were found.
        finished: when, in UTC.
        host: the machine that did it.
        version: of this program.
    """

    audio_filepath: str
    duration: float = 0.0
    text: str = ""
    recording: str = ""
    status: Status = "done"
    error: str = ""
    sound: str = ""
    size: int = -1
    modified_ns: int = -1
    fingerprint: str = ""
    name: str = ""
    outputs: Mapping[str, str] = field(default_factory=dict)
    format_options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    attempt: int = 1
    work_seconds: float = 0.0
    models: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    speakers: int = 0
    finished: str = ""
    host: str = ""
    version: str = ""

    def to_json(self) -> bytes:
        """Return the line, without its end; empty fields but NeMo's are left out.

        A file name that is no text is written with escapes, so that the line is UTF-8 all the same.
        """
        needed = ("audio_filepath", "duration", "text", "status")
        values = {name: value for name, value in asdict(self).items() if name in needed or value not in ("", {}, -1)}
        try:
            return json.dumps(values, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            return json.dumps(values).encode()

    @classmethod
    def from_json(cls, line: bytes) -> Entry | None:
        """Return the entry of a line; None if it is none, or a field has a wrong type. Unknown fields are left out."""
        try:
            found = json.loads(line.decode())
        except (ValueError, RecursionError):
            return None
        if not isinstance(found, dict) or "audio_filepath" not in found:
            return None
        known = {name: found[name] for name in FIELDS if name in found}
        return cls(**known) if all(_fits(name, value) for name, value in known.items()) else None


FIELDS: dict[str, Any] = {one.name: one.type for one in fields(Entry)}  # Any: dataclasses say no more of a type


# Any: what JSON may hold
def _fits(name: str, value: Any) -> bool:
    match FIELDS[name]:
        case "str":
            return isinstance(value, str)
        case "Status":
            return value in get_args(Status)
        case "int":
            return isinstance(value, int) and not isinstance(value, bool) and (-1 <= value < 2**63)
        case "float":
            is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
            return is_number and 0 <= value < MAX_NUMBER and math.isfinite(value)
    if not isinstance(value, dict):
        return False
    return all(isinstance(one, str) or (name == "format_options" and _is_text_only(one)) for one in value.values())


# Any: as above
def _is_text_only(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(one, str) for one in value.values())
