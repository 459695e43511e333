"""`whisper-diarize attribute`: the words of a transcript, given to the speakers of existing turns."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from whisper_diarize.assembly import Selection, assemble, file_readers
from whisper_diarize.components import Components
from whisper_diarize.errors import OptionError
from whisper_diarize.pipeline import finish, outputs_that_are_inputs
from whisper_diarize.plugins import load
from whisper_diarize.records import Diarization, Job, name_of
from whisper_diarize.registry import parse_assignments
from whisper_diarize.session import with_glossary

from . import arguments as arg
from . import completion as complete
from . import report
from .errors import Failures, handled
from .naming import existing, split
from .progress import configure_logging
from .speaker_names import speaker_names as speaker_names_of
from .terminal import err, out

TranscriptFile = Annotated[
    Path, Argument(metavar="TRANSCRIPT", help="The words: JSON or subtitles of any tool that is known, or ours.")
]
TurnsFile = Annotated[
    Path | None,
    Argument(
        metavar="TURNS",
        help="Who talks when: RTTM, STM, CTM, JSON, labels or tiers; else the speakers of TRANSCRIPT are kept.",
    ),
]
Recording = Annotated[
    str | None, Option(metavar="NAME", help="Take the turns of this recording, if the file has several.")
]
Formats = Annotated[
    list[str] | None,
    Option(
        "--output-format",
        "-f",
        metavar="NAME,...",
        help="Formats to write, as for transcribe; nothing is written without.",
        autocompletion=complete.formats,
        rich_help_panel=arg.OUTPUT,
    ),
]


def attribute(
    transcript: TranscriptFile,
    turns: TurnsFile = None,
    attribution: arg.Attribution = "viterbi",
    recording: Recording = None,
    speaker_names: arg.SpeakerNames = None,
    output_format: Formats = None,
    output_dir: arg.OutputDir = Path(),
    output_name: arg.OutputName = None,
    overwrite: arg.Overwrite = False,
    skip_existing: arg.SkipExisting = False,
    glossary: arg.GlossaryFile = None,
    post: arg.PostProcessors = None,
    option: arg.ComponentOptions = None,
    profile: arg.Profile = None,
    plugin: arg.NamedPlugins = None,
    quiet: arg.Quiet = False,
    verbose: arg.Verbose = False,
) -> None:
    """Give the words of a transcript to the speakers of turns that exist.

    No recording and no model is needed: words and turns may come from any
    tools. Prints who said what, and writes the formats that are asked for.
    Without TURNS, the speakers that the transcript has are kept.

    Examples:

        whisper-diarize attribute words.json turns.rttm

        whisper-diarize attribute words.json turns.rttm -f srt,json

        whisper-diarize attribute words.json turns.rttm --attribution overlap

        whisper-diarize attribute words.json turns.rttm --glossary names.txt

        whisper-diarize attribute meeting.vtt -f srt,json
    """
    from whisper_diarize.scoring import read_annotation  # noqa: PLC0415  other commands need not wait for it
    from whisper_diarize.transcription import read_transcript  # noqa: PLC0415  likewise

    configure_logging(quiet=quiet, verbose=verbose)
    with handled():
        plugins = load()
        selection = Selection(
            attributor=attribution,
            post_processors=tuple(post or ()),
            formats=split(output_format or []),
            options=parse_assignments(option or []),
            diarized=True,
        )
        components = assemble(plugins, with_glossary(selection, plugins, glossary))
        name = output_name or name_of(str(transcript))
        job = Job(
            str(transcript),
            name,
            output_dir,
            speaker_names=speaker_names_of(speaker_names),
            existing=existing(overwrite=overwrite, skip=skip_existing),
            inputs=(transcript,) if turns is None else (transcript, turns),
        )
        _refuse_overwriting(job, components)
        readers = file_readers(plugins)
        words = read_transcript(transcript, readers)
        if turns is None and not words.word_speakers:
            raise OptionError(f"{transcript} has no speakers; add a file that says who talks when")
        found = None if turns is None else read_annotation(turns, recording=recording, readers=readers).turns
        diarization = None if found is None else Diarization(found)
        outcome = finish(job, words, diarization, components, plugins)
        if not quiet:
            out("".join(f"{line}\n" for line in report.transcript_lines(outcome.transcript)))
            err("".join(f"wrote {path}\n" for path in outcome.outputs))
        failures = Failures(1)
        failures.add(name, *outcome.errors)
        failures.finish()


def _refuse_overwriting(job: Job, components: Components) -> None:
    """Refuse outputs that are inputs."""
    for path in outputs_that_are_inputs(job, components.exporters):
        raise OptionError(f"{path} is what was read; choose another --output-name or --output-dir")
