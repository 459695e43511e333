"""Whisper's own options, under its names.

All of them are text here: the engine's options check the values. Metavars have one letter, so that the longest name
fits a terminal of 80 columns.
"""

from __future__ import annotations

from typing import Annotated

from typer import Option

PANEL = "Whisper's own options, passed on under its names"

Temperature = Annotated[
    str | None,
    Option(
        metavar="X",
        help="Randomness of the decoder, 0 to 1. Several with commas: each is tried if the result before looks wrong "
        "(default: 0,0.2,0.4,0.6,0.8,1).",
        rich_help_panel=PANEL,
    ),
]
BestOf = Annotated[
    str | None,
    Option(metavar="X", help="Candidates to draw at a temperature above 0 (default: 5).", rich_help_panel=PANEL),
]
LengthPenalty = Annotated[
    str | None,
    Option(
        metavar="X",
        help="Preference for longer candidates, 0 to 1 (default: by the mean probability of a token).",
        rich_help_panel=PANEL,
    ),
]
SuppressTokens = Annotated[
    str | None,
    Option(
        metavar="X",
        help="Numbers of tokens never to write, with commas; -1 (default): most symbols.",
        rich_help_panel=PANEL,
    ),
]
InitialPrompt = Annotated[
    str | None,
    Option(
        metavar="X",
        help="Text that the engine takes for the words before: names and terms, spelled right.",
        rich_help_panel=PANEL,
    ),
]
Hotwords = Annotated[
    str | None,
    Option(
        metavar="X",
        help="Names and terms that every window gets as a hint, as in 'Zoe Kowalczyk, Wroclaw' (see also --glossary).",
        rich_help_panel=PANEL,
    ),
]
ConditionOnPreviousText = Annotated[
    str | None,
    Option(
        metavar="X",
        help="True (default): the text of a window is the prompt of the next. False: less consistent, but a "
        "repetition ends with its window.",
        rich_help_panel=PANEL,
    ),
]
Fp16 = Annotated[
    str | None,
    Option(
        metavar="X",
        help="True or False: compute in half precision (default: on a GPU only).",
        rich_help_panel=PANEL,
    ),
]
CompressionRatioThreshold = Annotated[
    str | None,
    Option(
        metavar="X",
        help="Text that compresses better than this repeats itself, and is tried again (default: 2.4).",
        rich_help_panel=PANEL,
    ),
]
LogprobThreshold = Annotated[
    str | None,
    Option(
        metavar="X",
        help="Text with a lower mean log-probability is tried again (default: -1).",
        rich_help_panel=PANEL,
    ),
]
NoSpeechThreshold = Annotated[
    str | None,
    Option(
        metavar="X",
        help="A window with a higher probability of silence, and unlikely text, is silence (default: 0.6).",
        rich_help_panel=PANEL,
    ),
]
PrependPunctuations = Annotated[
    str | None,
    Option(metavar="X", help="Marks that are joined to the word after them.", rich_help_panel=PANEL),
]
AppendPunctuations = Annotated[
    str | None,
    Option(metavar="X", help="Marks that are joined to the word before them.", rich_help_panel=PANEL),
]
HallucinationSilenceThreshold = Annotated[
    str | None,
    Option(
        metavar="X",
        help="Skip silences longer than so many seconds around text that may be made up (default: skip none).",
        rich_help_panel=PANEL,
    ),
]
ClipTimestamps = Annotated[
    str | None,
    Option(
        metavar="X",
        help="Start,end,start,... in seconds: the parts to transcribe; the last end may be left out (default: 0).",
        rich_help_panel=PANEL,
    ),
]
