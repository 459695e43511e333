"""Fixtures for the tests of plugins, which pytest finds by itself where whisper-diarize is installed.

It is imported by every run of pytest, so it imports nothing before a fixture is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from typer.testing import Result

    from whisper_diarize.records import AttributedTranscript, Audio


@pytest.fixture
def attributed_transcript() -> AttributedTranscript:
    """A short transcript of two speakers who talk at once for a moment."""
    from whisper_diarize.testing import attributed_example  # noqa: PLC0415  see above

    return attributed_example()


@pytest.fixture
def make_tone() -> Callable[..., Audio]:
    """A function that makes sound that is not speech: `make_tone(seconds=1.0, frequency=220.0)`."""
    from whisper_diarize.testing import tone  # noqa: PLC0415  see above

    return tone


@pytest.fixture
def transcribe_with() -> Callable[..., AttributedTranscript]:
    """A function that transcribes with plugins and the fake engines: `transcribe_with(plugin, diarize=True, ...)`.

    Its other arguments are those of `whisper_diarize.transcribe`; the recording is a second of a tone.
    """
    from whisper_diarize import transcribe  # noqa: PLC0415  see above
    from whisper_diarize.testing import FakeEngines, tone  # noqa: PLC0415  see above

    # Any: the arguments of `transcribe`
    def run(*plugins: object, **arguments: Any) -> AttributedTranscript:
        settings = {"source": tone(), "transcriber": "fake", "diarizer": "fake", **arguments}
        return transcribe(plugins=[FakeEngines(), *plugins], **settings)

    return run


@pytest.fixture
def run_whisper_diarize() -> Iterator[Callable[..., Result]]:
    """A function that runs `whisper-diarize` with plugins: `run_whisper_diarize("plugins", plugins=[mine])`."""
    from typer.testing import CliRunner  # noqa: PLC0415  see above

    from whisper_diarize.cli import group  # noqa: PLC0415  see above
    from whisper_diarize.plugins import register, unregister  # noqa: PLC0415  see above

    registered: list[object] = []

    def run(*arguments: object, plugins: tuple[object, ...] = ()) -> Result:
        for plugin in plugins:
            register(plugin)
            registered.append(plugin)
        words = [str(argument) for argument in arguments]
        return CliRunner().invoke(group(words), words)

    yield run
    for plugin in registered:
        unregister(plugin)
