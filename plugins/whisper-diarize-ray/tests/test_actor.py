"""An actor by itself, without Ray."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
from whisper_diarize_ray.actor import Assignment, Transcribing
from whisper_diarize_ray.node import Node

from whisper_diarize.batch import batch_request
from whisper_diarize.testing import FakeEngines


def test_an_actor_that_cannot_open_its_batch_says_so_in_rows(tmp_path: Path) -> None:
    request = batch_request(tmp_path, transcriber="fake", plugins=[FakeEngines()])
    actor = Transcribing(Assignment(request, Node(("no_such_module",))))
    given = [{"audio_filepath": "a.wav"}, {"audio_filepath": "b.wav"}]
    rows = actor(pa.Table.from_pylist(given)).to_pylist()
    assert [(row["recording"], row["status"]) for row in rows] == [("a.wav", "failed"), ("b.wav", "failed")]
    assert all("no_such_module" in row["error"] for row in rows)
