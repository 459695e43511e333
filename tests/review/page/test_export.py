"""The review page through the commands: which recording it plays, and when it is written."""

import json
import math
import re
import shutil
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.commands import Command
from tests.fakes.optional import present
from whisper_diarize.components import Part
from whisper_diarize.errors import ExportError
from whisper_diarize.files import recording_beside
from whisper_diarize.pipeline import export
from whisper_diarize.plugins import load
from whisper_diarize.records import AttributedTranscript, Job, Recording
from whisper_diarize.review import Html
from whisper_diarize.testing import attributed_example


@pytest.fixture
def talk(standup: Path, tmp_path: Path) -> Path:
    return shutil.copy(standup, tmp_path / "talk.wav")  # type: ignore[return-value]  # of this kind here


@pytest.fixture
def run(transcribe: Command, install: Callable[[str, str], None], talk: Path, tmp_path: Path) -> Callable[..., Path]:
    """Return a function that transcribes `talk.wav` to `out`, with fake engines."""
    install(
        "fakes",
        "from whisper_diarize.testing import FakeEngines\n"
        "fakes = FakeEngines()\n"
        "register_transcribers, register_diarizers = fakes.register_transcribers, fakes.register_diarizers\n",
    )

    def transcribe_talk(*arguments: object) -> Path:
        fake = ("--diarize", "--transcriber", "fake", "--diarizer", "fake")
        result = transcribe(talk, *fake, "--output-dir", tmp_path / "out", *arguments)
        assert result.exit_code == 0, result.output
        return tmp_path / "out"

    return transcribe_talk


def about(page: Path) -> dict[str, Any]:
    return json.loads(re.search(r'id="about">(.*?)</script>', page.read_text())[1])  # type: ignore[index]  # there, as the test would say


def test_page_is_written_on_request_only(run: Callable[..., Path]) -> None:
    assert not (run() / "talk.html").exists()
    assert sorted(path.suffix for path in run("-f", "all,html").iterdir()) == [
        *(".html", ".json", ".rttm", ".srt", ".tsv", ".txt", ".vtt")
    ]


def test_recording_is_linked_from_where_the_page_lies(run: Callable[..., Path]) -> None:
    assert about(run("-f", "html", "-o", "html.audio=link") / "talk.html")["link"] == "../talk.wav"


def test_small_recording_is_in_the_page(run: Callable[..., Path], talk: Path) -> None:
    page = run("-f", "html") / "talk.html"

    assert about(page)["link"] is None
    assert page.stat().st_size > talk.stat().st_size * 4 / 3


def test_exported_page_finds_the_recording_beside_the_document(
    run: Callable[..., Path], whisper_diarize: Command, talk: Path
) -> None:
    folder = run("-f", "json")
    talk.rename(folder / "talk.wav")

    result = whisper_diarize("export", folder / "talk.json", "-f", "html", "-o", "html.audio=link")

    assert result.exit_code == 0
    assert about(folder / "talk.html")["link"] == "talk.wav"


def test_page_has_the_waveform_of_the_recording(run: Callable[..., Path], whisper_diarize: Command, talk: Path) -> None:
    folder = run("-f", "html,json")
    peaks = b64decode(about(folder / "talk.html")["peaks"])
    seconds = json.loads((folder / "talk.json").read_text(encoding="utf-8"))["duration"]

    whisper_diarize("export", folder / "talk.json", "-f", "html", "--audio", talk, "--overwrite")

    assert len(peaks) == math.ceil(20 * seconds)
    assert max(peaks) > 20
    assert b64decode(about(folder / "talk.html")["peaks"]) == peaks


def test_page_has_no_waveform_if_nobody_wants_it(run: Callable[..., Path]) -> None:
    assert about(run("-f", "html", "-o", "html.waveform=no") / "talk.html")["peaks"] == ""


def test_exported_page_plays_what_the_user_names(
    run: Callable[..., Path], whisper_diarize: Command, talk: Path
) -> None:
    folder = run("-f", "json")

    whisper_diarize("export", folder / "talk.json", "-f", "html", "-o", "html.audio=link", "--audio", talk)

    assert about(folder / "talk.html")["link"] == "../talk.wav"


def test_page_without_its_recording_is_written_with_a_line_that_says_what_to_do(
    run: Callable[..., Path], whisper_diarize: Command
) -> None:
    document = run("-f", "json") / "talk.json"

    result = whisper_diarize("export", document, "-f", "html")

    warning = f"warning: {document}: its recording was not found beside it; say where it is: --audio FILE"
    assert result.stderr.splitlines() == [warning, f"wrote {document.with_suffix('.html')}"]


def test_name_of_the_recording_in_a_document_leads_to_no_other_folder(
    run: Callable[..., Path], whisper_diarize: Command, talk: Path
) -> None:
    document = run("-f", "json") / "talk.json"
    document.write_text(document.read_text().replace('"recording": "talk.wav"', '"recording": "../talk.wav"'))

    whisper_diarize("export", document, "-f", "html")

    assert about(document.with_suffix(".html"))["link"] is None
    assert 'id="recording"></script>' in document.with_suffix(".html").read_text()


def test_recording_exporter_gets_the_recording(tmp_path: Path, talk: Path) -> None:
    class Player:
        extension = "play"

        def render(self, transcript: AttributedTranscript) -> str:
            return "no recording"

        def render_with(self, transcript: AttributedTranscript, recording: Recording) -> str:
            return f"{recording.name} {recording.link} {recording.size} {recording.read()[:4]}"  # type: ignore[str-bytes-safe]  # text here

    job = Job(source=str(talk), name="talk", output_dir=tmp_path / "out")
    (tmp_path / "out").mkdir()
    player = Part("output format", "play", Player())
    export(job, [player], attributed_example(), load(installed=False), talk)
    export(Job("-", "stdin", tmp_path / "out"), [player], attributed_example(), load(installed=False))

    assert (tmp_path / "out" / "talk.play").read_text() == f"talk.wav ../talk.wav {talk.stat().st_size} b'RIFF'"
    assert (tmp_path / "out" / "stdin.play").read_text() == "no recording"


def test_link_is_a_url(tmp_path: Path, talk: Path) -> None:
    odd = Path(shutil.copy(talk, tmp_path / "50 % #1?.wav"))

    assert present(recording_beside(odd, tmp_path)).link == "50%20%25%20%231%3F.wav"


def test_recording_that_has_gone_is_one_clear_line(tmp_path: Path, talk: Path) -> None:
    recording = recording_beside(talk, tmp_path)
    talk.unlink()

    with pytest.raises(ExportError, match=r"talk\.wav: cannot be read: No such file or directory"):
        Html().render_with(attributed_example(), recording)  # type: ignore[arg-type]  # a fake, or what is to be refused
