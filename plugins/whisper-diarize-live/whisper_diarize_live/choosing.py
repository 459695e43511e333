"""Sound and places for captions, as the options of the command name them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import typer

from whisper_diarize import OptionError

from .clock import Clock
from .microphones import Device
from .running import Shower
from .screen import Screen
from .shown import GrowingVtt, ObsText
from .sound import Pipe, PlayedFile, Sound, opened, opened_channels
from .together import Together

TWO = 2
MAX_PORT = 65_535
OWN_ADDRESS = "127.0.0.1"
NAMES_OF_DEVICES = ("me", "others")


def chosen_sound(  # noqa: PLR0913, PLR0917  each is an option
    source: str | None,
    devices: Sequence[str],
    rate: int,
    files: Sequence[str],
    speed: float,
    channels: Literal["mix", "split"],
    clock: Clock,
) -> Sound:
    """Return the source of sound that the options name.

    Raises:
        OptionError: they name two kinds, or one that does not exist.
        AudioError: a file cannot be read.
    """
    if sum(map(bool, (source, devices, files))) > 1:
        raise OptionError("choose one of -, --device and --file: there is one recording")
    if source is not None:
        if source != "-":
            raise OptionError(
                f"live listens to a microphone, or to - for a pipe; to play {source}, say --file {source}"
            )
        return Pipe(rate, num_channels=TWO if channels == "split" else 1)
    if len(files) > 1:
        return PlayedFile([opened(file) for file in files], clock, speed)
    if files:
        return PlayedFile(opened_channels(files[0]) if channels == "split" else opened(files[0]), clock, speed)
    chosen = [int(device) if device.isdecimal() else device for device in devices]
    if len(chosen) > 1:
        return Together([Device(device) for device in chosen])
    return Device(chosen[0] if chosen else None, TWO if channels == "split" else 1)


def chosen_names(given: str | None, devices: Sequence[str], files: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the channels: those given, else those of the files; two devices are me and others."""
    if given is not None:
        return tuple(name.strip() for name in given.split(","))
    if len(files) > 1:
        return tuple(Path(file).stem for file in files)
    return NAMES_OF_DEVICES if len(devices) == TWO else ()


@contextlib.contextmanager
def shown_in(captions: Path | None, obs: Path | None, address: str | None, name: str) -> Iterator[list[Shower]]:
    """Yield the places in which captions are shown."""
    with contextlib.ExitStack() as stack:
        served = [] if address is None else [stack.enter_context(_served(address, name))]
        files: list[Shower] = [] if captions is None else [GrowingVtt(captions)]
        if obs is not None:
            files.append(ObsText(obs))
        yield [stack.enter_context(Screen()), *files, *served]


@contextlib.contextmanager
def _served(address: str, name: str) -> Iterator[Shower]:
    """Serve a page of captions at HOST:PORT.

    Raises:
        OptionError: the plugin server is not installed, or the address cannot be had.
    """
    host, port = address_of(address)
    try:
        from whisper_diarize_server.beside import serving  # noqa: PLC0415  it may be missing

        from .serving import OPEN_PATHS, ServedCaptions, routes  # noqa: PLC0415  it needs the other
    except ModuleNotFoundError as error:
        raise OptionError("--serve needs the plugin server: pip install whisper-diarize-server") from error
    captions = ServedCaptions(name)
    with serving(routes(captions), OPEN_PATHS, host, port, option="--serve") as url:
        typer.echo(f"captions are at {url}", err=True)
        try:
            yield captions
        finally:
            captions.close()


def address_of(text: str) -> tuple[str, int]:
    """Return host and port.

    >>> address_of("8001"), address_of("[::1]:80")
    (('127.0.0.1', 8001), ('::1', 80))

    Raises:
        OptionError: it is no port, or none behind a host.
    """
    host, _, port = text.rpartition(":")
    if not (port.isascii() and port.isdecimal() and int(port) <= MAX_PORT):
        raise OptionError(f"--serve {text}: give a port, such as 8001, or an address and a port: 192.168.1.5:8001")
    return host.strip("[]") or OWN_ADDRESS, int(port)
