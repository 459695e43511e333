"""Hot words: names and terms in front of every window's prompt, as many as it has room for."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_log = logging.getLogger(__name__)

CONTEXT_TOKENS = 448  # of Whisper's decoder, in every size
PROMPT_TOKENS = CONTEXT_TOKENS // 2 - 1
"""Of a prompt that Whisper takes in front of a window; of a longer one it drops the beginning."""
HOTWORD_TOKENS = PROMPT_TOKENS - 48
"""Of them for hot words, so that some of the text before a window is left in its prompt."""


@dataclass(frozen=True, slots=True)
class HotwordPrompt:
    """The tokens of hot words; none: prompts stay as they are."""

    tokens: tuple[int, ...] = ()

    def before(self, prompt: Sequence[int]) -> list[int]:
        """Return the prompt with the hot words in front of it, and of itself as much of its end as there is room for.

        >>> HotwordPrompt((1, 2)).before([3, 4])
        [1, 2, 3, 4]
        """
        room = PROMPT_TOKENS - len(self.tokens)
        return [*self.tokens, *prompt[-room:]]


def fitting_hotwords(hotwords: str | None, count: Callable[[str], int]) -> str | None:
    """Return as many hot words, from the first on, as have at most `HOTWORD_TOKENS` tokens by `count`; say so if cut.

    Where there are commas, the cut is at one.

    >>> fitting_hotwords("Zoe Li, Bob", len)
    'Zoe Li, Bob'
    """
    text = " ".join(hotwords.split()) if hotwords else ""
    if not text or count(text) <= HOTWORD_TOKENS:
        return text or None
    words = text.split()
    low, high = 0, len(words)  # the first `low` words fit, `high` do not
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if count(" ".join(words[:middle])) <= HOTWORD_TOKENS else (low, middle)
    kept = " ".join(words[:low])
    kept = kept[: kept.rindex(",")] if "," in kept else kept
    _log.warning(
        "hot words: the first %d of %d words fit into Whisper's prompt; put the most important ones first",
        *(len(kept.split()), len(words)),
    )
    return kept or None
