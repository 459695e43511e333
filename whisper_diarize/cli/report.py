"""The end of a run: the transcript on standard output, a summary on standard error."""

from __future__ import annotations

from collections.abc import Collection

from whisper_diarize.pipeline import Outcome
from whisper_diarize.records import AttributedTranscript, Diarization, Job

from .advice import advice, faster_engine
from .speaker_names import unmet
from .suggestions import suggestions
from .terminal import clock, console, json_event, one_line, out, writes_json_lines


def show(outcome: Outcome, job: Job, *, seconds: float, reused: Collection[str] = (), about_model: bool = True) -> None:
    """Print the transcript and a summary; see `summarize`."""
    for line in transcript_lines(outcome.transcript):
        out(line + "\n")
    summarize(outcome, job, seconds=seconds, reused=reused, about_model=about_model)


def transcript_lines(transcript: AttributedTranscript) -> list[str]:
    """Return one line per segment: its time, speaker and text."""
    lines = []
    for segment in transcript.segments:
        name = transcript.name_of(segment.speaker)
        text = f"{name}: {segment.text}" if name else segment.text
        lines.append(f"[{clock(segment.start)} --> {clock(segment.end)}] {one_line(text)}")
    return lines


def summarize(
    outcome: Outcome, job: Job, *, seconds: float, reused: Collection[str] = (), about_model: bool = True
) -> None:
    """Print the speakers found, the engines, unmet requests, and hints at doubtful results.

    `seconds` is how long the job took, `reused` the parts that came from the cache; `about_model` False: the model's
    weaknesses have been told.
    """
    if writes_json_lines():
        _tell_programs(outcome, job, seconds)
        return
    from rich.table import Table  # noqa: PLC0415  rich is slow to import

    screen = console(stderr=True)
    transcript = outcome.transcript
    if transcript.speakers:
        table = Table("speaker", "talk time", "turns", *(["words"] if transcript.segments else []))
        for column in table.columns[1:]:
            column.justify = "right"
        for row in transcript.statistics():
            cells = (clock(row.seconds), str(row.turns), str(row.words))[: len(table.columns) - 1]
            table.add_row(one_line(row.speaker.name), *cells)
        screen.print(table)
    screen.print(_sentence(transcript, seconds, reused))
    if about_model and transcript.diarization is not None and transcript.diarization.authors:
        screen.print(model_credits(transcript.diarization))
    hints = advice(transcript, job.speaker_count, about_model=about_model)
    if about_model:
        hints += faster_engine(transcript, seconds)
    for line in suggestions(transcript, next((path for path in outcome.outputs if path.suffix == ".json"), None)):
        screen.print(one_line(line))
    for line in (*unmet(transcript, job.speaker_count, job.speaker_names), *hints):
        screen.print(line)
    for path in outcome.outputs:
        screen.print(f"wrote {path}")


def _tell_programs(outcome: Outcome, job: Job, seconds: float) -> None:
    """Write the end of a recording as JSON."""
    json_event(
        "recording_finished",
        recording=job.source,
        status="failed" if outcome.errors else "done",
        error="; ".join(map(str, outcome.errors)),
        duration=round(outcome.transcript.duration, 3),
        work_seconds=round(seconds, 3),
        outputs=[str(path) for path in outcome.outputs],
        final=True,
    )


def _sentence(transcript: AttributedTranscript, seconds: float, reused: Collection[str]) -> str:
    """Return the speakers found, the speed and the models; work that was not done has no speed."""
    speed = f" ({transcript.duration / seconds:.1f} times real time)" if seconds > 0 else ""
    kept = " and ".join(kind for kind in ("words", "speakers") if kind in reused)
    how = f", {kept} from the cache" if kept else speed
    parts = [f"{transcript.name}: {clock(transcript.duration)} of audio in {seconds:.1f} s{how}"]
    if transcript.engine:
        parts.append(f"words: {transcript.engine}")
    if transcript.diarization is not None:
        parts.append(
            f"speakers: {len(transcript.speakers)}, found by {transcript.diarization.model or 'an unnamed model'}"
        )
    return "; ".join(parts)


def model_credits(found: Diarization) -> str:
    """Name the authors of the model that found the speakers, and its licence."""
    return f"model {found.model}, by {found.authors}. Licence: {found.licence or 'not stated'}"
