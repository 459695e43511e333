"""A batch on a cluster of two nodes: a corrupt recording, an actor that is killed, a node that is removed, S3."""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import boto3
import numpy as np
import pytest
import soundfile
import typer
from typer.testing import CliRunner, Result
from whisper_diarize_ray import plugin, pool
from whisper_diarize_ray.actor import Assignment
from whisper_diarize_ray.resources import Resources

from whisper_diarize import WhisperDiarizeError
from whisper_diarize.batch import FoundRecording, Search, batch_request, entries, find_recordings
from whisper_diarize.plugins import import_plugin

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),  # Ray warns of its own future
]

INTERVIEW = Path(__file__).parents[3] / "samples" / "interview.wav"
ENGINE = str(Path(__file__).parent / "ray_engines.py")
OPTIONS: dict[str, Any] = {
    "formats": ("srt", "json"),
    "diarize": True,
    "transcriber": "mortal",
    "diarizer": "mortal",
    "options": {"srt": {"max_line_width": "30"}},
}
FLAGS = ("--transcriber", "mortal", "--diarize", "-f", "srt,json", "--plugin", ENGINE, "--no-cache")
MORTAL = (*FLAGS, "--diarizer", "mortal", "--max-line-width", "30")
GOOD = ["a.wav", "far/away.wav", "kill.wav", "mon/b.wav", "mon/c.wav"]


def command(*arguments: object) -> Result:
    """Run the command."""
    app = typer.Typer(pretty_exceptions_enable=False, add_completion=False)
    plugin.register_commands(app)
    return CliRunner().invoke(app, list(map(str, arguments)))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with recordings, one of them damaged, and one that ends the first process that has it."""
    home = tmp_path_factory.mktemp("ray")
    for number, name in enumerate(("a.wav", "kill.wav", "mon/b.wav", "mon/c.wav")):
        path = home / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(path, np.random.default_rng(number).normal(0, 0.1, 8_000), 16_000)
    (home / "in" / "bad.wav").write_bytes(b"no sound")
    (home / "doomed").touch()
    return home


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """The address of a bucket of an S3 server, which all processes that are started after it know."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(port=0)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "testing")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        boto3.client("s3").create_bucket(Bucket="talks")
        yield "s3://talks"
    server.stop()


@pytest.fixture(scope="module")
# Any: Ray publishes no types
def cluster(home: Path, bucket: str) -> Iterator[Any]:
    """A cluster of two nodes with a processor each."""
    import ray
    from ray.cluster_utils import Cluster
    from ray.data import DataContext

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WHISPER_DIARIZE_TEST_HOME", str(home))
        small = {"num_cpus": 1, "object_store_memory": 100_000_000, "include_dashboard": False}
        cluster: Any = Cluster(initialize_head=True, head_node_args=small)
        cluster.second = cluster.add_node(num_cpus=1, object_store_memory=100_000_000)
        ray.init(address=cluster.address, log_to_driver=False, logging_level=logging.ERROR)
        DataContext.get_current().enable_progress_bars = False
        yield cluster
        ray.shutdown()
        cluster.shutdown()


def outputs(folder: Path) -> dict[str, bytes]:
    """The outputs below a folder, by name."""
    found = [path for path in folder.rglob("*") if path.suffix in {".srt", ".json"}]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def by_one_machine(sources: Sequence[Path], folder: Path, **options: object) -> dict[str, bytes]:
    """The outputs of an ordinary batch."""
    plugins = [import_plugin(ENGINE)]
    request = batch_request(folder, plugins=plugins, **{**OPTIONS, **options})
    found = find_recordings([str(path) for path in sources], Search(recursive=True)).recordings
    with request.open(plugins) as batch:
        list(batch.run(found))
    return outputs(folder)


@pytest.fixture(scope="module")
def rows(home: Path, cluster: object, bucket: str) -> dict[str, dict[str, Any]]:
    """The rows of a batch of two actors, one of which was killed, by recording."""
    from whisper_diarize_ray import transcribe_files

    boto3.client("s3").upload_file(str(home / "in" / "a.wav"), "talks", "in/far/away.wav")
    recordings = [str(home / "in"), f"{bucket}/in", f"{bucket}/none.wav"]
    dataset = transcribe_files(recordings, home / "out", recursive=True, options=OPTIONS, plugins=[ENGINE], actors=2)
    found = dataset.take_all()
    assert len(found) == 7
    return {row["recording"]: row for row in found}


def test_every_recording_has_one_row_and_a_failure_is_one(rows: dict[str, dict[str, Any]]) -> None:
    states = {place: row["status"] for place, row in rows.items() if place != "kill.wav"}
    good, bad = ("a.wav", "mon/b.wav", "mon/c.wav", "far/away.wav"), ("bad.wav", "none.wav")
    assert states == dict.fromkeys(good, "done") | dict.fromkeys(bad, "failed")
    assert "it is damaged, or not a recording" in rows["bad.wav"]["error"]
    assert rows["none.wav"]["error"].startswith("s3://talks/none.wav: it cannot be read")
    assert rows["bad.wav"]["words"] == []


