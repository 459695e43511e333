"""node and Chromium, where they are installed."""

import shutil
from importlib.resources import files
from pathlib import Path

import pytest
from transcripts import good_morning, silent

SCRIPTS = Path(str(files("whisper_diarize.review")))

CHROMIUM = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required"),
]


@pytest.fixture
def transcript():
    """`Good morning.` by Ann Lee, `Hi, Ann.` by SPEAKER_01."""
    return good_morning()


@pytest.fixture
def silence():
    """A transcript without words or turns."""
    return silent()


@pytest.fixture(scope="session")
def node():
    """The command of node."""
    found = shutil.which("node")
    if found is None:
        pytest.skip("node is not installed")
    return found


@pytest.fixture(scope="session")
def scripts():
    """The folder in which the page's scripts lie."""
    return SCRIPTS


@pytest.fixture(scope="module")
def browser():
    """Headless Chromium, for one module: its event loop would be in the way of others."""
    driver = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("Chromium is not installed")
    with driver.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=CHROMIUM)
        yield chromium
        chromium.close()
