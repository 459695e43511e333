"""Glossaries: names and spellings, as hints for engines and as corrections of the words that they write.

`terms` reads a glossary, `matching` finds its spellings in a text (pure), `correcting` applies them to a transcript.
"""

from .correcting import GlossaryOptions, GlossaryPostProcessor, corrected, undone
from .terms import Glossary, Rule, parse_glossary, read_glossary

__all__ = [
    "Glossary",
    "GlossaryOptions",
    "GlossaryPostProcessor",
    "Rule",
    "corrected",
    "parse_glossary",
    "read_glossary",
    "undone",
]
