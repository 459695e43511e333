"""The list of formats."""

import subprocess
import sys

import pytest

from whisper_diarize.errors import OptionError
from whisper_diarize.plugins import load
from whisper_diarize.records import AttributedTranscript
from whisper_diarize.testing import check_exporter

USUAL = {"srt": "srt", "vtt": "vtt", "json": "json", "txt": "txt", "tsv": "tsv", "rttm": "rttm"}
BY_NAME = {
    "ass": "ass",
    "md": "md",
    "docx": "docx",
    "whisperx": "whisperx.json",
    "diarized_json": "diarized.json",
    "assemblyai": "assemblyai.json",
    "deepgram": "deepgram.json",
    "podcast": "podcast.json",
    "ctm": "ctm",
    "stm": "stm",
    "aud": "labels.txt",
    "textgrid": "TextGrid",
    "html": "html",
}
EXTENSIONS = USUAL | BY_NAME
NAMES = list(EXTENSIONS)
FORMATS = load(installed=False).exporters


def test_formats_are_listed_by_the_name_of_the_option() -> None:
    assert list(FORMATS.names) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_format_keeps_the_contract_of_an_exporter(name: str) -> None:
    exporter = FORMATS.get(name).build()

    check_exporter(exporter)
    assert exporter.extension == EXTENSIONS[name]


def test_no_two_formats_write_the_same_file() -> None:
    assert len(set(EXTENSIONS.values())) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_format_is_asked_for_by_name_only_if_it_says_so(name: str) -> None:
    assert FORMATS.get(name).on_request == (name in BY_NAME)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "docx"])
def test_text_ends_with_a_line_break(name: str, transcript: AttributedTranscript) -> None:
    assert FORMATS.get(name).build().render(transcript).endswith("\n")  # type: ignore[arg-type]  # a fake, or what is to be refused


@pytest.mark.parametrize("name", ["srt", "vtt", "ass"])
def test_options_can_be_set_with_text(name: str) -> None:
    assert FORMATS.get(name).build({"speaker_labels": "always"}).options.speaker_labels == "always"  # type: ignore[attr-defined]  # there all the same


@pytest.mark.parametrize("name", ["srt", "vtt", "ass"])
def test_text_that_is_no_value_of_an_option_is_refused(name: str) -> None:
    with pytest.raises(OptionError, match=f"{name}.speaker_labels=sometimes"):
        FORMATS.get(name).build({"speaker_labels": "sometimes"})


def test_importing_the_formats_imports_no_engine() -> None:
    code = (
        "import sys, whisper_diarize.formats; print([m for m in ('mlx', 'mlx_whisper', 'torch') if m in sys.modules])"
    )

    printed = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout

    assert printed == "[]\n"