def test_a_row_has_words_and_turns_with_their_speakers(rows: dict[str, dict[str, Any]]) -> None:
    row = rows["mon/b.wav"]
    assert (row["text"], row["duration"], row["language"]) == ("hello world", 0.5, "en")
    assert row["speakers"] == ["SPEAKER_00", "SPEAKER_01"]
    assert [(word["word"], word["speaker"]) for word in row["words"]] == [
        (" hello", "SPEAKER_00"), (" world", "SPEAKER_01")
    ]  # fmt: skip
    assert [turn["speaker"] for turn in row["turns"]] == ["SPEAKER_00", "SPEAKER_01"]
    assert row["outputs"] == ["mon/b.json", "mon/b.srt"]


def test_the_command_does_the_rest_with_the_same_options_and_writes_rows_to_s3(
    home: Path, rows: dict[str, dict[str, Any]], bucket: str
) -> None:
    places = ("--output-dir", home / "out", "--jsonl", f"{bucket}/rows", "--parquet", home / "rows")
    result = command(home / "in", f"{bucket}/in", "-r", *MORTAL, "--actors", "1", *places)
    assert result.exit_code == 1, result.output
    assert "it is damaged, or not a recording" in result.stderr
    objects = boto3.client("s3").list_objects_v2(Bucket="talks", Prefix="rows/")["Contents"]
    bodies = [boto3.client("s3").get_object(Bucket="talks", Key=one["Key"])["Body"].read() for one in objects]
    written = {row["recording"]: row for body in bodies for row in map(json.loads, body.splitlines())}
    assert sorted(written) == sorted(set(rows) - {"none.wav"})
    assert written["far/away.wav"]["text"] == "hello world"
    assert list((home / "rows").glob("*.parquet"))


def test_the_ledger_has_each_once_and_the_outputs_are_those_of_one_machine(
    home: Path, rows: dict[str, dict[str, Any]]
) -> None:
    assert (home / "killed").exists()
    known = [entry for entry in entries(home / "out" / "manifest.jsonl") if entry.status == "done"]
    assert sorted(entry.recording for entry in known) == GOOD
    assert {entry.recording: entry.attempt for entry in known}["kill.wav"] == 2
    plain = by_one_machine([home / "in"], home / "plain")
    assert len(plain) == 8
    assert {name: content for name, content in outputs(home / "out").items() if "far" not in name} == plain


def test_a_long_recording_is_cut_over_processes_with_the_result_of_one_machine(home: Path, cluster: object) -> None:
    samples, rate = soundfile.read(INTERVIEW, frames=21 * 16_000)
    soundfile.write(home / "long.wav", samples, rate)
    options = ("--diarizer", "logged", "--split-over", "0.1", "--output-dir", home / "cut")
    result = command(home / "long.wav", *FLAGS, *options)
    assert result.exit_code == 0, result.output
    ranges = sorted(tuple(map(int, path.name.split(".")[1:])) for path in home.glob("windows.*"))
    assert len({process for process, _, _ in ranges}) == 2
    # a part that takes long elsewhere is taken back, and done twice
    assert {window for _, start, stop in ranges for window in range(start, stop)} == set(range(11))
    assert outputs(home / "cut") == by_one_machine([home / "long.wav"], home / "whole", diarizer="logged", options={})


@dataclass(frozen=True)
class Broken:
    """An assignment that cannot be read on a node, or ends the process there."""

    fatal: bool

    def __reduce__(self) -> tuple[object, ...]:
        return (os._exit, (1,)) if self.fatal else (int, ("no plugin here",))


@pytest.mark.parametrize("fatal", [False, True], ids=["raises", "ends its process"])
def test_actors_that_cannot_start_end_the_command(
    cluster: object, monkeypatch: pytest.MonkeyPatch, *, fatal: bool
) -> None:
    monkeypatch.setattr(pool, "MAX_DEATHS", 1)
    found = [FoundRecording("a.wav", "a.wav")]
    rows = pool.rows_by_actors(found, cast("Assignment", Broken(fatal)), Resources(1))
    with pytest.raises(WhisperDiarizeError, match=r"no process stays on the cluster: .+; look into Ray's logs"):
        list(rows)


# Any: Ray publishes no types
def test_a_recording_of_a_node_that_is_removed_is_done_on_the_other(home: Path, cluster: Any) -> None:
    for name in ("quick", "slow1", "slow2"):
        (home / "lost").mkdir(exist_ok=True)
        (home / "lost" / f"{name}.wav").write_bytes((home / "in" / "a.wav").read_bytes())
    (home / "doomed").write_text(cluster.second.node_id)

    def remove() -> None:
        while not (home / "reached").exists():
            time.sleep(0.05)
        cluster.remove_node(cluster.second, allow_graceful=False)

    thread = threading.Thread(target=remove, daemon=True)
    thread.start()
    result = command(home / "lost", *MORTAL, "--actors", "2", "--output-dir", home / "kept")
    thread.join()
    assert result.exit_code == 0, result.output
    known = list(entries(home / "kept" / "manifest.jsonl"))
    assert sorted((entry.recording, entry.status) for entry in known) == [
        ("quick.wav", "done"), ("slow1.wav", "done"), ("slow2.wav", "done")
    ]  # fmt: skip
    assert sorted(entry.attempt for entry in known) == [1, 1, 2]
    assert len(outputs(home / "kept")) == 6
    assert not (home / "kept" / ".manifest.jsonl.locks").exists()
