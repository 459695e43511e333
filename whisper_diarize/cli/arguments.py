"""The options of our commands, one type each, so that commands share them and their signatures stay readable."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

from typer import Argument, Context, Exit, Option

from whisper_diarize.version import __version__

from . import completion as complete
from .named_plugins import use_plugins
from .terminal import out

SPEAKERS, WORDS = "Speakers", "Words"
OUTPUT, MORE = "Output", "Plugins and messages"


def _print_version(context: Context, wanted: bool) -> None:  # noqa: FBT001  Typer calls it with the flag
    if wanted and not context.resilient_parsing:
        out(f"whisper-diarize {__version__}\n")
        raise Exit


def _go_offline(wanted: bool) -> bool:  # noqa: FBT001  Typer calls it with the flag
    """Forbid downloads in this process: to us, and to all else that uses huggingface_hub."""
    if wanted:
        os.environ["HF_HUB_OFFLINE"] = "1"
        if "huggingface_hub.constants" in sys.modules:  # it has read the environment already
            vars(sys.modules["huggingface_hub.constants"])["HF_HUB_OFFLINE"] = True
    return wanted


Document = Annotated[
    Path, Argument(metavar="DOC.json", help="A transcript in our JSON: from transcribe, or from the review page.")
]

Diarize = Annotated[bool, Option("--diarize/--no-diarize", help="Find the speakers.", rich_help_panel=SPEAKERS)]
NumSpeakers = Annotated[
    int | None, Option(min=1, metavar="N", help="How many speakers there are, if you know.", rich_help_panel=SPEAKERS)
]
MinSpeakers = Annotated[
    int | None, Option(min=1, metavar="N", help="At least so many speakers.", rich_help_panel=SPEAKERS)
]
MaxSpeakers = Annotated[
    int | None, Option(min=1, metavar="N", help="At most so many speakers.", rich_help_panel=SPEAKERS)
]
SpeakerNames = Annotated[
    str | None,
    Option(
        metavar='"ANN,BOB"',
        help="Their names, in order of appearance; @FILE reads one a line.",
        rich_help_panel=SPEAKERS,
    ),
]
DiarizerName = Annotated[
    str,
    Option(
        metavar="NAME",
        help="The component that finds the speakers.",
        autocompletion=complete.of(lambda plugins: plugins.diarizers),
        rich_help_panel=SPEAKERS,
    ),
]
DiarizationModel = Annotated[
    str | None,
    Option(
        "--diarization-model",
        metavar="NAME|REPO|DIR",
        help="Its model: a name of `whisper-diarize models list` (community-1, pyannote-3.1, campplus, bundled), auto "
        "(default: the best of them that is here, else that the hub gives now), a hub repository or a folder.",
        autocompletion=complete.diarization_models,
        rich_help_panel=SPEAKERS,
    ),
]
DiarizationMode = Annotated[
    str | None,
    Option(
        "--diarization-mode",
        metavar="fast|exact",
        help="fast (default): windows share the work on voices; exact: the computation of pyannote.audio, which takes "
        "about 2.5 times as long and is no more accurate.",
        autocompletion=complete.choices("fast", "exact"),
        rich_help_panel=SPEAKERS,
    ),
]

Attribution = Annotated[
    str,
    Option(
        metavar="NAME",
        help="The rule that gives words to speakers: viterbi (all words together, with a confidence for each), overlap "
        "(each word to the speaker who talks most during it), or a plugin's.",
        autocompletion=complete.of(lambda plugins: plugins.attributors),
        rich_help_panel=SPEAKERS,
    ),
]
VadClips = Annotated[
    bool,
    Option(
        "--vad-clips",
        help="Transcribe only where the diarizer finds speech: silence takes no time, and no words are made up in it.",
        rich_help_panel=SPEAKERS,
    ),
]

TranscriberName = Annotated[
    str,
    Option(
        metavar="NAME",
        help="The speech-to-text engine.",
        autocompletion=complete.of(lambda plugins: plugins.transcribers),
        rich_help_panel=WORDS,
    ),
]
Model = Annotated[
    str | None,
    Option(
        metavar="NAME|REPO|DIR",
        help="Its model: tiny, base, small, medium, large-v3, turbo (default), a hub repository or a folder.",
        autocompletion=complete.whisper_models,
        rich_help_panel=WORDS,
    ),
]
Language = Annotated[
    str | None,
    Option(
        metavar="CODE",
        help="The language spoken; detected if left out.",
        autocompletion=complete.languages,
        rich_help_panel=WORDS,
    ),
]
Task = Annotated[
    str | None,
    Option(
        metavar="transcribe|translate",
        help="Translate to English, or not.",
        autocompletion=complete.choices("transcribe", "translate"),
        rich_help_panel=WORDS,
    ),
]
SavedTranscript = Annotated[
    Path | None,
    Option(
        metavar="FILE",
        help="Take the words from this transcript of any tool that is known (JSON, SRT, VTT) instead.",
        rich_help_panel=WORDS,
    ),
]

GlossaryFile = Annotated[
    Path | None,
    Option(
        "--glossary",
        metavar="FILE",
        help="Names and terms, one a line, or WRONG -> RIGHT: a hint for the engine, and corrections of its words.",
        rich_help_panel=WORDS,
    ),
]

OutputFormat = Annotated[
    list[str] | None,
    Option(
        "--output-format",
        "-f",
        metavar="NAME,...",
        help="Formats to write. all (default): srt, vtt, json, txt, tsv, rttm and those of plugins. By name only: ass, "
        "md, docx, whisperx, diarized_json, assemblyai, deepgram, podcast, ctm, stm, aud, textgrid, html.",
        autocompletion=complete.formats,
        rich_help_panel=OUTPUT,
    ),
]
OutputDir = Annotated[Path, Option(metavar="DIR", help="The folder to write to.", rich_help_panel=OUTPUT)]
OutputName = Annotated[
    str | None, Option(metavar="NAME", help="Name of the outputs instead of the recording's.", rich_help_panel=OUTPUT)
]
OutputTemplate = Annotated[
    str | None,
    Option(
        metavar="TEMPLATE",
        help="Names of the outputs of a batch, as in '{folder}/{name}.{language}'; there are folder, name, suffix, "
        "language, model, speaker_model, transcriber, diarizer, speakers.",
        rich_help_panel=OUTPUT,
    ),
]
WithLedger = Annotated[
    bool,
    Option(
        "--ledger",
        help="Write a line for each recording to manifest.jsonl in the output folder, and go on from there; folders, "
        "patterns and lists always do.",
        rich_help_panel=OUTPUT,
    ),
]
Redo = Annotated[
    str | None,
    Option(
        metavar="failed|all|changed",
        help="Do only recordings that failed; all, also those that are done; only those that were done, and changed "
        "since (their sound, an option or an output).",
        rich_help_panel=OUTPUT,
    ),
]
Overwrite = Annotated[
    bool,
    Option(
        "--overwrite",
        help="Replace files that are in the way. Else a copy is kept (talk.bak.srt) of those that were changed or are "
        "not from here.",
        rich_help_panel=OUTPUT,
    ),
]
SkipExisting = Annotated[
    bool, Option("--skip-existing", help="Leave outputs that exist as they are.", rich_help_panel=OUTPUT)
]
OutputFile = Annotated[
    Path | None, Option(metavar="FILE", help="Write here instead of to standard output.", rich_help_panel=OUTPUT)
]

RecordedActivations = Annotated[
    Path | None, Option(metavar="REF.npz", help="The output of the original network, layer by layer.")
]
SuspectWeights = Annotated[
    str | None, Option(metavar="FILE|DIR", help="The weights to check against it, or the folder of a model.")
]
Json = Annotated[bool, Option("--json", help="Print JSON.")]

PostProcessors = Annotated[
    list[str] | None,
    Option(
        metavar="NAME",
        help="Apply a post-processor; repeat for more.",
        autocompletion=complete.of(lambda plugins: plugins.post_processors),
        rich_help_panel=MORE,
    ),
]
NamedPlugins = Annotated[
    list[str] | None,
    Option(
        "--plugin",
        callback=use_plugins,
        is_eager=True,
        metavar="FILE.py|MODULE",
        help="Use a plugin that is not installed; repeat for more.",
        rich_help_panel=MORE,
    ),
]
ComponentOptions = Annotated[
    list[str] | None,
    Option(
        "--option",
        "-o",
        metavar="NAME.KEY=VALUE",
        help="Set an option of a component, as in -o srt.speaker_labels=always; repeat for more. `whisper-diarize "
        "plugins show NAME` lists them.",
        autocompletion=complete.component_options,
        rich_help_panel=MORE,
    ),
]
ProgressMode = Annotated[
    str | None,
    Option(
        "--progress",
        metavar="bar|json|off",
        help="Bars (default, in a terminal), or one JSON object a line on standard error, for programs.",
        rich_help_panel=MORE,
    ),
]
LiveText = Annotated[
    bool,
    Option("--live-text", help="Print the words on standard error while the engine writes them.", rich_help_panel=MORE),
]
Profile = Annotated[
    str | None,
    Option(
        metavar="NAME",
        help="Use a profile of your configuration file: see `whisper-diarize config`.",
        autocompletion=complete.profile_names,
        rich_help_panel=MORE,
    ),
]
Remote = Annotated[
    str | None,
    Option(
        metavar="URL",
        help="Let a server do the work (`whisper-diarize serve` there); its key is in WHISPER_DIARIZE_API_KEY.",
        rich_help_panel=MORE,
    ),
]
Offline = Annotated[
    bool,
    Option(
        "--offline",
        callback=_go_offline,
        help="Download nothing: take the models that are on this machine.",
        rich_help_panel=MORE,
    ),
]
NoCache = Annotated[
    bool,
    Option(
        "--no-cache",
        help="Compute everything anew, and keep none of it for the next run (see `whisper-diarize cache`).",
        rich_help_panel=MORE,
    ),
]
Version = Annotated[
    bool, Option("--version", "-V", help="Print the version and exit.", callback=_print_version, is_eager=True)
]
Quiet = Annotated[bool, Option("--quiet", "-q", help="Print errors only.", rich_help_panel=MORE)]
Verbose = Annotated[bool, Option("--verbose", "-v", help="Print what happens.", rich_help_panel=MORE)]
