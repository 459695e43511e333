"""The pages that people read, and their contents: commands, Python, links, headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
GUIDES = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md")))
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
PAGES = (
    *GUIDES,
    *DECISIONS,
    ROOT / "docs" / "decisions" / "README.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "plugins").glob("**/README.md")),
    *sorted((ROOT / "samples").glob("*.md")),
    *sorted((ROOT / "tests").glob("*/*.md")),
)
FENCED = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(page: Path, language: str) -> list[str]:
    """Return the fenced blocks of a language."""
    return [body for name, body in FENCED.findall(page.read_text(encoding="utf-8")) if name == language]


def commands(*programs: str) -> list[str]:
    """Return the commands of all guides, each once, without comments; with `programs`, only those that call one."""
    found = dict.fromkeys(
        line.split(" #")[0].strip()
        for page in GUIDES
        for block in blocks(page, "console")
        for line in block.splitlines()
    )
    return [line for line in found if line and (not programs or line.split()[0] in programs)]


def python_blocks() -> Iterator[tuple[str, str]]:
    """Yield each Python block of the guides after a name for it: the page and a number."""
    for page in GUIDES:
        for number, block in enumerate(blocks(page, "python"), start=1):
            yield f"{page.name} {number}", block


def links() -> list[tuple[Path, str]]:
    """Return the links of all pages that lead to files or headings here, each with its page."""
    return [
        (page, target)
        for page in PAGES
        for target in re.findall(r"\]\(([^)\s]+)\)", FENCED.sub("", page.read_text(encoding="utf-8")))
        if not target.startswith(("http:", "https:", "mailto:"))
    ]


def anchors(page: Path) -> set[str]:
    """Return the names by which links can reach the headings of a page, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
