"""`whisper-diarize export`: other formats of a transcript that exists."""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from typer import Option

from whisper_diarize.assembly import assemble_exporters, reader
from whisper_diarize.documents import read
from whisper_diarize.errors import OptionError
from whisper_diarize.files import file_of, find_recording, recorded
from whisper_diarize.glossary import Glossary, corrected, read_glossary
from whisper_diarize.pipeline import export as write
from whisper_diarize.pipeline import outputs, outputs_that_are_inputs
from whisper_diarize.plugins import load
from whisper_diarize.protocols import RecordingExporter
from whisper_diarize.records import SAMPLE_RATE, AttributedTranscript, Job
from whisper_diarize.session import terms_of_formats

from . import arguments as arg
from . import subtitle_arguments as subtitle
from .component_flags import with_assignments
from .errors import Failures, handled
from .naming import existing, split
from .progress import configure_logging
from .subtitles import subtitle_options
from .terminal import err

_log = logging.getLogger(__name__)

Recording = Annotated[
    Path | None,
    Option("--audio", metavar="FILE", help="The recording, for formats that play it (default: beside DOC.json)."),
]
Folder = Annotated[Path | None, Option(metavar="DIR", help="The folder to write to (default: that of DOC.json).")]
Name = Annotated[str | None, Option(metavar="NAME", help="Name of the outputs instead of the document's.")]


def export(
    context: typer.Context,
    document: arg.Document,
    output_format: arg.OutputFormat = None,
    output_dir: Folder = None,
    output_name: Name = None,
    overwrite: arg.Overwrite = False,
    skip_existing: arg.SkipExisting = False,
    speaker_labels: subtitle.SpeakerLabels = None,
    max_line_width: subtitle.MaxLineWidth = None,
    max_line_count: subtitle.MaxLineCount = None,
    max_words_per_line: subtitle.MaxWordsPerLine = None,
    highlight_words: subtitle.HighlightWords = None,
    glossary: arg.GlossaryFile = None,
    audio: Recording = None,
    option: arg.ComponentOptions = None,
    profile: arg.Profile = None,
    plugin: arg.NamedPlugins = None,
    quiet: arg.Quiet = False,
) -> None:
    """Write a transcript in other formats, without listening again.

    DOC.json is what `transcribe` wrote, or what the review page exported.

    Examples:

        whisper-diarize export talk.json -f srt,vtt

        whisper-diarize export talk.json -f all --glossary names.txt

        whisper-diarize export talk.json -f html --audio talk.m4a
    """
    configure_logging(quiet=quiet, verbose=False)
    with handled():
        terms = Glossary() if glossary is None else read_glossary(glossary)
        transcript = corrected(read(document), terms)
        formats = split(output_format or ["all"])
        plugins = load()
        speakers = transcript.diarization is not None
        options = subtitle_options(context, formats, plugins.exporters, speakers=speakers)
        options |= terms_of_formats(plugins, formats, terms)
        exporters = assemble_exporters(plugins, formats, with_assignments(options, option or []), speakers=speakers)
        recording = _recording(document, transcript, audio)
        if recording is None and any(isinstance(part.component, RecordingExporter) for part in exporters):
            _log.warning("%s: its recording was not found beside it; say where it is: --audio FILE", document)
        job = Job(
            source=str(document),
            name=output_name or document.stem,
            output_dir=output_dir or document.parent,
            formats=formats,
            existing=existing(overwrite=overwrite, skip=skip_existing),
        )
        if glossary is not None:
            for path in outputs_that_are_inputs(job, exporters):
                _log.warning("%s is what was read, so it stays as it is; choose another --output-name", path)
        with recorded(document, "export", outputs(job, exporters)):
            sound = None if recording is None else partial(reader(plugins, None), str(recording), SAMPLE_RATE)
            outcome = write(job, exporters, transcript, plugins, recording, sound)
    if not quiet:
        for path in outcome.outputs:
            err(f"wrote {path}\n")
    failures = Failures(1)
    failures.add(job.name, *outcome.errors)
    failures.finish()


def _recording(document: Path, transcript: AttributedTranscript, wanted: Path | None) -> Path | None:
    """Return the recording: as the user says, else beside the document or in the current folder, if it is there."""
    if wanted is not None:
        if file_of(str(wanted)) is None:
            raise OptionError(f"--audio {wanted}: there is no such file")
        return wanted
    return find_recording(transcript.recording, document.parent)
