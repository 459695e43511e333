"""Our own components conform."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from whisper_diarize.errors import OptionError
from whisper_diarize.plugins import load
from whisper_diarize.registry import Entry
from whisper_diarize.testing import conformance
from whisper_diarize.transcription import (
    MlxWhisperOptions,
    MlxWhisperTranscriber,
    SavedTranscriptOptions,
    SavedTranscriptTranscriber,
)

pytestmark = pytest.mark.slow

OURS = load(installed=False)


@pytest.mark.parametrize("case", conformance.cases("exporter"), ids=str)
@pytest.mark.parametrize("entry", [*OURS.exporters], ids=lambda entry: entry.name)
def test_our_formats_conform(entry: Entry[Any], case: conformance.Case) -> None:
    case.check(entry.build)


@pytest.mark.parametrize("case", conformance.cases("attributor"), ids=str)
@pytest.mark.parametrize("entry", [*OURS.attributors], ids=lambda entry: entry.name)
def test_our_ways_of_attribution_conform(entry: Entry[Any], case: conformance.Case) -> None:
    case.check(entry.build)


@pytest.fixture(scope="module")
def whisper(tiny_whisper: Path) -> MlxWhisperTranscriber:
    return MlxWhisperTranscriber(MlxWhisperOptions(model=str(tiny_whisper), temperature=(0.0,), sample_len=8))


@pytest.mark.parametrize("case", conformance.cases("transcriber"), ids=str)
def test_mlx_whisper_conforms(whisper: MlxWhisperTranscriber, case: conformance.Case) -> None:
    case.check(lambda: whisper)


@pytest.mark.parametrize("case", conformance.cases("transcriber"), ids=str)
def test_saved_transcript_conforms(case: conformance.Case, tmp_path: Path) -> None:
    path = tmp_path / "words.json"
    path.write_text('{"segments": []}')
    case.check(lambda: SavedTranscriptTranscriber(SavedTranscriptOptions(path=str(path))))


def test_there_are_no_cases_for_what_is_no_kind() -> None:
    with pytest.raises(OptionError, match="there is no kind of component 'exporters'; did you mean exporter"):
        conformance.cases("exporters")
