"""The list of formats."""

import subprocess
import sys

import pytest

from whisper_diarize.errors import OptionError
from whisper_diarize.formats import FORMATS, SrtOptions, VttOptions
from whisper_diarize.protocols import Exporter
from whisper_diarize.registry import Entry


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


@pytest.mark.parametrize(("name", "options"), [("srt", SrtOptions), ("vtt", VttOptions)])
def test_options_can_be_set_with_text(name, options):
    entry = Entry(name, FORMATS[name], options, "", "builtin")

    assert entry.build({"speaker_labels": "always"}).options == options(speaker_labels="always")


@pytest.mark.parametrize(("name", "options"), [("srt", SrtOptions), ("vtt", VttOptions)])
def test_text_that_is_no_value_of_an_option_is_refused(name, options):
    entry = Entry(name, FORMATS[name], options, "", "builtin")

    with pytest.raises(OptionError, match=f"{name}.speaker_labels=sometimes"):
        entry.build({"speaker_labels": "sometimes"})


def test_importing_the_formats_imports_no_engine():
    code = (
        "import sys, whisper_diarize.formats; print([m for m in ('mlx', 'mlx_whisper', 'torch') if m in sys.modules])"
    )

    printed = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout

    assert printed == "[]\n"
