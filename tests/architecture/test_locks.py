"""The pinned versions are those of what the projects declare now."""

import pytest
from packaging.requirements import Requirement

from locks.make_locks import STEPS, blocks, declared, left_out, lock_path, made_of, name_of

AGAIN = "the projects declare something else than what the versions were pinned for: make locks"


@pytest.mark.parametrize("step", STEPS)
def test_lock_was_made_of_what_is_declared(step: str) -> None:
    assert made_of(step) == declared()[step], AGAIN


@pytest.mark.parametrize("step", STEPS)
def test_pinned_releases_are_those_that_the_projects_accept(step: str) -> None:
    reached = STEPS[: STEPS.index(step) + 1]
    pinned = [Requirement(text.split("\\")[0]) for one in reached for _, text in read(one)]
    for wanted in map(Requirement, declared()[step]):
        versions = [
            str(next(iter(pin.specifier)).version) for pin in pinned if name_of(pin.name) == name_of(wanted.name)
        ]
        assert versions, f"{wanted.name} is not pinned: make locks"
        assert list(wanted.specifier.filter(versions)) == versions


@pytest.mark.parametrize("step", STEPS)
def test_every_pinned_release_has_hashes(step: str) -> None:
    assert [name for name, text in read(step) if "--hash=sha256:" not in text] == []


@pytest.mark.parametrize("step", STEPS)
def test_locks_name_no_server_and_no_torch(step: str) -> None:
    assert "://" not in lock_path(step).read_text(encoding="utf-8")
    assert [name for name, _ in read(step) if left_out(name)] == []


def read(step: str) -> list[tuple[str, str]]:
    return blocks(lock_path(step).read_text(encoding="utf-8"))
