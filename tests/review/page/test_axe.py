"""The review page under axe-core, which finds what keeps people with disabilities out."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.review.page.test_kept import talk
from whisper_diarize.review import Html, correct

pytestmark = pytest.mark.browser

AXE = Path(__file__).with_name("node_modules") / "axe-core" / "axe.min.js"
SERIOUS = """async () => (await axe.run()).violations
    .filter(({ impact }) => ["serious", "critical"].includes(impact))
    .map(({ id, nodes }) => `${id}: ${nodes[0].html}`)"""
STATES = {"as it opens": (), "while typing": ("n", "e"), "with its help": ("?",), "with a search": ("/",)}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("keys", STATES.values(), ids=STATES)
def test_page_has_no_serious_finding(browser: Browser, tmp_path: Path, keys: tuple[str, ...], scheme: str) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: make lint-js installs it")
    (tmp_path / "talk.html").write_text(Html().render(correct(talk(), 4, "fife")), encoding="utf-8")
    with browser.new_context(
        bypass_csp=True, color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce"
    ) as context:
        page = context.new_page()
        page.goto((tmp_path / "talk.html").as_uri())
        page.add_script_tag(path=AXE)
        for key in keys:
            page.keyboard.press(key)
        assert page.evaluate(SERIOUS) == []
