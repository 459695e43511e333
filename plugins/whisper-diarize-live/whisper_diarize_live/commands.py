"""`whisper-diarize live`."""

from __future__ import annotations

import contextlib
import shlex
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from whisper_diarize import SAMPLE_RATE, OptionError, WhisperDiarizeError

if TYPE_CHECKING:
    from whisper_diarize import SessionResult

    from .folder import Folder

INTERRUPTED = 130  # exit code, by convention
SOUND, WORDS, SPEAKERS, RESULT = "Sound", "Words", "Speakers", "Result"


def live(  # noqa: PLR0913, PLR0917  each argument is an option
    source: Annotated[
        str | None,
        typer.Argument(metavar="[-]", help="- for samples on standard input: 16 bits, little-endian, one channel."),
    ] = None,
    device: Annotated[
        list[str] | None,
        typer.Option(
            metavar="N|NAME", help="A microphone, by number or name; two are you and others.", rich_help_panel=SOUND
        ),
    ] = None,
    list_devices: Annotated[  # noqa: FBT002  an option
        bool, typer.Option("--list-devices", help="List microphones.", rich_help_panel=SOUND)
    ] = False,
    rate: Annotated[int, typer.Option(help="Of standard input, in Hz.", rich_help_panel=SOUND)] = SAMPLE_RATE,
    file: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE",
            help="Play a recording instead, to try it out; several are a person each.",
            rich_help_panel=SOUND,
        ),
    ] = None,
    speed: Annotated[float, typer.Option(help="Of --file.", min=0.01, max=100, rich_help_panel=SOUND)] = 1.0,
    channels: Annotated[
        Literal["mix", "split"],
        typer.Option(help="Of -, --device and --file: split: each of two channels is a person.", rich_help_panel=SOUND),
    ] = "mix",
    channel_names: Annotated[
        str | None,
        typer.Option(metavar="NAMES", help="Names of the channels in order: Agent,Caller.", rich_help_panel=SOUND),
    ] = None,
    transcriber: Annotated[str, typer.Option(help="The engine.", rich_help_panel=WORDS)] = "mlx-whisper",
    model: Annotated[str | None, typer.Option(help="Its model.", rich_help_panel=WORDS)] = None,
    language: Annotated[str | None, typer.Option(help="What is spoken.", rich_help_panel=WORDS)] = None,
    step: Annotated[
        float | None,
        typer.Option(
            help="Seconds of new sound for each look at the words, at least (default: 1 with mlx-whisper, 0.5 with "
            "pocketsphinx, else 2).",
            min=0.2,
            show_default=False,
            rich_help_panel=WORDS,
        ),
    ] = None,
    diarize: Annotated[bool, typer.Option(help="Find the speakers.", rich_help_panel=SPEAKERS)] = True,  # noqa: FBT002
    diarizer: Annotated[str, typer.Option(metavar="NAME", help="Who finds them.", rich_help_panel=SPEAKERS)] = "mlx",
    diarization_model: Annotated[
        str | None, typer.Option(metavar="NAME", help="Its model.", rich_help_panel=SPEAKERS)
    ] = None,
    num_speakers: Annotated[
        int | None, typer.Option(metavar="N", help="How many there are.", min=1, rich_help_panel=SPEAKERS)
    ] = None,
    min_speakers: Annotated[
        int | None, typer.Option(metavar="N", help="At least.", min=1, rich_help_panel=SPEAKERS)
    ] = None,
    max_speakers: Annotated[
        int | None, typer.Option(metavar="N", help="At most.", min=1, rich_help_panel=SPEAKERS)
    ] = None,
    speaker_names: Annotated[
        str | None,
        typer.Option(metavar="NAMES", help="Names in order of appearance: Ann,Bob.", rich_help_panel=SPEAKERS),
    ] = None,
    voices: Annotated[
        str | None,
        typer.Option(
            metavar="NAMES|all",
            help="Compare the speakers with these people of your library of voices, and suggest their names.",
            rich_help_panel=SPEAKERS,
        ),
    ] = None,
    voices_auto: Annotated[  # noqa: FBT002  an option
        bool, typer.Option("--voices-auto", help="Give the suggested names at the end.", rich_help_panel=SPEAKERS)
    ] = False,
    identifier: Annotated[
        str, typer.Option(metavar="NAME", help="The component that compares voices.", rich_help_panel=SPEAKERS)
    ] = "voices",
    output_dir: Annotated[
        Path, typer.Option(help="The recording has a folder of its own in this one.", rich_help_panel=RESULT)
    ] = Path(),
    name: Annotated[
        str | None, typer.Option(help="Of the recording; by default, date and time.", rich_help_panel=RESULT)
    ] = None,
    output_format: Annotated[
        str, typer.Option("--output-format", "-f", help="Formats at the end: srt,json.", rich_help_panel=RESULT)
    ] = "all",
    final: Annotated[
        Literal["relabel", "retranscribe", "none"],
        typer.Option(help="At the end: keep the words, write them anew, or stop.", rich_help_panel=RESULT),
    ] = "relabel",
    captions: Annotated[Path | None, typer.Option(help="A WebVTT file that grows.", rich_help_panel=RESULT)] = None,
    obs: Annotated[
        Path | None, typer.Option(help="A text file with the last two lines, for OBS.", rich_help_panel=RESULT)
    ] = None,
    serve: Annotated[
        str | None,
        typer.Option(
            metavar="[HOST:]PORT",
            help="A page of captions for browsers, such as phones; on another address than 127.0.0.1 with the key in "
            "WHISPER_DIARIZE_API_KEY.",
            rich_help_panel=RESULT,
        ),
    ] = None,
    option: Annotated[list[str] | None, typer.Option("--option", "-o", help="NAME.KEY=VALUE of a component.")] = None,
    resume: Annotated[
        Path | None, typer.Option(help="Finish the recording in this folder, which was broken off.")
    ] = None,
) -> None:
    """Caption what is said now, with speakers; write the finished transcript at the end.

    Ctrl-C ends the recording. Its sound and words are on the disk from the first second.

    Examples:
        whisper-diarize live

        whisper-diarize live --output-dir meetings --name monday --num-speakers 3 -f srt,json

        whisper-diarize live --file samples/interview.wav --transcriber pocketsphinx

        parec --format=s16le --channels=1 --rate=16000 | whisper-diarize live -

        whisper-diarize live --device 1 --device "BlackHole" --channel-names Me,Others

        whisper-diarize live --serve 8001 --captions talk.vtt

        whisper-diarize live --resume meetings/monday
    """
    with handled():
        from .choosing import chosen_names, chosen_sound, shown_in  # noqa: PLC0415  only when it runs: these import NumPy
        from .clock import MachineClock  # noqa: PLC0415
        from .folder import Folder  # noqa: PLC0415
        from .live import Pace  # noqa: PLC0415
        from .microphones import devices  # noqa: PLC0415
        from .running import Run  # noqa: PLC0415
        from .settings import Settings  # noqa: PLC0415

        if list_devices:
            typer.echo("\n".join(devices()) or "no microphone was found")
            return
        if resume is not None:
            finish_later(resume.resolve())
            return
        if voices_auto and voices is None:
            raise OptionError("--voices-auto gives names that --voices suggests; add --voices all, or names of people")
        clock = MachineClock()
        sound = chosen_sound(source, device or [], rate, file or [], speed, channels, clock)
        settings = Settings(
            transcriber=transcriber,
            model=model,
            language=language,
            diarize=diarize,
            diarizer=diarizer,
            diarization_model=diarization_model,
            num_speakers=num_speakers,
            min_speakers=min_speakers,
            max_speakers=max_speakers,
            speaker_names=tuple(filter(None, (speaker_names or "").split(","))),
            num_channels=sound.num_channels,
            channel_names=chosen_names(channel_names, device or [], file or []),
            voices=voices,
            voices_auto=voices_auto,
            identifier=identifier,
            output_formats=tuple(output_format.split(",")),
            options=tuple(option or ()),
            final=final,
        )
        folder = Folder(output_dir.resolve() / (name or time.strftime("live-%Y-%m-%d-%H%M%S")))
        with finish_told(folder), shown_in(captions, obs, serve, folder.name) as places:
            report(folder, Run(settings, folder, clock, Pace(words=step), places, warn=warn).record(sound))


