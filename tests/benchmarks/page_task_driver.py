"""A person at the keys of the page, who knows what was said and sees what the page shows: `page_task`.

It stays in typing. To a marked mistake it goes with Tab, to others by the labels of the words in sight. It types
letters until the word that is meant is offered, or takes one that is offered below.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

from tests.benchmarks.page_task_mistakes import Mistake, Task

LABELLED_WITH_ONE = 26
SHORTEST_OFFERED = 3
"""Letters of a word that the page offers to correct everywhere."""

SEEN = """() => ({
    shown: [...document.querySelectorAll("#labels kbd")].map((node) => [Number(node.dataset.word), node.textContent]),
    offered: document.querySelector("#completion").hidden ? []
        : [...document.querySelectorAll("#completion > span")].map((node) => node.firstChild.textContent),
    offers: [...document.querySelectorAll("#offers-list button")].map((node) => node.lastChild.textContent),
    same: document.querySelector("#offers").hidden || document.querySelector("#offers-others").hidden
        ? "" : document.querySelector("#offers-others-said").textContent,
})"""
DOUBTS = """() => {
    const names = (word) => word.closest(".turn").ariaLabel.split(", at ")[0];
    return [...document.querySelectorAll(".w")].flatMap((word, number) => word.classList.contains("doubt")
        ? [[number, /^speaker/.test(word.title) ? names(word) : null]] : []);
}"""


@dataclass
class Person:
    """The driver: `keys` by kind, the mistakes that it had to find, and how often it read what the page shows."""

    page: Page
    task: Task
    keys: Counter[str] = field(default_factory=Counter)
    mistakes: int = 0
    glances: int = 0
    at: int = -1
    is_offered: bool = False  # the word that is meant, to be taken by the next key

    def work(self) -> None:
        """Make all mistakes right."""
        self._press("open", "F2")
        left = list(self.task.mistakes)
        while left:
            mistake = left.pop(0)
            self.mistakes += 1
            if mistake.text is None:
                self._give(mistake)
            else:
                self._retype(mistake, mistake.text)
                left = self._same_elsewhere(mistake, left)
        self._take_offered()
        self._press("confirm", "Escape")

    def _retype(self, mistake: Mistake, text: str) -> None:
        self._go(mistake.first, mistake.first)
        offers = self._see()["offers"]
        if text in offers:
            self.glances += 1
            self._press("take", f"Control+{offers.index(text) + 1}")
            return
        for done in range(len(text)):
            offered = self._see()["offered"]
            bare = text.rstrip(".,?!")
            if bare in offered:
                self.glances += 1
                self.is_offered = offered[0] == bare == text
                if not self.is_offered:
                    place = offered.index(bare)
                    self._press("take", f"Control+{place + 1}" if place else "ArrowRight")
                    for letter in text[len(bare) :]:
                        self._press("type", letter)
                return
            self._press("type", text[done])

    def _give(self, mistake: Mistake) -> None:
        """Hand the beginning of a turn over to the speaker before."""
        self._go(mistake.first, mistake.stop - 1)
        self._press("speaker", "Control+ArrowUp")
        self.at = mistake.stop - 1

    def _same_elsewhere(self, mistake: Mistake, left: list[Mistake]) -> list[Mistake]:
        """Correct the word everywhere, if the page offers it and each such word is wrong; return what is left."""
        wrong = self.task.wrong.words
        was = wrong[mistake.first].text.strip()
        same = {one.first for one in left if one.text == mistake.text and wrong[one.first].text.strip() == was}
        alike = {number for number, word in enumerate(wrong) if word.text.strip() == was and number > mistake.first}
        if not same or same != alike or len(was) < SHORTEST_OFFERED:
            return left
        self._take_offered()
        self.page.wait_for_timeout(900)  # until the page has the word, and offers
        if not self._see()["same"]:
            return left
        self.glances += 1
        self._press("take", "Control+Shift+Enter")
        return [one for one in left if one.first not in same]

    def _go(self, first: int, last: int) -> None:
        """Go on until the selection ends with word `last`, in a stretch that begins with `first`."""
        stops = self._stops()
        steps = sum(self.at < start and end <= last for start, end in stops)
        reached = any(first <= start and end == last for start, end in stops)
        ahead = last - self.at
        by_label = 2 if 0 < ahead <= LABELLED_WITH_ONE else 3
        unwanted = bool(self._see()["offered"]) and not self.is_offered
        if reached and steps + unwanted <= by_label + self.is_offered:
            if unwanted:
                self._press("go", "Escape")
            self.is_offered = False  # Tab takes it
            for _ in range(steps):
                self._press("go", "Tab")
        else:
            self._take_offered()
            self._jump(last)
        self.at = last

    def _take_offered(self) -> None:
        if self.is_offered:
            self._press("take", "ArrowRight")
        self.is_offered = False

    def _jump(self, number: int) -> None:
        self._press("go", "F3")
        while number not in (labels := dict(self._see()["shown"])):
            self._press("go", "PageDown" if number > max(labels) else "PageUp")
        self.glances += 1
        for key in labels[number]:
            self._press("go", key)

    def _stops(self) -> list[tuple[int, int]]:
        """Return the first and last word of all that Tab goes to: marked words, and runs whose speaker is doubted."""
        stops: list[tuple[int, int]] = []
        names: list[str | None] = []
        for number, name in self.page.evaluate(DOUBTS):
            if stops and name is not None and names[-1] == name and stops[-1][1] == number - 1:
                stops[-1] = (stops[-1][0], number)
            else:
                stops.append((number, number))
                names.append(name)
        return stops

    def _see(self) -> Any:  # what JavaScript returns
        return self.page.evaluate(SEEN)

    def _press(self, kind: str, key: str) -> None:
        self.keys[kind] += 1
        self.page.keyboard.press(key)
