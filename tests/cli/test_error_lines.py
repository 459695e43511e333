import pytest
import typer

from whisper_diarize.cli.errors import Failures
from whisper_diarize.errors import ModelError


def test_an_error_is_a_line_of_at_most_400_characters_with_both_ends(capsys: pytest.CaptureFixture[str]) -> None:
    failures = Failures(1)
    failures.add("m", ModelError("model.bin: no tensor " + "\x1bx" * 10**6 + "; fetch it again"))
    with pytest.raises(typer.Exit):
        failures.finish()
    line = capsys.readouterr().err
    assert len(line) == 401
    assert line.startswith("error: model.bin: no tensor ")
    assert line.endswith("; fetch it again\n")
