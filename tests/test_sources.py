from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest

from whisper_diarize import Audio, AudioError, OptionError
from whisper_diarize.audio import open_audio
from whisper_diarize.sources import Source, named, named_all, whole_number
from whisper_diarize.testing import tone

RATE = 16_000


def opened(source: Source, sample_rate: int | None = None) -> Audio:
    return named(source, sample_rate).open(open_audio, RATE)


class PathLike:
    def __init__(self, path: str) -> None:
        self._path = path

    def __fspath__(self) -> str:
        return self._path


def test_paths_of_every_type_name_files(interview: Path) -> None:
    for source in (str(interview), interview, PathLike(str(interview))):
        found = named(source)
        assert (found.label, found.name) == (str(interview), "interview")
        assert found.may_be_prefetched
    assert opened(interview).duration > 1


def test_bytes_and_open_files_are_the_contents_of_a_file(interview: Path) -> None:
    expected = open_audio(str(interview)).array
    data = interview.read_bytes()
    for source in (data, bytearray(data), memoryview(data), io.BytesIO(data)):
        assert np.array_equal(opened(source).array, expected)


def test_open_file_is_named_after_its_path(interview: Path) -> None:
    with interview.open("rb") as file:
        source = named(file)
        assert (source.label, source.name) == (str(interview), "interview")
        assert source.open(open_audio, RATE).name == "interview"


def test_stream_without_a_name_is_called_what_it_is() -> None:
    assert [named(source).label for source in (b"", io.BytesIO())] == ["<bytes>", "<file>"]


def test_arrays_need_a_sample_rate() -> None:
    assert opened(np.zeros(RATE, np.int16), RATE).duration == 1
    assert opened([0.0] * 8_000, 8_000).duration == 1
    with pytest.raises(OptionError, match="pass sample_rate="):
        named(np.zeros(8))


def test_sample_rate_is_for_arrays_only(interview: Path) -> None:
    for source in (interview, tone(), b"RIFF", io.BytesIO()):
        with pytest.raises(OptionError, match="for an array"):
            named(source, RATE)


@pytest.mark.parametrize("sample_rate", ["16000", 16_000.5, True])
def test_sample_rate_is_a_whole_number(sample_rate: object) -> None:
    with pytest.raises(OptionError, match="sample rate must be a whole number"):
        named(np.zeros(8), sample_rate)  # type: ignore[arg-type]


def test_audio_keeps_its_names() -> None:
    source = named(tone())
    assert (source.label, source.name) == ("tone.wav", "tone")


@pytest.mark.parametrize("source", [None, 3, {"path": "a.wav"}, object()], ids=["None", "number", "mapping", "object"])
def test_what_is_no_recording_is_refused(source: object) -> None:
    with pytest.raises(OptionError, match="a recording cannot be read from"):
        named(source)  # type: ignore[arg-type]


def test_series_goes_on_after_what_is_no_recording(interview: Path) -> None:
    good, bad = named_all([interview, None])  # type: ignore[list-item]
    assert good.name == "interview"
    with pytest.raises(OptionError, match="NoneType"):
        bad.open(open_audio, RATE)


@pytest.mark.parametrize("source", ["talk.wav", b"RIFF", Path("talk.wav"), tone(), io.BytesIO()])
def test_single_recording_is_no_series(source: Source) -> None:
    with pytest.raises(OptionError, match="must be a list"):
        named_all(source)  # type: ignore[arg-type]


def test_name_with_a_null_byte_is_one_error() -> None:
    with pytest.raises(AudioError, match="cannot be the name of a file"):
        opened("talk\0.wav")


def test_whole_numbers_may_come_from_json_or_numpy() -> None:
    assert [whole_number(value, "count") for value in (2, 2.0, np.int64(2), None)] == [2, 2, 2, None]


@pytest.mark.parametrize("value", ["2", 2.5, True, float("nan"), float("inf"), [2]])
def test_other_values_are_no_whole_numbers(value: object) -> None:
    with pytest.raises(OptionError, match="the count must be a whole number"):
        whole_number(value, "count")
