"""Links lead somewhere, decisions have one form, and the first pages stay short."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.fakes.pages import DECISIONS, ROOT, anchors, links

FORM = re.compile(
    r"# (?P<number>\d+)\. [^\n]+\n\n"
    r"- Status: (?P<status>accepted|superseded by \[\d+\]\(\d{4}-[\w-]+\.md\))[^\n]*\n"
    r"- Date: \d{4}-\d{2}-\d{2}\n"
    r"- Bundled model: [^\n]*version[^\n]*\n\n"
    r"## Context\n.+?\n## (Figures\n.+?\n## )?Decision\n.+",
    re.DOTALL,
)


@pytest.mark.parametrize(
    ("page", "target"), [pytest.param(page, target, id=f"{page.name} {target}") for page, target in links()]
)
def test_link_leads_somewhere(page: Path, target: str) -> None:
    name, _, anchor = target.partition("#")
    file = page.parent / name if name else page
    assert file.exists()
    assert not anchor or anchor in anchors(file)


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.name)
def test_decision_has_status_date_model_context_and_decision(page: Path) -> None:
    form = FORM.fullmatch(page.read_text(encoding="utf-8"))
    assert form
    assert int(form["number"]) == int(page.name[:4])


def test_decisions_are_numbered_without_gaps() -> None:
    assert [int(page.name[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_index_lists_every_decision_and_every_guide() -> None:
    index = (ROOT / "docs" / "decisions" / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| \[\d{4}\]\((\d{4}-[\w-]+\.md)\)", index, re.MULTILINE) == [page.name for page in DECISIONS]
    guides = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    assert {page.name for page in (ROOT / "docs").glob("*.md")} - {"README.md"} <= set(
        re.findall(r"\]\(([\w-]+\.md)\)", guides)
    )


def test_install_stands_within_the_first_25_lines_of_the_readme() -> None:
    top = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:25]
    assert all(any(line.startswith(tool) for line in top) for tool in ("make install", "pipx ", "uv ", "pip "))


@pytest.mark.parametrize(("page", "limit"), [("README.md", 180), ("CONTRIBUTING.md", 100)])
def test_first_page_stays_short(page: str, limit: int) -> None:
    assert len((ROOT / page).read_text(encoding="utf-8").splitlines()) <= limit
