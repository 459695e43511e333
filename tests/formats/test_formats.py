"""The list of formats."""

import subprocess
import sys

import pytest

from whisper_diarize.formats import FORMATS
from whisper_diarize.protocols import Exporter


def test_formats_are_listed_by_the_name_of_the_option():
    assert list(FORMATS) == ["json", "rttm", "srt", "tsv", "txt", "vtt"]


@pytest.mark.parametrize("name", FORMATS)
def test_format_is_an_exporter_whose_extension_is_its_name(name):
    exporter = FORMATS[name]()

    assert isinstance(exporter, Exporter)
    assert exporter.extension == name


@pytest.mark.parametrize("name", FORMATS)
def test_text_ends_with_a_line_break(name, transcript):
    assert FORMATS[name]().render(transcript).endswith("\n")


def test_importing_the_formats_imports_no_engine():
    code = (
        "import sys, whisper_diarize.formats; print([m for m in ('mlx', 'mlx_whisper', 'torch') if m in sys.modules])"
    )

    printed = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout

    assert printed == "[]\n"
