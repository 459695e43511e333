"""`whisper-diarize voices`: the library of voices of people whom you know."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from whisper_diarize.errors import OptionError, VoiceError

from . import arguments as arg
from .errors import handled
from .progress import configure_logging
from .terminal import console, err, one_line, out
from .voice_learning import add, compare

if TYPE_CHECKING:
    from whisper_diarize.identification import Exemplar, Person, VoiceLibrary

Name = Annotated[str, typer.Argument(metavar="NAME", help="A person in the library.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


def group() -> typer.Typer:
    """Return the commands."""
    app = typer.Typer(no_args_is_help=True, help="Keep the voices of people, so that their names are suggested.")
    app.command()(add)
    app.command("list")(list_voices)
    app.command()(show)
    app.command("test")(compare)
    app.command()(rename)
    app.command()(export)
    app.command("import")(import_voices)
    app.command()(delete)
    app.command()(prune)
    return app


def list_voices(as_json: arg.Json = False) -> None:
    """List the people in the library.

    Examples:

        whisper-diarize voices list
    """
    with _quietly():
        library = _library()
        people = library.people()
    if as_json:
        rows = [{"name": one.name, "samples": len(one.exemplars), **_figures(one)} for one in people]
        out(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")
        return
    if not people:
        out(f"{library.path}: nobody's voice is kept\n")
        return
    from rich.table import Table  # noqa: PLC0415  rich is slow to import

    table = Table("person", "samples", "speech", "set apart", "last added")
    for person in people:
        found = _figures(person)
        seconds, apart, added = f"{found['seconds']:.0f} s", str(found["set_apart"]), str(found["added"])
        table.add_row(one_line(person.name), str(len(person.exemplars)), seconds, apart, added)
    console().print(table)


def show(name: Name) -> None:
    """Show the samples of a person: how much speech, of which day, recording and model, and how they agreed.

    Examples:

        whisper-diarize voices show Ann
    """
    with _quietly():
        person = _library().person(name)
    out(f"{person.name}\n")
    for one in person.exemplars:
        apart = ", set apart: unlike the others" if one.quarantined else ""
        out(
            f"  {one.added}: {one.seconds:.0f} s in {one.turns} turns of recording {one.recording[:12]}, model "
            f"{one.model[:12]}{apart}; agreed: {one_line(one.consent)}\n"
        )


def rename(name: Name, new: Annotated[str, typer.Argument(metavar="NEW", help="The new name.")]) -> None:
    """Give a person of the library another name.

    Examples:

        whisper-diarize voices rename Ann "Ann Lee"
    """
    with _quietly():
        _library().rename(name, new)
        err(f"{name} is {new} now\n")


def export(
    output: Annotated[Path, typer.Argument(metavar="FILE.json", help="The file to write.")],
    names: Annotated[list[str] | None, typer.Option("--name", metavar="NAME", help="Only this person.")] = None,
) -> None:
    """Write voices to a file, for another machine of yours. It is as private as the library.

    Examples:

        whisper-diarize voices export voices.json
    """
    from whisper_diarize.identification import dump_people  # noqa: PLC0415  it imports NumPy

    with _quietly():
        library = _library()
        people = [library.person(name) for name in names] if names else list(library.people())
        try:
            handle = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(dump_people(people))
        except FileExistsError as error:
            raise OptionError(f"{output} exists; name a file that does not") from error
        except OSError as error:
            raise VoiceError(f"{output}: cannot be written: {error.strerror or error}; choose another place") from error
        err(f"wrote {output}: {len(people)} voices of people; it can be read by you alone, keep it so\n")


def import_voices(
    file: Annotated[Path, typer.Argument(metavar="FILE.json", help="A file of `voices export`.")],
) -> None:
    """Add the voices of a file to the library.

    Examples:

        whisper-diarize voices import voices.json
    """
    from whisper_diarize.identification import load_people  # noqa: PLC0415  it imports NumPy

    with _quietly():
        try:
            people = load_people(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise VoiceError(f"{file}: it cannot be read ({error}); check the name") from error
        except VoiceError as error:
            raise VoiceError(f"{file}: {error}") from error
        library = _library()
        for person in people:
            library.add(person.name, person.exemplars)
        err(f"added {len(people)} people\n")


def delete(name: Name, yes: Yes = False) -> None:
    """Delete a person's voice, with no trace of it in the library.

    Examples:

        whisper-diarize voices delete Ann
    """
    with _quietly():
        library = _library()
        person = library.person(name)
        if not yes:
            typer.confirm(f"Delete {person.name} and {len(person.exemplars)} samples of the voice?", abort=True)
        library.delete(name)
        err(f"deleted {person.name}; the cache of recordings is apart: whisper-diarize cache --clear\n")


def prune(
    days: Annotated[
        int | None, typer.Option("--older-than", min=0, metavar="DAYS", help="Samples that were added so long ago.")
    ] = None,
    apart: Annotated[bool, typer.Option("--set-apart", help="Samples that are unlike the person's others.")] = False,
    yes: Yes = False,
) -> None:
    """Delete samples that are old or set apart, and people without any other.

    Examples:

        whisper-diarize voices prune --older-than 730
    """
    with _quietly():
        if days is None and not apart:
            raise OptionError("say which samples go: --older-than DAYS, --set-apart, or both")
        limit = None if days is None else _day(days)
        library = _library()
        gone = [(person, one) for person in library.people() for one in person.exemplars if _goes(one, limit, apart)]
        if gone and not yes:
            typer.confirm(f"Delete {len(gone)} samples of {len({one.name for one, _ in gone})} people?", abort=True)
        for person in {person.name: person for person, _ in gone}.values():
            left = library.update(person.name, lambda one: None if _goes(one, limit, apart) else one)
            if not left.exemplars:
                library.delete(person.name)
        err(f"deleted {len(gone)} samples\n")


def _goes(one: Exemplar, limit: str | None, apart: bool) -> bool:  # noqa: FBT001  the option
    return (apart and one.quarantined) or (limit is not None and one.added <= limit)


def _day(days: int) -> str:
    today = dt.datetime.now(dt.timezone.utc).date()
    return (today - dt.timedelta(days=min(days, 100_000))).isoformat()


def _figures(person: Person) -> dict[str, float | str]:
    usable = [one for one in person.exemplars if not one.quarantined]
    return {
        "seconds": round(sum(one.seconds for one in usable), 1),
        "set_apart": len(person.exemplars) - len(usable),
        "added": max((one.added for one in person.exemplars), default=""),
    }


def _quietly() -> contextlib.AbstractContextManager[None]:
    configure_logging(quiet=False, verbose=False)
    return handled()


def _library() -> VoiceLibrary:
    from whisper_diarize.identification import VoiceLibrary  # noqa: PLC0415  it imports NumPy

    return VoiceLibrary()
