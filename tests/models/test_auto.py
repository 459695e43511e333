"""What is taken if nobody named a model."""

import io
import logging
from dataclasses import replace
from hashlib import sha256
from typing import Any, NoReturn

import numpy as np
import pytest
from huggingface_hub import constants

from tests.fakes.fake_hub import FakeHub
from tests.fakes.fake_index import FakeIndex
from tests.fakes.small_models import Tensors
from whisper_diarize import hub, wheels
from whisper_diarize.catalogue import CAMPPLUS, COMMUNITY_1, PYANNOTE_3_1, Catalogue, File, NamedModel, Repository
from whisper_diarize.errors import HubError
from whisper_diarize.models import resolve

COMMUNITY = "pyannote/speaker-diarization-community-1"


@pytest.fixture(autouse=True)
def _messages(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, logger="whisper_diarize")


@pytest.fixture(autouse=True)
def _no_stored_token(fake_hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", "/no/such/file")


@pytest.fixture
def community(fake_hub: FakeHub, model_files: dict[str, bytes]) -> Catalogue:
    """A community-1 with other, smaller contents, gated; and pyannote-3.1."""
    files = tuple(File(name, len(content), sha256(content).hexdigest()) for name, content in model_files.items())
    fake_hub.add(COMMUNITY, model_files, commit="c" * 40, gated=True)
    return catalogue_of(replace(COMMUNITY_1, sources=(Repository(COMMUNITY, files, "c" * 40),)), PYANNOTE_3_1)


@pytest.fixture
def pyannote(fake_hub: FakeHub, segmentation: Tensors, embedding: Tensors) -> None:
    for repository, tensors in zip(PYANNOTE_3_1.sources, (segmentation, embedding), strict=True):
        fake_hub.add(repository.name, {"weights.npz": npz(tensors)}, commit="a" * 40)


def catalogue_of(*models: NamedModel) -> Catalogue:
    made = Catalogue()
    for model in models:
        made.registrar("test")(model)
    return made


def npz(tensors: dict[str, Any]) -> bytes:
    file = io.BytesIO()
    np.savez(file, **tensors)
    return file.getvalue()


def test_community_1_comes_first_for_who_has_a_token(
    community: Catalogue, pyannote: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("HF_TOKEN", "welcome")
    assert resolve(models=community).config.name == "community-1@cccccccc"
    assert caplog.messages == []


def test_without_a_token_the_gated_repository_is_not_asked(
    fake_hub: FakeHub, community: Catalogue, pyannote: None, caplog: pytest.LogCaptureFixture
) -> None:
    assert resolve(models=community).config.name == "pyannote-3.1@aaaaaaaa+aaaaaaaa"
    assert not [request for request in fake_hub.requests if COMMUNITY in request.path]
    assert caplog.messages == []


def test_community_1_that_is_here_needs_no_token_and_no_hub(
    fake_hub: FakeHub, community: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "welcome")
    resolve("community-1", community)
    monkeypatch.delenv("HF_TOKEN")
    fake_hub.requests.clear()
    assert resolve(models=community).config.name == "community-1@cccccccc"
    assert fake_hub.requests == []


def test_token_whose_owner_did_not_agree_gets_the_sentence_and_the_next_model(
    community: Catalogue, pyannote: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("HF_TOKEN", "refused")
    assert resolve(models=community).config.name == "pyannote-3.1@aaaaaaaa+aaaaaaaa"
    assert [message.split(":")[0] for message in caplog.messages] == [f"{COMMUNITY} is gated"]


def test_pyannote_that_is_here_is_taken_offline(
    community: Catalogue, pyannote: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    resolve("pyannote-3.1", community)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert resolve(models=community).config.name == "pyannote-3.1@aaaaaaaa+aaaaaaaa"
    assert caplog.messages == []


def test_offline_with_nothing_here_is_the_bundled_model_and_one_line(
    fake_hub: FakeHub, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert resolve().config.name == "bundled"
    assert caplog.messages == [
        (
            "speakers: bundled models (community-1, pyannote-3.1: downloads are off; campplus: not on this machine); "
            "run `whisper-diarize models download NAME` once when online; without an account: "
            "pyannote-3.1 (huggingface.co), campplus (the package index)"
        )
    ]
    assert fake_hub.requests == []


@pytest.mark.parametrize(
    ("token", "causes"),
    [
        (None, "community-1: needs a token; pyannote-3.1: no connection"),
        ("welcome", "community-1, pyannote-3.1: no connection"),
    ],
    ids=["no token", "token"],
)
def test_hub_that_cannot_be_reached_is_asked_once(
    fake_hub: FakeHub, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, token: str | None, causes: str
) -> None:
    asked = []

    def unreachable(repository: str, revision: str | None = None) -> NoReturn:
        asked.append(repository)
        raise HubError("unreachable", hub.NO_CONNECTION)

    monkeypatch.setattr(hub, "ask", unreachable)
    if token:
        monkeypatch.setenv("HF_TOKEN", token)
    assert resolve().config.name == "bundled"
    assert len(asked) == 1
    assert causes in caplog.messages[0]


def test_broken_hub_is_the_bundled_model(fake_hub: FakeHub, caplog: pytest.LogCaptureFixture) -> None:
    fake_hub.status = 503
    assert resolve().config.name == "bundled"
    assert "pyannote-3.1: the hub refused it" in caplog.messages[0]


def test_repository_that_has_no_weights_any_more_is_the_bundled_model(
    fake_hub: FakeHub, caplog: pytest.LogCaptureFixture
) -> None:
    for repository in PYANNOTE_3_1.sources:
        fake_hub.add(repository.name, {"README.md": b""})
    assert resolve().config.name == "bundled"
    assert "pyannote-3.1: has no weights.npz;" in caplog.messages[0]


def test_model_whose_tensors_are_others_now_is_not_taken(
    fake_hub: FakeHub, segmentation: Tensors, embedding: Tensors, caplog: pytest.LogCaptureFixture
) -> None:
    del segmentation["classifier.bias"]
    for repository, tensors in zip(PYANNOTE_3_1.sources, (segmentation, embedding), strict=True):
        fake_hub.add(repository.name, {"weights.npz": npz(tensors)})
    assert resolve().config.name == "bundled"
    assert "missing: classifier.bias" in caplog.messages[0]
    assert "pyannote-3.1: cannot be used" in caplog.messages[1]


def test_choice_is_made_once(fake_hub: FakeHub, caplog: pytest.LogCaptureFixture) -> None:
    fake_hub.status = 503
    assert resolve() == resolve("auto")
    assert len(fake_hub.requests) == 1
    assert len(caplog.messages) == 1


def test_model_that_was_named_is_never_replaced(fake_hub: FakeHub) -> None:
    fake_hub.status = 503
    with pytest.raises(HubError):
        resolve("pyannote-3.1")


def test_model_that_is_here_is_taken_before_a_better_one_is_downloaded_and_a_line_names_that(
    fake_hub: FakeHub,
    community: Catalogue,
    pyannote: None,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    resolve("pyannote-3.1", community)
    monkeypatch.setenv("HF_TOKEN", "welcome")
    caplog.set_level(logging.INFO, logger="whisper_diarize.models")
    caplog.clear()
    fake_hub.requests.clear()
    assert resolve(models=community).config.name == "pyannote-3.1@aaaaaaaa+aaaaaaaa"
    assert fake_hub.requests == []
    assert caplog.messages == [
        (
            "speakers: pyannote-3.1; preferred, but not here: community-1 (with consent and a token); to have one: "
            "whisper-diarize models download NAME"
        )
    ]


def wheel_model(fake_index: FakeIndex, model_files: dict[str, bytes], rank: int | None) -> NamedModel:
    files = {name: content for name, content in model_files.items() if name.endswith(".safetensors")}
    wheel = fake_index.add("pack", "1.2", files, taken=("segmentation.safetensors", "embedding.safetensors"))
    return replace(CAMPPLUS, sources=(wheel,), rank=rank)


def test_wheel_is_never_downloaded_unasked(
    fake_index: FakeIndex,
    model_files: dict[str, bytes],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(wheels, "download", lambda *_: pytest.fail("it was downloaded"))
    assert resolve(models=catalogue_of(wheel_model(fake_index, model_files, 1))).config.name == "bundled"
    assert "(campplus: not on this machine)" in caplog.messages[0]


def test_wheel_that_is_here_is_taken_by_its_rank(fake_index: FakeIndex, model_files: dict[str, bytes]) -> None:
    models = catalogue_of(wheel_model(fake_index, model_files, 30), PYANNOTE_3_1)
    resolve("campplus", models)
    assert resolve(models=models).config.name.startswith("campplus@")


def test_model_without_a_rank_is_never_taken(fake_index: FakeIndex, model_files: dict[str, bytes]) -> None:
    models = catalogue_of(wheel_model(fake_index, model_files, None))
    resolve("campplus", models)
    assert resolve(models=models).config.name == "bundled"
