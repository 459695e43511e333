"""A glossary in a run: hints for the engine, and corrections as the first step after attribution."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace

from whisper_diarize.assembly import Selection
from whisper_diarize.component_options import Typed
from whisper_diarize.glossary import Glossary, read_glossary
from whisper_diarize.plugins import Plugins

GLOSSARY = "glossary"
TERMS = "terms"
"""The option of formats that offer terms for words near them."""
HINTS = ("hotwords", "initial_prompt")
"""Options of engines that take names and terms, the better one first."""


def with_glossary(selection: Selection, plugins: Plugins, file: str | os.PathLike[str] | None) -> Selection:
    """Return the selection with the glossary in a file; None: as it is.

    An engine gets the terms in front of the hints that it has already, if it takes any.

    Raises:
        OptionError: the file cannot be read, or a line of it is no entry.
    """
    if file is None:
        return selection
    glossary = read_glossary(os.fspath(file))
    if not glossary.rules:
        return selection
    options = {name: dict(values) for name, values in selection.options.items()}
    for name, values in terms_of_formats(plugins, selection.formats, glossary).items():
        options[name] = {**values, **options.get(name, {})}
    options[GLOSSARY] = {**options.get(GLOSSARY, {}), "entries": glossary.lines}  # not the file, which may change
    engine = selection.transcriber
    fields = plugins.transcribers.get(engine).fields if engine and engine in plugins.transcribers else {}
    hint = next((name for name in HINTS if name in fields), None)
    if engine and hint:
        chosen = options.setdefault(engine, {})
        given = chosen.get(hint)
        text = ", ".join(str(part) for part in (given, glossary.hint) if part)
        chosen[hint] = type(given).after(given.flag, text) if isinstance(given, Typed) else text
    steps = (GLOSSARY, *(name for name in selection.post_processors if name != GLOSSARY))
    return replace(selection, options=options, post_processors=steps)


def terms_of_formats(plugins: Plugins, formats: Sequence[str], glossary: Glossary) -> dict[str, dict[str, object]]:
    """Return the options that give the terms of a glossary to those formats that offer them."""
    known = (name for name in formats if name in plugins.exporters)
    return {name: {TERMS: "\n".join(glossary.terms)} for name in known if TERMS in plugins.exporters.get(name).fields}
