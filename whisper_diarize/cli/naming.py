"""Names of outputs: the stem of the recording, never the same twice in one call."""

from __future__ import annotations

from collections.abc import Sequence

from whisper_diarize.records import name_of


def output_names(sources: Sequence[str], wanted: str | None = None) -> list[str]:
    """Return one name per source: `wanted`, else its stem; a number is added where a name was taken.

    >>> output_names(["a/talk.wav", "b/talk.wav", "talk-2.wav"])
    ['talk', 'talk-3', 'talk-2']
    """
    plain = [wanted or name_of(source) for source in sources]
    taken = set(plain)
    names: list[str] = []
    for name in plain:
        unique, number = name, 1
        while unique in names or (number > 1 and unique in taken):
            number += 1
            unique = f"{name}-{number}"
        names.append(unique)
    return names


def split(values: Sequence[str]) -> tuple[str, ...]:
    """Return the items of comma-separated lists.

    >>> split(["srt, vtt", "json"])
    ('srt', 'vtt', 'json')
    """
    return tuple(item.strip() for value in values for item in value.split(",") if item.strip())
