"""The digest of a batch's options."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from whisper_diarize.assembly import Selection
from whisper_diarize.batch.fingerprint import Wanted, wanted
from whisper_diarize.component_options import Typed
from whisper_diarize.read_options import ReadOptions, reading_with
from whisper_diarize.records import Job, SpeakerCount

SELECTION = Selection("fake", "mlx", formats=("srt",), options={"fake": {"model": "a"}, "srt": {"max_line_width": 20}})
JOB = Job("a.wav", "a")


def digest(selection: Selection = SELECTION, job: Job = JOB, template: str = "{name}") -> Wanted:
    return wanted(selection, job, ("srt",), template)


@pytest.mark.parametrize(
    "changes",
    [
        {"transcriber": "other"},
        {"diarizer": None},
        {"vad_clips": True},
        {"post_processors": ("shout",)},
        {"options": {"fake": {"model": "b"}}},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_what_the_result_depends_on_changes_it(changes: dict[str, Any]) -> None:
    assert digest(replace(SELECTION, **changes)).fingerprint != digest().fingerprint


def test_speakers_names_and_the_reader_change_it() -> None:
    jobs = (replace(JOB, speaker_count=SpeakerCount(2)), replace(JOB, speaker_names=("Ann",)))
    with reading_with(ReadOptions(track=2)):
        of_a_track = digest().fingerprint
    found = {digest().fingerprint, *(digest(job=job).fingerprint for job in jobs), of_a_track}
    assert len({*found, digest(template="{name}.{language}").fingerprint}) == 5


def test_formats_recordings_and_the_way_options_are_written_do_not() -> None:
    options: dict[str, dict[str, object]] = {
        "fake": {"model": Typed.after("--model", "a"), "language": None},
        "srt": {"max_line_width": "30"},
    }
    other = digest(replace(SELECTION, formats=("vtt",), options=options), replace(JOB, source="b.wav"))
    assert other.fingerprint == digest().fingerprint
    assert (other.format_options, digest().format_options) == (
        {"srt": {"max_line_width": "30"}},
        {"srt": {"max_line_width": "20"}},
    )


def test_the_digest_of_plain_options_is_the_same_for_good() -> None:
    plain = wanted(Selection("mlx-whisper", "mlx", attributor="viterbi"), JOB, (), "{folder}/{name}")
    assert plain.fingerprint == "801fefc5a605d7bd"
