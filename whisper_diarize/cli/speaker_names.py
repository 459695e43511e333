"""`--speaker-names`: names in order of appearance, from the command line or a file."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from whisper_diarize.errors import OptionError
from whisper_diarize.records import AttributedTranscript, SpeakerCount

MAX_FILE_BYTES = 1_000_000


def speaker_names(text: str | None, option: str = "--speaker-names") -> tuple[str, ...]:
    """Return the names that `option` gives; an empty one leaves its speaker unnamed.

    A name with a comma is quoted. `@FILE` reads a file with one name a line.

    Raises:
        OptionError: a name is given twice, or the file cannot be read.

    >>> speaker_names('"Smith, Ann", Bob'), speaker_names(",Bob")
    (('Smith, Ann', 'Bob'), ('', 'Bob'))
    """
    if text is None:
        return ()
    if text.startswith("@"):
        names = [line.strip() for line in _read(Path(text[1:]), option).splitlines()]
    else:
        names = [name.strip() for name in next(csv.reader([text], skipinitialspace=True), [])]
    while names and not names[-1]:
        names.pop()
    for number, name in enumerate(names):
        if name and name in names[:number]:
            raise OptionError(f"{option} has '{name}' twice; give each a name of their own")
    return tuple(names)


def unmet(transcript: AttributedTranscript, count: SpeakerCount, names: Sequence[str]) -> Iterator[str]:
    """Yield the user's requests on speakers that the result does not meet: a number, or people for all names."""
    found = len(transcript.speakers)
    if transcript.diarization is None:
        return
    if count.num is not None and found != count.num:
        yield (
            f"--num-speakers {count.num}: {_speakers(found)} found; the voices do not part into more, "
            "or some are heard too briefly"
            if found < count.num
            else f"--num-speakers {count.num}: {_speakers(found)} found"
        )
    if count.minimum is not None and found < count.minimum:
        yield f"--min-speakers {count.minimum}: {_speakers(found)} found"
    if count.maximum is not None and found > count.maximum:
        yield f"--max-speakers {count.maximum}: {_speakers(found)} found"
    left = [name for name in names[found:] if name]
    if left:
        yield f"--speaker-names: no speaker is left for {', '.join(left)}; {_speakers(found)} found"


def without_effect(given: dict[str, bool]) -> Iterator[str]:
    """Yield a line for the options of speakers that were `given` in a run without speakers.

    >>> list(without_effect({"--num-speakers": True, "--speaker-names": False}))
    ['--num-speakers has no effect without --diarize']
    """
    named = [option for option, is_given in given.items() if is_given]
    if named:
        verb = "has" if len(named) == 1 else "have"
        yield f"{' and '.join(named)} {verb} no effect without --diarize"


def _speakers(count: int) -> str:
    return {0: "no speaker was", 1: "1 speaker was"}.get(count, f"{count} speakers were")


def _read(path: Path, option: str) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
        if len(data) > MAX_FILE_BYTES:
            raise OptionError(f"{option} @{path}: it is larger than a list of names; check the file")
        return data.decode("utf-8-sig")
    except OSError as error:
        raise OptionError(f"{option} @{path}: it cannot be read ({error.strerror}); check the name") from error
    except UnicodeDecodeError as error:
        raise OptionError(f"{option} @{path}: it is not text in UTF-8; save it as UTF-8") from error
