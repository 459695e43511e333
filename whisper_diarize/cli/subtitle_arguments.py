"""The options of subtitles, which are those of every chosen format that has one of that name."""

from __future__ import annotations

from typing import Annotated

from typer import Option

from . import completion as complete

PANEL = "Subtitles (srt, vtt, ass)"

SpeakerLabels = Annotated[
    str | None,
    Option(
        metavar="change|always|never",
        help="Write the name in front of the text when the speaker changes (default; vtt: never, it has voice tags), "
        "always or never.",
        autocompletion=complete.choices("change", "always", "never"),
        rich_help_panel=PANEL,
    ),
]
MaxLineWidth = Annotated[
    int | None,
    Option(
        min=1,
        metavar="N",
        help="Columns of a line (default 42); wide characters take two.",
        rich_help_panel=PANEL,
    ),
]
MaxLineCount = Annotated[
    int | None, Option(min=1, metavar="N", help="Lines on the screen (default 2).", rich_help_panel=PANEL)
]
MaxWordsPerLine = Annotated[
    int | None, Option(min=1, metavar="N", help="Words on the screen (default: any).", rich_help_panel=PANEL)
]
HighlightWords = Annotated[
    str | None,
    Option(metavar="True|False", help="Underline each word while it is spoken.", rich_help_panel=PANEL),
]
