"""Names of outputs: from a template, safe on every disk, never one for two recordings."""

from __future__ import annotations

import itertools
import re
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from whisper_diarize.errors import OptionError
from whisper_diarize.records import AttributedTranscript, Job, name_of

from .finding import FoundRecording
from .ledger import folded

DEFAULT = "{folder}/{name}"
FIELDS = ("folder", "name", "suffix", "language", "model", "speaker_model", "transcriber", "diarizer", "speakers")
UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|]+')
MAX_BYTES = 200
"""Of a part of a name: 255 are what disks take, and a format adds its suffix."""
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


@dataclass(frozen=True, slots=True)
class Template:
    """A template for the paths of outputs below the output folder, without a suffix: `{folder}/{name}.{language}`.

    Raises:
        OptionError: it has a field that there is not, or leads out of the folder.
    """

    text: str = DEFAULT

    def __post_init__(self) -> None:
        try:
            parsed = list(string.Formatter().parse(self.text))
        except ValueError as error:
            raise OptionError(f"--output-template {self.text}: {error}; write {{name}}") from error
        for _, name, how, conversion in parsed:
            if name is not None and name not in FIELDS:
                raise OptionError.unknown("field of --output-template", name, FIELDS, in_order=True)
            if how or conversion:
                raise OptionError(f"--output-template {self.text}: a field is its name in braces, as in {{{name}}}")
        plain = "".join(text for text, *_ in parsed)
        if ".." in PurePosixPath(plain.replace("\\", "/")).parts or self.text.startswith(("/", "~")) or "\0" in plain:
            raise OptionError(f"--output-template {self.text}: it leads out of --output-dir; name folders below it")
        if not parsed or self.text.endswith("/"):
            raise OptionError(f"--output-template {self.text}: it names no file; end it with {{name}}")

    def render(self, found: FoundRecording, job: Job, transcript: AttributedTranscript) -> str:
        """Return the path of a recording's outputs."""
        place = PurePosixPath(found.place)
        values = {
            "folder": "/".join(safe(part) for part in place.parent.parts),
            "name": safe(job.name),
            "suffix": safe(place.suffix.removeprefix(".")),
            "language": safe(transcript.language or "unknown"),
            "model": safe((transcript.engine or "none").rpartition(" ")[2]),
            "speaker_model": safe((transcript.diarization.model if transcript.diarization else None) or "none"),
            "transcriber": safe(job.transcriber or "none"),
            "diarizer": safe(job.diarizer or "none"),
            "speakers": str(len(transcript.speakers)),
        }
        parts = (part for part in self.text.format_map(values).split("/") if part not in ("", ".", ".."))
        return "/".join(safe(part) for part in parts) or "audio"


def safe(part: str) -> str:
    """Return a part of a path that every disk takes: the others' characters become `-`.

    >>> safe("pyannote/community-1"), safe("a:b*"), safe(".."), safe("nul.txt")
    ('pyannote-community-1', 'a-b-', '-', 'nul.txt-')
    """
    kept = UNSAFE.sub("-", part).rstrip(". ") or "-"
    kept = f"{kept}-" if RESERVED.fullmatch(kept) else kept
    while len(kept.encode("utf-8", "surrogateescape")) > MAX_BYTES:
        kept = kept[:-1]
    return kept


def candidates(name: str, before: str) -> Iterator[str]:
    """Yield a name, then the same with numbers; first the one that the recording had `before`, if it is one of these.

    >>> list(itertools.islice(candidates("a/talk", "a/talk-3"), 4))
    ['a/talk-3', 'a/talk', 'a/talk-2', 'a/talk-3']
    """
    if before and re.fullmatch(rf"{re.escape(folded(name))}(-\d+)?", folded(before)):
        yield before
    yield name
    for number in itertools.count(2):
        yield f"{name}-{number}"


def output_names(sources: Sequence[str], wanted: str | None = None) -> list[str]:
    """Return one name per source: `wanted`, else its stem; a number is added where a name was taken.

    Names that differ in case or Unicode form only are the same: on many disks they are one file.

    >>> output_names(["a/talk.wav", "b/talk.wav", "talk-2.wav"])
    ['talk', 'talk-3', 'talk-2']
    """
    plain = [wanted or name_of(source) for source in sources]
    taken, given = {folded(name) for name in plain}, set[str]()
    names: list[str] = []
    for name in plain:
        free = (one for one in candidates(name, "") if folded(one) not in given)
        unique = next(one for one in free if one == name or folded(one) not in taken)
        names.append(unique)
        given.add(folded(unique))
    return names
