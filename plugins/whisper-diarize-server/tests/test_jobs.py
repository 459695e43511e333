"""Jobs over HTTP: the queue, joining, cancelling, events, and life after a kill."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from whisper_diarize_server.store import Store
from whisper_diarize_server.trial import TrialServer, trial_server, write_sound

ENDED = ("done", "failed", "cancelled")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrialServer]:
    folder = tmp_path_factory.mktemp("server")
    with trial_server(folder, "--queue", "3", runs=folder / "runs", seconds=0.3, fragile=True) as running:
        yield running


@pytest.fixture
def http(server: TrialServer) -> Iterator[httpx2.Client]:
    with httpx2.Client(timeout=120) as client:
        yield client
        for job in client.get(f"{server.url}/v1/jobs").json()["data"]:
            client.delete(f"{server.url}/v1/jobs/{job['id']}")
            wait(client, f"{server.url}/v1/jobs/{job['id']}")


# Any: fields and values of several types
def post(http: httpx2.Client, server: TrialServer, path: Path, **fields: Any) -> httpx2.Response:
    data = {"model": "whisper-1", **fields}
    return http.post(f"{server.url}/v1/jobs", data=data, files={"file": (path.name, path.read_bytes())})


def wait(http: httpx2.Client, url: str) -> dict[str, Any]:
    deadline = time.monotonic() + 200
    while time.monotonic() < deadline:
        found: dict[str, Any] = http.get(url).json()
        if found.get("status", "failed") in ENDED:
            return found
        time.sleep(0.02)
    raise TimeoutError(url)


def url_of(server: TrialServer, answer: httpx2.Response) -> str:
    return f"{server.url}/v1/jobs/{answer.json()['id']}"


def test_job_is_accepted_done_and_removed(http: httpx2.Client, server: TrialServer, tmp_path: Path) -> None:
    answer = post(http, server, write_sound(tmp_path / "a.wav", 1.1), diarize="true")
    url = url_of(server, answer)
    assert (answer.status_code, answer.headers["location"]) == (202, url.removeprefix(server.url))
    assert http.get(f"{url}/result").status_code == 409
    done = wait(http, url)
    assert (done["status"], done["percent"], done["duration"]) == ("done", 100, 1.1)
    assert http.get(f"{url}/result?response_format=srt").text.startswith("1\n00:00:00")
    assert len(http.get(f"{url}/result?response_format=diarized_json").json()["segments"]) == 2
    assert http.delete(url).json()["deleted"] is True
    assert http.get(url).status_code == 404


def test_same_work_on_the_same_recording_is_one_job(http: httpx2.Client, server: TrialServer, tmp_path: Path) -> None:
    path = write_sound(tmp_path / "b.wav", 1.2)
    ids = [post(http, server, path).json()["id"] for _ in range(3)]
    other = post(http, server, path, diarize="true").json()["id"]
    assert (len(set(ids)), other in ids) == (1, False)


def test_full_queue_is_refused_with_a_time_to_try_again(
    http: httpx2.Client, server: TrialServer, tmp_path: Path
) -> None:
    answers = [post(http, server, write_sound(tmp_path / f"{n}.wav", 1.3 + n / 100)) for n in range(6)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert int(refused[0].headers["retry-after"]) >= 1
    places = [answer.json()["place"] for answer in answers if answer.status_code == 202]
    assert places[-1] == 2


def test_job_is_cancelled_while_it_runs(http: httpx2.Client, server: TrialServer, tmp_path: Path) -> None:
    url = url_of(server, post(http, server, write_sound(tmp_path / "c.wav", 1.4)))
    while http.get(url).json()["status"] == "queued":
        time.sleep(0.01)
    http.delete(url)
    assert wait(http, url)["status"] == "cancelled"
    assert http.get(f"{url}/result").json()["error"]["code"] == "cancelled"


def test_events_tell_the_progress_and_the_end(http: httpx2.Client, server: TrialServer, tmp_path: Path) -> None:
    url = url_of(server, post(http, server, write_sound(tmp_path / "d.wav", 1.5)))
    lines = http.get(f"{url}/events").text.splitlines()
    names = [line.removeprefix("event: ") for line in lines if line.startswith("event: ")]
    percents = [json.loads(line[6:])["percent"] for line in lines if line.startswith("data: ")]
    assert (names[0], names[-1]) == ("progress", "done")
    assert percents == sorted(percents)
    assert percents[-1] == 100


def test_worker_that_ends_costs_one_attempt(http: httpx2.Client, server: TrialServer, tmp_path: Path) -> None:
    url = url_of(server, post(http, server, write_sound(tmp_path / "e.wav", 1.6)))
    while http.get(url).json()["status"] == "queued":
        time.sleep(0.01)
    for pid in server.workers():
        os.kill(pid, signal.SIGKILL)
    assert wait(http, url)["status"] == "done"
    assert http.get(f"{server.url}/health").json() == {"status": "ok"}


def test_recording_that_ends_every_worker_fails(http: httpx2.Client, server: TrialServer, tmp_path: Path) -> None:
    failed = wait(http, url_of(server, post(http, server, write_sound(tmp_path / "f.wav", 3.5))))
    assert failed["error"]["code"] == "worker_ended"


def test_jobs_outlive_a_stop_without_time(tmp_path: Path) -> None:
    runs = tmp_path / "server" / "runs"
    with trial_server(tmp_path / "server", "--grace", "0", runs=runs, seconds=0.2) as server, httpx2.Client() as http:
        urls = [url_of(server, post(http, server, write_sound(tmp_path / f"{n}.wav", 1 + n))) for n in range(3)]
        wait(http, urls[0])
        assert server.stop() == 0
        server.start()
        assert [wait(http, url)["status"] for url in urls] == ["done", "done", "done"]
    assert runs.read_text("ascii").split() == ["1.00", "2.00", "3.00"]


def test_stop_finishes_the_job_that_runs(tmp_path: Path) -> None:
    with trial_server(tmp_path / "server", seconds=0.5) as server, httpx2.Client() as http:
        url = url_of(server, post(http, server, write_sound(tmp_path / "g.wav")))
        while http.get(url).json()["status"] == "queued":
            time.sleep(0.01)
        assert server.stop() == 0
    store = Store(server.folder)
    assert [job.status for job in store.jobs()] == ["done"]
    store.close()


def test_second_server_may_not_use_the_same_folder(server: TrialServer) -> None:
    other = TrialServer(server.folder, server.log.with_name("other"), server.arguments, {})
    with pytest.raises(RuntimeError, match="another server uses it"):
        other.start()
    with contextlib.suppress(ProcessLookupError):
        other.kill()
