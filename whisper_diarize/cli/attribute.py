"""`whisper-diarize attribute`: who said what, from a transcript and turns that exist."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from whisper_diarize.assembly import Selection, assemble
from whisper_diarize.attribution import attribute as give
from whisper_diarize.errors import OptionError
from whisper_diarize.files import write_atomically
from whisper_diarize.pipeline import Components
from whisper_diarize.plugins import load
from whisper_diarize.records import AttributedTranscript, Diarization, name_of
from whisper_diarize.registry import parse_assignments

from . import arguments as arg
from . import report
from .errors import handled
from .progress import configure_logging

TranscriptFile = Annotated[
    Path, Argument(metavar="TRANSCRIPT", help="The words: JSON of mlx_whisper, whisper, WhisperX or transcribe.")
]
TurnsFile = Annotated[Path, Argument(metavar="TURNS", help="Who talks when: .rttm, .stm, .ctm or our JSON.")]
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
        rich_help_panel=arg.OUTPUT,
    ),
]


def attribute(
    transcript: TranscriptFile,
    turns: TurnsFile,
    attribution: arg.Attribution = "viterbi",
    recording: Recording = None,
    speaker_names: arg.SpeakerNames = None,
    output_format: Formats = None,
    output_dir: arg.OutputDir = Path(),
    output_name: arg.OutputName = None,
    post: arg.PostProcessors = None,
    option: arg.ComponentOptions = None,
    plugin: arg.NamedPlugins = None,
    quiet: arg.Quiet = False,
    verbose: arg.Verbose = False,
) -> None:
    """Give the words of a transcript to the speakers of turns that exist.

    No recording and no model is needed: words and turns may come from any
    tools. Prints who said what, and writes the formats that are asked for.

    Examples:

        whisper-diarize attribute words.json turns.rttm

        whisper-diarize attribute words.json turns.rttm -f srt,json

        whisper-diarize attribute words.json turns.rttm --attribution overlap
    """
    from whisper_diarize.scoring import read_account  # noqa: PLC0415  other commands need not wait for it
    from whisper_diarize.transcription import read_transcript  # noqa: PLC0415  likewise

    configure_logging(quiet=quiet, verbose=verbose)
    with handled():
        components = _components(attribution, post or [], output_format or [], option or [])
        words = read_transcript(transcript)
        diarization = Diarization(read_account(turns, recording=recording).turns)
        end = max((span.end for span in (*words.segments, *diarization.turns)), default=0.0)
        name = output_name or name_of(str(transcript))
        result = give(words, diarization, components.attributor, name=name, duration=end)
        result = result.with_names(tuple(item.strip() for item in (speaker_names or "").split(",") if item.strip()))
        for _, processor in components.post_processors:
            result = processor.process(result)
        written = _write(result, components, output_dir, (transcript, turns))
    if not quiet:
        sys.stdout.write("".join(f"{line}\n" for line in report.transcript_lines(result)))
        sys.stderr.write("".join(f"wrote {path}\n" for path in written))


def _components(attribution: str, post: Sequence[str], formats: Sequence[str], assignments: list[str]) -> Components:
    plugins = load()
    wanted = tuple(item.strip() for value in formats for item in value.split(",") if item.strip())
    return assemble(
        plugins,
        Selection(
            attributor=attribution,
            post_processors=tuple(post),
            formats=tuple(plugins.exporters.names) if "all" in wanted else wanted,
            options=parse_assignments(assignments),
        ),
    )


def _write(result: AttributedTranscript, components: Components, folder: Path, inputs: Sequence[Path]) -> list[Path]:
    """Write the outputs; none of them over an input."""
    outputs = [(folder / f"{result.name}.{exporter.extension}", exporter) for _, exporter in components.exporters]
    taken = {path.resolve() for path in inputs}
    for path, _ in outputs:
        if path.resolve() in taken:
            raise OptionError(f"{path} is what was read; choose another --output-name or --output-dir")
    for path, exporter in outputs:
        write_atomically(path, exporter.render(result))
    return [path for path, _ in outputs]
