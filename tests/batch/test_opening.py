"""A batch from a program, and the command: they go on with each other's ledger."""

from __future__ import annotations

import pytest

from tests.batch.recordings import Folder
from tests.fakes.commands import Command
from whisper_diarize import OptionError
from whisper_diarize.batch import Batch, batch_request, find_recordings
from whisper_diarize.testing import FakeEngines


def opened(folder: Folder, *plugins: object, **options: object) -> Batch:
    given = {"formats": ("srt",), "diarize": True, "transcriber": "fake", "diarizer": "fake", **options}
    return batch_request(folder.out, plugins=plugins, **given).open(plugins)  # type: ignore[arg-type]


def test_a_program_does_a_batch(folder: Folder) -> None:
    folder.add("a.wav", "b.wav")
    found = find_recordings([str(folder.source)])
    with opened(folder, FakeEngines()) as batch:
        results = list(batch.run(batch.plan(found.recordings).to_do))
    assert [(result.found.place, result.state) for result in results] == [("a.wav", "done"), ("b.wav", "done")]
    assert [result.transcript.text for result in results if result.transcript] == ["hello world"] * 2
    assert folder.outputs() == ["a.srt", "b.srt"]


@pytest.mark.parametrize(
    ("options", "flags"),
    [
        ({}, ()),
        ({"num_speakers": 2, "speaker_names": ("Ann",)}, ("--num-speakers", "2", "--speaker-names", "Ann")),
        ({"options": {"srt": {"max_line_width": 20}}}, ("--max-line-width", "20")),
        ({"template": "{name}.{language}"}, ("--output-template", "{name}.{language}")),
    ],
    ids=["plain", "speakers", "a format's option", "names"],
)
def test_the_command_goes_on_with_what_a_program_began(
    folder: Folder, transcribe: Command, fakes: None, options: dict[str, object], flags: tuple[str, ...]
) -> None:
    folder.add("a.wav", "b.wav")
    found = find_recordings([str(folder.source)])
    with opened(folder, **options) as batch:
        list(batch.run(batch.plan(found.recordings).to_do[:1]))
    given = ("--diarize", "--transcriber", "fake", "--diarizer", "fake", "-f", "srt", *flags)
    result = transcribe(folder.source, *given, "--output-dir", folder.out)
    assert "│ done before │      1 │" in result.stderr
    assert [entry.recording for entry in folder.entries()] == ["a.wav", "b.wav"]
    with opened(folder, **options) as batch:
        assert batch.plan(found.recordings).to_do == ()


def test_an_option_that_is_not_known_is_an_error(folder: Folder) -> None:
    with pytest.raises(OptionError, match=r"there is no output format 'srtt'; did you mean srt\?"):
        opened(folder, FakeEngines(), formats=("srtt",))
