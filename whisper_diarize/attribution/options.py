"""Options of the attribution of all words together."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace

from .changes import Costs


@dataclass(frozen=True, slots=True)
class ViterbiOptions:
    """Options of the attribution of all words together: times, and weights in natural logarithms.

    The defaults were chosen on the tuning seeds of `tests/benchmarks/attribution_tune.py`. Many values are equally good
    there; of these, the ones with fewer errors in real calls are taken.

    Attributes:
        edge_seconds: error of the edges of turns.
        spread: share that is added to it of what turns and words are apart in the recording.
        near_seconds: speakers whose turns are farther away do not count.
        word_seconds: the longest a word lasts, beside its letters.
        letter_seconds: seconds that each letter may add to it.
        silence_seconds: a word farther than this from all turns is doubtful.
        nowhere: weight against a speaker who is not near.
        exclusive: weight for the speaker who has the exclusive turn, where several talk.
        floor: weight for the speaker of the longest turn there.
        first: weight for a speaker whose turn begins with the word.
        last: weight for a speaker whose turn ends with the word.
        missed: weight against a turn that the diarizer did not find.
        drowned: the same, where others talk.
        change: cost of a change of speaker inside a sentence.
        sentence: taken off it at the end of a sentence.
        capital: taken off it before a capital letter inside a sentence.
        pause: taken off it in a pause of a second or more; a share of it in a shorter one.
        together: cost of no change where a word begins before the last one ends.
        squeezed: cost of no change where a word begins before the last one can have been said.
        broken: cost of no change where a small letter follows the end of a sentence.
        reply: cost of no change before and after a sentence of few words.
        unmarked: taken off `change` and `squeezed` in a text without punctuation.
        lull: replaces `pause` in a text without punctuation.
        bridge_seconds: turns of a speaker less apart than this are one.
        brief_seconds: edges of turns shorter than this count for less.
        score: weight of the logarithm of a speaker's mean score, where the diarizer gives scores.
        unheard: added to each score.
        around: how much before and after a word counts with it, in errors of edges.
        absent: added to `missed` where the diarizer gives scores.
    """

    edge_seconds: float = 0.045
    spread: float = 1.0
    near_seconds: float = 0.6
    word_seconds: float = 0.15
    letter_seconds: float = 0.06
    silence_seconds: float = 0.25
    nowhere: float = 16.0
    exclusive: float = 0.1
    floor: float = 0.5
    first: float = 2.26
    last: float = 0.78
    missed: float = 1.8
    drowned: float = 2.3
    change: float = 2.0
    sentence: float = 2.0
    capital: float = 2.0
    pause: float = 0.3
    together: float = 4.5
    squeezed: float = 2.0
    broken: float = 4.5
    reply: float = 1.0
    unmarked: float = 1.3
    lull: float = 1.6
    bridge_seconds: float = 0.1
    brief_seconds: float = 0.2
    score: float = 1.0
    unheard: float = 0.02
    around: float = 0.7
    absent: float = 1.4

    def in_noise(self, seconds: float) -> ViterbiOptions:
        """Return the options for a recording whose turns and words are so many seconds apart.

        The less exact times are, the less is it worth that they agree.
        """
        edge = self.edge_seconds + self.spread * seconds
        less = math.log(edge / self.edge_seconds)
        return replace(
            self,
            edge_seconds=edge,
            first=max(0.0, self.first - less),
            last=max(0.0, self.last - less),
            squeezed=max(0.0, self.squeezed - less / 2),
        )

    def in_text(self, has_sentences: bool) -> ViterbiOptions:  # noqa: FBT001  it is the only argument
        """Return the options for a text with marks of sentences, or without: there a change may be anywhere."""
        if has_sentences:
            return self
        change, squeezed = (max(0.0, cost - self.unmarked) for cost in (self.change, self.squeezed))
        return replace(self, change=change, squeezed=squeezed, pause=self.lull)

    @property
    def costs(self) -> Costs:
        """Those options that are costs of changes."""
        return Costs(**{field.name: getattr(self, field.name) for field in fields(Costs)})
