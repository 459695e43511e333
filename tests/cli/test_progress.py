import io
import logging

import pytest

from whisper_diarize import Job, transcribe
from whisper_diarize.cli import progress
from whisper_diarize.cli.progress import ProgressDisplay, configure_logging, wanted
from whisper_diarize.testing import FakeEngines, tone

ERASE_LINE = "\x1b[2K"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_for_people_at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", Terminal())
    assert wanted(quiet=False)
    assert not wanted(quiet=True)


def test_there_is_no_progress_when_standard_error_is_piped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", io.StringIO())
    assert not wanted(quiet=False)


def test_display_shows_each_stage_of_a_run_and_takes_it_away(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    plugins = [FakeEngines(), ProgressDisplay()]
    transcribe(tone(), diarize=True, transcriber="fake", diarizer="fake", plugins=plugins)
    shown = terminal.getvalue()
    assert "tone: transcription" in shown
    assert shown.rindex(ERASE_LINE) > shown.rindex("tone: attribution")


def test_bar_of_a_batch_grows_within_a_recording(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", Terminal())
    display = ProgressDisplay()
    display.begin_batch("0 of 2", {"a": 100, "b": 300})
    job = Job("b", "b", transcriber="fake")
    display.advance_batch("1 of 2", 100)
    display.stage_started(job, "transcription")
    display.stage_progressed(job, "transcription", 1, 2)
    (batch, _) = display._bars.tasks
    assert (batch.completed, batch.total, batch.description) == (100 + 0.8 * 150, 400, "1 of 2")
    display.end_batch()


@pytest.mark.parametrize(
    ("quiet", "verbose", "printed"),
    [
        (False, False, "warning: w\nerror: e\n"),
        (True, False, "error: e\n"),
        (False, True, "info: i\nwarning: w\nerror: e\n"),
    ],
    ids=["normal", "quiet", "verbose"],
)
def test_messages_go_to_standard_error(
    capsys: pytest.CaptureFixture[str], quiet: bool, verbose: bool, printed: str
) -> None:
    configure_logging(quiet=quiet, verbose=verbose)
    logger = logging.getLogger(progress.__name__)
    logger.info("i")
    logger.warning("w")
    logger.error("e")
    assert capsys.readouterr().err == printed
