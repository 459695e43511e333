"""`schema.json` says what `Json` writes. Checked with the few keywords of JSON Schema that it uses."""

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from whisper_diarize.formats import Json
from whisper_diarize.records import AttributedTranscript

SCHEMA = json.loads(files("whisper_diarize.formats").joinpath("schema.json").read_text(encoding="utf-8"))
TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "null": type(None),
}
KEYWORDS = {
    "$defs",
    "$ref",
    "$schema",
    "const",
    "description",
    "examples",
    "items",
    "maximum",
    "minimum",
    "properties",
    "required",
    "title",
    "type",
}


def faults(value: Any, schema: dict[str, Any], where: str = "$") -> Iterator[str]:
    """Yield what is wrong with `value`; keys that the schema does not know are wrong as well."""
    if "$ref" in schema:
        schema = SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    allowed = schema.get("type", list(TYPES))
    kinds = [allowed] if isinstance(allowed, str) else allowed
    is_bool = isinstance(value, bool)
    if not any(isinstance(value, TYPES[kind]) and is_bool <= (kind == "boolean") for kind in kinds):  # type: ignore[arg-type]  # a fake, or what is to be refused
        yield f"{where}: {value!r} is not {allowed}"
    if value != schema.get("const", value):
        yield f"{where}: {value!r} is not {schema['const']!r}"
    if isinstance(value, int | float) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield f"{where}: {value!r} is out of range"
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from faults(item, schema["items"], f"{where}[{index}]")
    if isinstance(value, dict):
        yield from (f"{where}: there is no {key}" for key in schema["required"] if key not in value)
        for key, item in value.items():
            yield from faults(item, schema["properties"].get(key, {"const": f"no {key}"}), f"{where}.{key}")


def keywords(schema: dict[str, Any]) -> set[str]:
    """Return every keyword used in `schema`."""
    below = [*schema.get("properties", {}).values(), *schema.get("$defs", {}).values(), schema.get("items", {})]
    return set(schema).union(*(keywords(part) for part in below if part))


@pytest.mark.parametrize("kind", ["transcript", "plain_transcript", "silence"])
def test_what_is_written_fits_the_schema(kind: str, request: pytest.FixtureRequest) -> None:
    document = json.loads(Json().render(request.getfixturevalue(kind)))

    assert list(faults(document, SCHEMA)) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        pytest.param({"text": None}, "$.text: None is not string", id="wrong type"),
        pytest.param({"duration": -1.0}, "$.duration: -1.0 is out of range", id="out of range"),
        pytest.param({"schema_version": 2}, "$.schema_version: 2 is not 1", id="another version"),
        pytest.param({"speakers": [{}]}, "$.speakers[0]: there is no label", id="missing key"),
        pytest.param({"colour": "red"}, "$.colour: 'red' is not 'no colour'", id="unknown key"),
    ],
)
def test_what_does_not_fit_the_schema_is_found(
    change: dict[str, float | list[dict[object, object]] | str | None], fault: str, silence: AttributedTranscript
) -> None:
    document = json.loads(Json().render(silence)) | change

    assert next(faults(document, SCHEMA)) == fault


def test_schema_uses_only_keywords_that_are_checked_here() -> None:
    assert keywords(SCHEMA) <= KEYWORDS
