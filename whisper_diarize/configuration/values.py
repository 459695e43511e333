"""One value of a file: checked, and written as it would be typed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

from whisper_diarize.errors import OptionError
from whisper_diarize.files import expanded

from .commands import Kind, OptionSpec
from .files import ConfigurationFile
from .places import user_place

FORMS: dict[Kind, str] = {
    "flag": "true or false",
    "whole number": "a whole number",
    "number": "a number",
    "path": "text: a path",
    "text": "text",
}
NAMES_OF_FILE = ("speaker-names",)
"""Options that read a file if their text is @FILE."""
CODE = ("plugin",)
"""Options that load code: not for a project's file."""


def value_of(file: ConfigurationFile, spec: OptionSpec, value: object, where: str) -> object:
    """Return a value in the type of the option.

    Raises:
        OptionError: it has another type, or may not stand in this file.
    """
    _refuse_code(file, spec.key, where)
    values = value if spec.many and isinstance(value, list) else [value]
    checked = [_single(file, spec, one, where, value) for one in values]
    return checked if spec.many else checked[0]


def component_text(file: ConfigurationFile, key: str, value: object, where: str) -> str:
    """Return an option of a component as it would be typed; the component checks its value.

    Raises:
        OptionError: no option has such values, or it may not stand in this file.
    """
    if not isinstance(value, (str, int, float, bool, list)) or not _is_flat(value):
        raise OptionError(f"{where} = {shown(value)}: it must be text, a number, true or false, or a list of them")
    text = _placed(file, value) if isinstance(value, str) else _text(value)
    if key.replace("-", "_").endswith("model"):
        _refuse_model_of_place(file, text, where)
    return text


def shown(value: object) -> str:
    """Return a value as a file has it, for messages and listings."""
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, Path):
        value = str(value)
    return json.dumps(value, ensure_ascii=False, default=str)


def _single(file: ConfigurationFile, spec: OptionSpec, value: object, where: str, whole: object) -> object:
    kind = spec.kind
    if isinstance(value, str) and kind in ("path", "text"):
        return str(_beside(file, value)) if kind == "path" else _plain_text(file, spec.key, value, where)
    if isinstance(value, bool):
        fits = kind == "flag" or (kind == "text" and spec.any_scalar)
    elif isinstance(value, (int, float)):
        fits = kind == "number" or (isinstance(value, int) and kind == "whole number") or spec.any_scalar
    else:
        fits = spec.any_list and isinstance(value, list) and _is_flat(value)
    if not fits:
        form = FORMS[kind] + (", or a list of such" if spec.many or spec.any_list else "")
        raise OptionError(f"{where} = {shown(whole):.80}: it must be {form}")
    if spec.minimum is not None and isinstance(value, (int, float)) and value < spec.minimum:
        raise OptionError(f"{where} = {value}: it must be at least {spec.minimum:g}")
    return _text(value) if kind == "text" else value


def _plain_text(file: ConfigurationFile, key: str, value: str, where: str) -> str:
    if key in NAMES_OF_FILE and value.startswith("@"):
        return f"@{_beside(file, value[1:])}"
    text = str(_beside(file, value)) if key in CODE and value.endswith(".py") else _placed(file, value)
    if key.endswith("model"):
        _refuse_model_of_place(file, text, where)
    return text


def _placed(file: ConfigurationFile, text: str) -> str:
    """Return a text; if it begins as a path beside the file does (`./x`, `../x`), as that path."""
    return str(_beside(file, text)) if text.startswith(("./", "../", ".\\", "..\\")) else text


def _beside(file: ConfigurationFile, path: str) -> Path:
    return file.path.absolute().parent / expanded(path)


def _refuse_code(file: ConfigurationFile, key: str, where: str) -> None:
    if key in CODE and not file.place.is_own:
        raise OptionError(
            f"{where}: a project's file may not load code; use --{key}, or put it into your own file, "
            f"{user_place().path}"
        )


def _refuse_model_of_place(file: ConfigurationFile, text: str, where: str) -> None:
    """Refuse, in a project's file, a model that is a folder or a repository: some engines run code that is in one."""
    is_place = any(mark in text for mark in "/\\") or text.startswith((".", "~")) or _is_there(file, text)
    if is_place and not file.place.is_own:
        raise OptionError(
            f"{where} = {shown(text)}: a project's file may choose a model by its name, not a folder or a repository, "
            f"as loading one may run code; type it, or put it into your own file, {user_place().path}"
        )


def _is_there(file: ConfigurationFile, text: str) -> bool:
    return Path(text).exists() or _beside(file, text).exists()


def _is_flat(value: object) -> bool:
    return not isinstance(value, list) or all(isinstance(item, (str, int, float, bool)) for item in value)


def _text(value: object) -> str:
    """Return a value as it would be typed; an item with a comma is quoted.

    >>> _text([0, 0.2]), _text(True), _text(["Lee, Ann", "Bob"])
    ('0,0.2', 'True', '"Lee, Ann",Bob')
    """
    if isinstance(value, list):
        return _joined([_text(item) for item in value])
    return str(value)


def _joined(items: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(items)
    return line.getvalue()
