"""node and Chromium, where they are installed."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.fakes.transcripts import good_morning, silent
from whisper_diarize.records import AttributedTranscript
from whisper_diarize.review.page.bundle import asset, modules

CHROMIUM = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required"),
]


@pytest.fixture
def transcript() -> AttributedTranscript:
    """`Good morning.` by Ann Lee, `Hi, Ann.` by SPEAKER_01."""
    return good_morning()


@pytest.fixture
def silence() -> AttributedTranscript:
    """A transcript without words or turns."""
    return silent()


@pytest.fixture(scope="session")
def node() -> str:
    """The command of node."""
    found = shutil.which("node")
    if found is None:
        pytest.skip("node is not installed")
    return found


@pytest.fixture(scope="session")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the page's scripts, for node."""
    folder = tmp_path_factory.mktemp("scripts")
    for path, source in [*modules().items(), ("page/page.html", asset("page/page.html"))]:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(source, encoding="utf-8")
    (folder / "package.json").write_text('{"type": "module"}')
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium, for one module: its event loop would be in the way of others."""
    driver = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("Chromium is not installed")
    with driver.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=CHROMIUM)
        yield chromium
        chromium.close()
