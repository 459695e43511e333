"""Cases for exporters."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from whisper_diarize.errors import ExportError
from whisper_diarize.protocols import Exporter
from whisper_diarize.testing.inputs import example_transcripts, hostile_example

from .case import Case, at_once, blaming

Make = Callable[[], Exporter]
CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]")
"""Characters that are commands to a terminal or a printer; no format needs them."""


def _has_an_extension(make: Make) -> None:
    exporter = make()
    assert isinstance(exporter, Exporter), "there is no method render(transcript), or no attribute extension"
    extension = exporter.extension
    assert isinstance(extension, str), f"the extension is a {type(extension).__name__}, not text"
    assert re.fullmatch(r"\w[\w.-]*", extension), f"the extension is '{extension}', with a dot in front or no name"


def _renders(situation: str, make: Make) -> None:
    transcript = example_transcripts()[situation]
    try:
        with blaming(situation):
            rendered = make().render(transcript)
    except AssertionError as error:
        if transcript.diarization is None and isinstance(error.__cause__, ExportError):
            return  # a format may need speakers
        raise
    assert isinstance(rendered, (str, bytes)), f"render() returned {type(rendered).__name__}, not text or bytes"
    if isinstance(rendered, str):
        with blaming(f"{situation}: its text is not UTF-8"):
            rendered.encode()


def _leaves_out_control_characters(make: Make) -> None:
    with blaming("hostile names and words"):
        rendered = make().render(hostile_example())
    found = CONTROL.search(rendered) if isinstance(rendered, str) else None
    assert found is None, f"the control character {found[0]!r} of a name or word is in the text" if found else ""


def _is_deterministic(make: Make) -> None:
    transcript = example_transcripts()["a conversation"]
    exporter = make()
    with blaming("a second call"):
        rendered = exporter.render(transcript)
        assert exporter.render(transcript) == rendered, "the same transcript is rendered differently a second time"
        assert make().render(transcript) == rendered, "another instance renders the same transcript differently"


def _remembers_nothing(make: Make) -> None:
    transcripts = example_transcripts()
    exporter = make()
    with blaming("another transcript before"):
        exporter.render(transcripts["ten hours"])
        after = exporter.render(transcripts["a conversation"])
        assert after == make().render(transcripts["a conversation"]), "the transcript before changes what is rendered"


def _works_in_threads(make: Make) -> None:
    transcript = example_transcripts()["ten hours"]
    exporter = make()
    with blaming("several threads"):
        expected = make().render(transcript)
        same = all(rendered == expected for rendered in at_once(lambda: exporter.render(transcript)))
    assert same, "threads that render at the same time disturb each other"


CASES = (
    Case("has an extension", _has_an_extension),
    *(Case(f"renders {situation}", partial(_renders, situation)) for situation in example_transcripts()),
    Case("leaves out control characters", _leaves_out_control_characters),
    Case("is deterministic", _is_deterministic),
    Case("remembers nothing", _remembers_nothing),
    Case("works in threads", _works_in_threads),
)
