"""Batches with the fake engines: what is done, what is not done again, and what two runs do together."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from tests.batch.recordings import Folder
from whisper_diarize import Audio, AudioError, ExportError, Job, Progress, Register, Transcriber, Transcript, hookimpl
from whisper_diarize.batch import Batch, find_recordings
from whisper_diarize.components import Part
from whisper_diarize.pipeline import render
from whisper_diarize.testing import FakeEngines


def test_everything_is_done_once_with_outputs_that_mirror_the_folder(folder: Folder) -> None:
    folder.add("a.wav", "mon/b.wav", "mon/deep/c.wav")
    assert folder.places() == ["a.wav", "mon/b.wav", "mon/deep/c.wav"]
    assert folder.places() == []
    assert folder.outputs() == [
        "a.json", "a.srt", "mon/b.json", "mon/b.srt", "mon/deep/c.json", "mon/deep/c.srt"
    ]  # fmt: skip


def test_an_entry_tells_all_about_a_recording(folder: Folder) -> None:
    folder.add("mon/b.wav")
    folder.run(folder.batch(formats=("srt",), srt={"max_line_width": 20}))
    (entry,) = folder.entries()
    assert (entry.audio_filepath, entry.recording, entry.name) == ("../in/mon/b.wav", "mon/b.wav", "mon/b")
    assert (entry.duration, entry.text, entry.language, entry.speakers) == (0.2, "hello world", "en", 2)
    assert (entry.outputs, entry.format_options) == ({"srt": "mon/b.srt"}, {"srt": {"max_line_width": "20"}})
    assert (entry.models, entry.attempt, len(entry.sound)) == ({"words": "fake", "speakers": "fake"}, 1, 64)
    assert (folder.out / entry.audio_filepath).stat().st_size == entry.size


@pytest.mark.parametrize(
    "change",
    [
        lambda f: (f.out / "a.srt").unlink(),
        lambda f: (f.source / "a.wav").write_bytes((f.source / "b.wav").read_bytes() + b"\0\0"),
        lambda f: shutil.copyfile(f.source / "b.wav", f.source / "a.wav"),
    ],
    ids=["an output is gone", "another size", "another sound of the same size"],
)
def test_what_has_changed_is_done_again(folder: Folder, change: Callable[[Folder], object]) -> None:
    folder.add("a.wav", "b.wav")
    folder.run()
    change(folder)
    assert folder.places() == ["a.wav"]
    assert folder.places() == []


def test_a_copy_with_another_time_is_the_same_recording(folder: Folder) -> None:
    folder.add("a.wav")
    folder.run()
    os.utime(folder.source / "a.wav", (1, 1))
    assert [result.state for result in folder.run()] == ["known"]
    assert folder.run() == []
    assert [(entry.text, entry.modified_ns) for entry in folder.entries()][1:] == [("hello world", 1_000_000_000)]


@pytest.mark.parametrize(
    "options",
    [
        {"num_speakers": 2},
        {"template": "{name}.{language}"},
        {"srt": {"max_line_width": 20}},
        {"formats": ("srt", "json", "vtt")},
    ],
    ids=["speakers", "names", "option of a format", "another format"],
)
def test_another_request_is_done_anew_and_the_first_is_not_forgotten(
    folder: Folder, options: dict[str, object]
) -> None:
    folder.add("a.wav")
    folder.run()
    assert folder.places(folder.batch(**options)) == ["a.wav"]  # type: ignore[arg-type]
    assert folder.places(folder.batch(**options)) == []  # type: ignore[arg-type]


def test_outputs_that_another_request_has_written_since_are_made_again(folder: Folder) -> None:
    folder.add("a.wav")
    folder.run()
    folder.run(folder.batch(num_speakers=2, formats=("vtt",)))
    assert folder.places() == []
    folder.run(folder.batch(num_speakers=2, formats=("srt",)))
    assert folder.places() == ["a.wav"]


def test_an_output_that_a_person_changed_stays_and_is_done(folder: Folder) -> None:
    folder.add("a.wav")
    folder.run()
    (folder.out / "a.srt").write_text("mine")
    assert folder.places() == []
    assert (folder.out / "a.srt").read_text() == "mine"


def test_a_file_of_others_with_the_name_of_an_output_is_kept_and_is_not_done(folder: Folder) -> None:
    folder.add("a.wav")
    folder.out.mkdir()
    (folder.out / "a.srt").write_text("mine")
    assert folder.places() == ["a.wav"]
    assert (folder.out / "a.bak.srt").read_text() == "mine"


def test_a_bad_recording_costs_itself_and_is_tried_once_more_at_the_end(folder: Folder) -> None:
    folder.add("a.wav", "c.wav")
    (folder.source / "b.wav").write_bytes(b"no sound")
    results = folder.run()
    assert [(result.found.place, result.state, result.final) for result in results] == [
        ("a.wav", "done", True), ("b.wav", "failed", False), ("c.wav", "done", True), ("b.wav", "failed", True)
    ]  # fmt: skip
    assert isinstance(results[-1].errors[0], AudioError)
    failed = [entry for entry in folder.entries() if entry.status == "failed"]
    assert [entry.attempt for entry in failed] == [1, 2]
    assert "b.wav: " in failed[0].error
    assert (failed[0].duration, failed[0].text, failed[0].name) == (0.0, "", "")


class Flaky(FakeEngines):
    """Fails with the first recording of each name, then works."""

    def __init__(self, error: Exception) -> None:
        self.failed: set[str] = set()
        self.error = error

    def fail(self, audio: Audio) -> None:
        if audio.source not in self.failed:
            self.failed.add(audio.source)
            raise self.error

    @hookimpl
    def register_transcribers(self, register: Register[Transcriber]) -> None:
        flaky = self

        class Engine:
            def transcribe(self, audio: Audio, progress: Progress) -> Transcript:
                flaky.fail(audio)
                return Transcript(engine="fake")

        register("fake", lambda _: Engine())


def test_a_failure_that_passes_ends_well(folder: Folder) -> None:
    folder.add("a.wav", "b.wav")
    results = folder.run(folder.batch(engines=Flaky(ValueError("a bug"))))
    assert [result.state for result in results] == ["failed", "failed", "done", "done"]
    assert folder.run() == []


def test_redo_chooses_among_those_that_were_begun(folder: Folder) -> None:
    folder.add("done.wav", "changed.wav")
    (folder.source / "failed.wav").write_bytes(b"no sound")
    folder.run()
    (folder.out / "changed.srt").unlink()
    folder.add("done.wav", "changed.wav", "failed.wav", "new.wav")
    assert folder.places(folder.batch(redo="failed")) == ["failed.wav"]
    assert folder.places(folder.batch(redo="changed")) == ["changed.wav"]
    assert folder.places(folder.batch(redo="all")) == ["changed.wav", "done.wav", "failed.wav", "new.wav"]


def test_recordings_of_one_stem_have_outputs_of_their_own_for_good(folder: Folder) -> None:
    folder.add("talk.wav", "talk.flac")
    folder.run()
    folder.add("talk.aac", "TALK.ogg")
    folder.run()
    names = {entry.recording: entry.name for entry in folder.entries()}
    assert names == {"talk.flac": "talk", "talk.wav": "talk-2", "talk.aac": "talk-3", "TALK.ogg": "TALK-4"}
    folder.run(folder.batch(redo="all"))
    assert {entry.recording: entry.name for entry in folder.entries()} == names


def test_names_that_only_the_result_tells_are_as_safe(folder: Folder) -> None:
    folder.add("a/talk.wav", "b/talk.wav")
    folder.run(folder.batch(template="{name}.{language}"))
    assert folder.outputs() == ["talk.en-2.json", "talk.en-2.srt", "talk.en.json", "talk.en.srt"]


def test_two_runs_share_the_work(folder: Folder) -> None:
    folder.add(*(f"{number}.wav" for number in range(8)))
    found = find_recordings([str(folder.source)]).recordings
    batches = folder.batch(), folder.batch()
    runs = [batch.run(batch.plan(found).to_do) for batch in batches]
    results = [result for _ in range(8) for run in runs for result in [next(run, None)] if result is not None]
    by_run = [[result.found.place for result in results[turn::2] if result.state == "done"] for turn in range(2)]
    assert min(map(len, by_run)) >= 3
    assert sorted(by_run[0] + by_run[1]) == sorted(entry.recording for entry in folder.entries()) == [
        f"{number}.wav" for number in range(8)
    ]  # fmt: skip


def test_a_recording_that_another_run_has_in_hand_is_left_to_it(folder: Folder) -> None:
    folder.add("a.wav", "b.wav")
    batch = folder.batch()
    other = folder.batch()
    claim = other.ledger.claims.claim(other.ledger.key(str(folder.source / "a.wav")))
    assert claim is not None
    assert [(result.found.place, result.state) for result in folder.run(batch)] == [
        ("a.wav", "elsewhere"), ("b.wav", "done")
    ]  # fmt: skip
    claim.release()


def test_a_recording_that_another_run_has_done_meanwhile_is_known(folder: Folder) -> None:
    folder.add("a.wav")
    assert [result.state for result in folder.run(before=folder.run)] == ["known"]
    assert len(folder.entries()) == 1


def leave_lock(batch: Batch, recording: Path, attempts: int = 1) -> None:
    """Leave the lock of a process that has ended."""
    claims = batch.ledger.claims
    claim = claims.claim(batch.ledger.key(str(recording)))
    assert claim is not None
    path = next(claims.folder.iterdir())
    left = {**json.loads(path.read_text()), "pid": 2**22 + 1, "attempts": attempts}
    claim.release()
    path.write_text(json.dumps(left))


def test_what_ended_a_process_comes_last(folder: Folder) -> None:
    folder.add("a.wav", "b.wav")
    batch = folder.batch()
    leave_lock(batch, folder.source / "a.wav")
    results = folder.run(batch)
    assert [(result.found.place, result.entry and result.entry.attempt) for result in results] == [
        ("b.wav", 1), ("a.wav", 2)
    ]  # fmt: skip


def test_a_recording_that_ended_too_many_processes_has_failed(folder: Folder) -> None:
    folder.add("a.wav", "b.wav")
    leave_lock(folder.batch(), folder.source / "a.wav", attempts=2)
    results = folder.run(folder.batch(max_crashes=2))
    assert [(result.found.place, result.state, result.final) for result in results] == [
        ("b.wav", "done", True), ("a.wav", "failed", True)
    ]  # fmt: skip
    assert "a.wav: 2 processes ended while they were at it" in folder.entries()[-1].error
    assert folder.places(folder.batch(redo="failed")) == ["a.wav"]


def test_a_run_that_is_stopped_gives_its_locks_back_and_leaves_the_recording_as_it_was(folder: Folder) -> None:
    class Stop(FakeEngines):
        @hookimpl
        def stage_started(self, job: Job, stage: str) -> None:
            if job.name == "b" and stage == "attribution":
                raise KeyboardInterrupt

    folder.add("a.wav", "b.wav", "c.wav")
    with pytest.raises(KeyboardInterrupt):
        folder.run(folder.batch(engines=Stop()))
    assert [entry.recording for entry in folder.entries()] == ["a.wav"]
    assert folder.places() == ["b.wav", "c.wav"]


def test_a_folder_that_goes_away_ends_the_run_without_failures(folder: Folder) -> None:
    folder.add("a.wav", "b.wav", "c.wav")
    with pytest.raises(AudioError, match="the folder is not there any more; run the same command when it is back"):
        folder.run(before=lambda: folder.source.rename(folder.source.with_name("away")))
    assert not folder.ledger.exists()


def test_a_folder_of_outputs_that_takes_no_more_ends_the_run(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> NoReturn:
        raise ExportError("disk full")

    monkeypatch.setattr("whisper_diarize.pipeline.write_output", refuse)
    monkeypatch.setattr("whisper_diarize.batch.work.refuse_unusable", refuse)
    folder.add("a.wav", "b.wav")
    with pytest.raises(ExportError, match="disk full"):
        folder.run()
    assert not folder.ledger.exists()


def test_a_format_that_fails_costs_itself_and_is_made_in_the_next_run(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(part: Part[object], *given: object) -> object:
        if part.name == "json":
            raise ExportError("it cannot be said in JSON")
        return render(part, *given)  # type: ignore[arg-type]

    folder.add("a.wav")
    with monkeypatch.context() as patched:
        patched.setattr("whisper_diarize.pipeline.render", fail)
        assert [result.state for result in folder.run()] == ["failed", "failed"]
    assert folder.entries()[-1].outputs == {"srt": "a.srt"}
    assert folder.places() == ["a.wav"]
    assert folder.outputs() == ["a.json", "a.srt"]


def test_ledger_of_another_place_is_of_use_there(folder: Folder, tmp_path: Path) -> None:
    folder.add("a.wav", "mon/b.wav")
    folder.run()
    (tmp_path / "disk").mkdir()
    for part in (folder.source, folder.out):
        shutil.copytree(part, tmp_path / "disk" / part.name, copy_function=shutil.copyfile)
    folder.source, folder.out = tmp_path / "disk" / "in", tmp_path / "disk" / "out"
    assert [result.state for result in folder.run()] == ["known", "known"]
