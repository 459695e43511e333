"""The connection of the command to a cluster."""

from __future__ import annotations

import pytest
import ray
from whisper_diarize_ray.running import connected

from whisper_diarize import OptionError


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (None, "Ray does not start on this machine (timed out)"),
        ("ray:1", "--address ray:1: no cluster answers (timed out)"),
    ],
)
def test_a_cluster_that_does_not_answer_is_one_line(
    address: str | None, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def init(**_: object) -> None:
        raise Exception("timed out")  # noqa: TRY002  as Ray does

    monkeypatch.setattr(ray, "init", init)
    with pytest.raises(OptionError) as raised, connected(address):
        pass
    assert str(raised.value) == said
