"""Options about people who are known by their voices."""

from __future__ import annotations

from typing import Annotated

from typer import Option

from . import completion as complete
from .arguments import SPEAKERS

Voices = Annotated[
    str | None,
    Option(
        metavar="NAMES|all",
        help="Compare the speakers with these people of your library of voices (see `whisper-diarize voices`), and "
        "suggest their names.",
        rich_help_panel=SPEAKERS,
    ),
]
VoicesAuto = Annotated[
    bool,
    Option("--voices-auto", help="Give the suggested names to speakers without one.", rich_help_panel=SPEAKERS),
]
IdentifierName = Annotated[
    str,
    Option(
        metavar="NAME",
        help="The component that compares voices, for --voices.",
        rich_help_panel=SPEAKERS,
        autocompletion=complete.of(lambda plugins: plugins.identifiers),
    ),
]
SamePeople = Annotated[
    bool,
    Option(
        "--same-people",
        help="The recordings have the same people: one voice has one label in all of them.",
        rich_help_panel=SPEAKERS,
    ),
]
