"""The options that say which recordings there are, and what of them is read."""

from __future__ import annotations

from typing import Annotated

from typer import Argument, Option

from . import completion as complete

RECORDINGS = "Recordings"

Recordings = Annotated[
    list[str],
    Argument(
        metavar="AUDIO...",
        help="Recordings (audio or video files), folders, patterns in quotes, lists (.txt with a name a line, .jsonl "
        "manifests), or - for standard input: a recording or a list.",
    ),
]
Recursive = Annotated[
    bool, Option("--recursive", "-r", help="Take folders with all that are in them.", rich_help_panel=RECORDINGS)
]
Match = Annotated[
    list[str] | None,
    Option(
        metavar="PATTERN",
        help="Of a folder, take files like this ('*.m4a', 'mon/*'), whatever their names end in; repeat for more.",
        rich_help_panel=RECORDINGS,
    ),
]
Ignore = Annotated[
    list[str] | None,
    Option(metavar="PATTERN", help="Leave files like this out; repeat for more.", rich_help_panel=RECORDINGS),
]
Watch = Annotated[
    bool, Option("--watch", help="Go on for ever, with what is put into the folders.", rich_help_panel=RECORDINGS)
]
Settle = Annotated[
    float,
    Option(
        min=0,
        metavar="SECONDS",
        help="With --watch: how long a file must stand still before it is taken.",
        rich_help_panel=RECORDINGS,
    ),
]

Track = Annotated[
    str | None,
    Option(
        metavar="N|all",
        help="The audio track of a video: its number, or all of them mixed. Default: the one that players take.",
        rich_help_panel=RECORDINGS,
    ),
]
Damaged = Annotated[
    str | None,
    Option(
        metavar="keep|refuse",
        help="Keep all that can be read of a damaged recording, with a warning, or refuse it (default: keep it if "
        "less than a tenth is missing inside it).",
        autocompletion=complete.choices("keep", "refuse"),
        rich_help_panel=RECORDINGS,
    ),
]
Raw = Annotated[
    str | None,
    Option(
        metavar="ENCODING:RATE",
        help="Samples without a header, as telephone systems store them: mulaw:8000, alaw:8000, s16le:RATE.",
        rich_help_panel=RECORDINGS,
    ),
]

Channels = Annotated[
    str,
    Option(
        metavar="mix|split|auto",
        help="split: each channel by itself, and a speaker of it or several; mix: one of all; auto (default): with "
        "--diarize, split channels that are separate voices, as in a call.",
        rich_help_panel=RECORDINGS,
    ),
]
ChannelNames = Annotated[
    str | None,
    Option(
        metavar='"AGENT,CALLER"',
        help="Names of the channels, in order; @FILE reads one a line.",
        rich_help_panel=RECORDINGS,
    ),
]

TrackPerSpeaker = Annotated[
    bool,
    Option(
        "--track-per-speaker",
        help="The recordings are one conversation, with one for each person; speakers are named after the files.",
        rich_help_panel=RECORDINGS,
    ),
]
TrackOffsets = Annotated[
    str,
    Option(
        metavar="start|sound|0,2.5,...",
        help="When they begin: together (default), found by the sound that they have in common, or at these seconds.",
        rich_help_panel=RECORDINGS,
    ),
]
