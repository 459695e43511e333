"""The fixtures for authors of plugins, in a run of pytest of its own."""

import subprocess
import sys

import pytest

pytest_plugins = ["whisper_diarize.pytest_plugin"]


@pytest.fixture
def counting(plugin):
    from whisper_diarize import hookimpl

    class Count:
        extension = "count"

        def render(self, transcript):
            return f"{len(transcript.words)}"

    @hookimpl
    def register_exporters(register):
        register("count", lambda _: Count())

    return plugin("counting", register_exporters)


def test_attributed_transcript_has_two_speakers(attributed_transcript):
    assert [speaker.label for speaker in attributed_transcript.speakers] == ["SPEAKER_00", "SPEAKER_01"]


def test_make_tone_makes_sound(make_tone):
    assert make_tone(seconds=2.0).duration == 2.0


def test_transcribe_with_a_plugin_writes_its_format(transcribe_with, counting, tmp_path):
    result = transcribe_with(counting, output_formats=["count"], output_dir=tmp_path)
    assert result.text == "hello world"
    assert (tmp_path / "tone.count").read_text() == "2"


def test_run_whisper_diarize_knows_the_plugin(run_whisper_diarize, counting):
    assert "output format count" in run_whisper_diarize("plugins", plugins=(counting,)).stdout


def test_plugin_of_the_test_before_is_gone(run_whisper_diarize):
    assert "output format count" not in run_whisper_diarize("plugins").stdout


def test_pytest_starts_without_numpy():
    code = (
        "import sys, whisper_diarize.pytest_plugin; print([m for m in ('numpy', 'typer', 'mlx') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
