"""A cluster of two nodes on this machine."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import typer
from typer.testing import CliRunner, Result
from whisper_diarize_ray import plugin

Command = Callable[..., Result]


@pytest.fixture(scope="session")
def command() -> Command:
    """The command, with the arguments of a call."""
    app = typer.Typer(pretty_exceptions_enable=False, add_completion=False)
    plugin.register_commands(app)
    return lambda *arguments: CliRunner().invoke(app, list(map(str, arguments)))


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
    import boto3
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
        cluster = Cluster(initialize_head=True, head_node_args=small)
        cluster.second = cluster.add_node(num_cpus=1, object_store_memory=100_000_000)
        ray.init(address=cluster.address, log_to_driver=False, logging_level=logging.ERROR)
        DataContext.get_current().enable_progress_bars = False
        yield cluster
        ray.shutdown()
        cluster.shutdown()
