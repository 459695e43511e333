"""Cues as the trade cuts them: when each is shown, how its text is divided into lines, whose name it bears.

`cues` is the whole of it: `tokens` makes runs of one speaker, `breaks` divides a run into cues, `lines` a cue into
lines, `timing` says how long each is shown, `direction` keeps right-to-left lines in order, `highlight` shows one word
after the other. Every step takes time linear in the number of words.

Source of the rules and of the default figures: Netflix, "Timed Text Style Guide: General Requirements" and "English
Template"; the choice of cues is a shortest path over word boundaries, as Knuth and Plass choose lines ("Breaking
paragraphs into lines", 1981).
"""

from .cues import TimedText, subtitle_cues
from .highlight import highlighted
from .options import SpeakerLabels, SubtitleOptions

__all__ = ["SpeakerLabels", "SubtitleOptions", "TimedText", "highlighted", "subtitle_cues"]
