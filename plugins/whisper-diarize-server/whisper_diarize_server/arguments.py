"""The options of `serve`, one type each, so that the command's signature stays readable."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from typer import Option

KEY_VARIABLE = "WHISPER_DIARIZE_API_KEY"
NETWORK, ENGINES, LIMITS = "Network and keys", "Engines", "Limits and storage"

Host = Annotated[str, Option(metavar="ADDRESS", help="The address to listen on.", rich_help_panel=NETWORK)]
Port = Annotated[
    int, Option(min=0, max=65535, metavar="N", help="The port; 0: any that is free.", rich_help_panel=NETWORK)
]
ApiKeyFile = Annotated[
    Path | None,
    Option(metavar="FILE", help=f"API keys, one a line (or one in {KEY_VARIABLE}).", rich_help_panel=NETWORK),
]
AllowHost = Annotated[
    list[str] | None,
    Option(metavar="NAME", help="A name by which clients reach this server; repeat for more.", rich_help_panel=NETWORK),
]
CertFile = Annotated[Path | None, Option(metavar="FILE", help="TLS certificate (PEM).", rich_help_panel=NETWORK)]
KeyFile = Annotated[Path | None, Option(metavar="FILE", help="Its private key (PEM).", rich_help_panel=NETWORK)]

Transcriber = Annotated[str, Option(metavar="NAME", help="The speech-to-text engine.", rich_help_panel=ENGINES)]
Models = Annotated[
    list[str] | None,
    Option(
        metavar="NAME|REPO|DIR",
        help="Its model; repeat for more that requests may name (the first is that for OpenAI's names).",
        rich_help_panel=ENGINES,
    ),
]
Language = Annotated[
    str | None, Option(metavar="CODE", help="The language, if a request has none.", rich_help_panel=ENGINES)
]
Diarizer = Annotated[str, Option(metavar="NAME", help="The component that finds speakers.", rich_help_panel=ENGINES)]
DiarizationModel = Annotated[str | None, Option(metavar="NAME|REPO|DIR", help="Its model.", rich_help_panel=ENGINES)]
VoiceCutoff = Annotated[
    float | None,
    Option(
        min=0.0,
        max=1.0,
        metavar="X",
        help="The least likeness of a known speaker's voice, a cosine (default: as measured for the model).",
        rich_help_panel=ENGINES,
    ),
]
RememberVoices = Annotated[
    bool,
    Option(
        "--remember-voices",
        help="Let the review page put voices into your library (whisper-diarize voices).",
        rich_help_panel=ENGINES,
    ),
]
Attribution = Annotated[
    str, Option(metavar="NAME", help="The rule that gives words to speakers.", rich_help_panel=ENGINES)
]
PostProcessors = Annotated[
    list[str] | None, Option(metavar="NAME", help="Apply a post-processor; repeat for more.", rich_help_panel=ENGINES)
]
ComponentOptions = Annotated[
    list[str] | None,
    Option(
        "--option",
        "-o",
        metavar="NAME.KEY=VALUE",
        help="Set an option of a component; repeat for more.",
        rich_help_panel=ENGINES,
    ),
]
NamedPlugins = Annotated[
    list[str] | None,
    Option(metavar="FILE.py|MODULE", help="Use a plugin that is not installed.", rich_help_panel=ENGINES),
]
Offline = Annotated[bool, Option("--offline", help="Download nothing.", rich_help_panel=ENGINES)]
NoCache = Annotated[
    bool, Option("--no-cache", help="Keep no words and voices for the next run.", rich_help_panel=ENGINES)
]

Workers = Annotated[
    int, Option(min=1, max=64, metavar="N", help="Jobs at a time: a process each.", rich_help_panel=LIMITS)
]
Queue = Annotated[
    int, Option(min=1, metavar="N", help="Jobs that may wait; more are refused (429).", rich_help_panel=LIMITS)
]
MaxMegabytes = Annotated[int, Option(min=1, metavar="N", help="The largest recording.", rich_help_panel=LIMITS)]
MaxHours = Annotated[float, Option(min=0.01, metavar="N", help="The longest recording.", rich_help_panel=LIMITS)]
KeepHours = Annotated[
    float, Option(min=0.0, metavar="N", help="Results of jobs are kept so long.", rich_help_panel=LIMITS)
]
Grace = Annotated[
    float, Option(min=0.0, metavar="SECONDS", help="Time to finish jobs when it is to stop.", rich_help_panel=LIMITS)
]
DataDir = Annotated[
    Path | None,
    Option(metavar="DIR", help="The folder for jobs (default: in the user's state folder).", rich_help_panel=LIMITS),
]
