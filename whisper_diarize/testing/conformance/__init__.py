"""The conformance kit: all that a component of a kind must do, a case each, ready for `pytest.mark.parametrize`.

    from whisper_diarize.testing import conformance

    @pytest.mark.parametrize("case", conformance.cases("exporter"), ids=str)
    def test_my_format_conforms(case):
        case.check(MyFormat)

`check` takes a function without arguments that makes the component. It raises `AssertionError` with what is wrong.
"""

from __future__ import annotations

from whisper_diarize.errors import OptionError
from whisper_diarize.records import Audio

from . import attributors, diarizers, embeddings, exporters, plugins, post_processors, readers, transcribers
from .case import Case

__all__ = ["KINDS", "Case", "cases"]

KINDS = ("transcriber", "diarizer", "embedding", "attributor", "post-processor", "exporter", "file-reader", "plugin")
"""The kinds that there are cases for; `plugin` is the whole: its hooks, its components and their options."""


def cases(kind: str, audio: Audio | None = None) -> tuple[Case, ...]:
    """Return the cases for a kind of component.

    `audio` is a recording for engines, beside those that are made up: some seconds of speech, if the engine knows any.

    Raises:
        OptionError: there is no such kind.
    """
    if kind not in KINDS:
        raise OptionError.unknown("kind of component", kind, KINDS)
    made = {
        "transcriber": transcribers.cases(audio),
        "diarizer": diarizers.cases(audio),
        "embedding": embeddings.cases(audio),
        "attributor": attributors.CASES,
        "post-processor": post_processors.CASES,
        "exporter": exporters.CASES,
        "file-reader": readers.CASES,
        "plugin": plugins.CASES,
    }
    return made[kind]
