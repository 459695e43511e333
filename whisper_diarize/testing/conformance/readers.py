"""Cases for readers of transcripts and turns of other tools."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from whisper_diarize.dialects import built_in
from whisper_diarize.protocols import Reader
from whisper_diarize.records import SavedFile

from .case import Case, blaming

Make = Callable[[], Reader]

OTHERS = {
    "an empty file": "",
    "a text": "Once upon a time.\n",
    "JSON of another kind": '{"a": [1, null, {"b": "c"}], "d": 1e300}',
    "a list": "[]",
    "deep JSON": "[" * 10_000,
    "half XML": "<a><b>",
    "control characters": "\x00\x1b[31m\u202e\n" * 9,
    "our JSON": '{"schema_version": 1, "segments": [], "turns": []}',
}


def _has_its_method(make: Make) -> None:
    assert isinstance(make(), Reader), "there is no method read(file)"


def _leaves(what: str, make: Make) -> None:
    with blaming(what):
        found = make().read(SavedFile("example", OTHERS[what]))
    assert found is None, f"it takes {what} for one of its own files: other tools' files would never be read"


def _leaves_subtitles_to_others(make: Make) -> None:
    file = SavedFile("example.srt", "1\n00:00:00,000 --> 00:00:01,000\nhello\n")
    assert built_in()["SubRip"].read(file) is not None
    with blaming("subtitles"):
        assert make().read(file) is None, "it takes subtitles for one of its own files"


CASES = (
    Case("has its method", _has_its_method),
    *(Case(f"leaves {what} to others", partial(_leaves, what)) for what in OTHERS),
    Case("leaves subtitles to others", _leaves_subtitles_to_others),
)