@contextlib.contextmanager
def finish_told(folder: Folder) -> Iterator[None]:
    """Say how a recording is finished that an error or Ctrl-C breaks off.

    Raises:
        typer.Exit: it was Ctrl-C.
    """
    was_there = folder.sound.exists()
    try:
        yield
    except (WhisperDiarizeError, KeyboardInterrupt) as error:
        if was_there or not folder.sound.exists():
            raise
        tell_finish(folder)
        if isinstance(error, KeyboardInterrupt):
            raise typer.Exit(INTERRUPTED) from None
        raise


def tell_finish(folder: Folder) -> None:
    """Say how a recording is finished."""
    typer.echo(f"to finish it: whisper-diarize live --resume {shlex.quote(str(folder.path))}", err=True)


def finish_later(path: Path) -> None:
    """Finish the recording in a folder, which was broken off."""
    from .clock import MachineClock  # noqa: PLC0415  as below
    from .folder import broken_off  # noqa: PLC0415
    from .running import Run  # noqa: PLC0415

    folder, settings = broken_off(path)
    report(folder, Run(settings, folder, MachineClock()).resume())


def warn(remark: str) -> None:
    """Show a warning."""
    typer.echo(f"warning: {remark}", err=True)


def report(folder: Folder, result: SessionResult | None) -> None:
    """Say which files there are, and what went wrong.

    Raises:
        typer.Exit: not all went well.
    """
    outputs = () if result is None else result.outputs
    for path in (folder.sound, folder.log, *outputs):
        typer.echo(f"wrote {path}", err=True)
    errors = () if result is None else result.errors
    for error in errors:
        typer.echo(f"error: {error}", err=True)
    if result is None:
        tell_finish(folder)
    if errors:
        raise typer.Exit(1)


@contextlib.contextmanager
def handled() -> Iterator[None]:
    """Show an error that the user can mend as one line."""
    try:
        yield
    except WhisperDiarizeError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(1) from None
