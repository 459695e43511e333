"""The tables of the page are those of Python."""

import json
import subprocess
from pathlib import Path
from unicodedata import category

from whisper_diarize.text import columns

FIGURES = """
const { columns } = await import(new URL("page/scripts/export/writing.js", process.argv[1]));
const { strip, cleanLines } = await import(new URL("page/scripts/text.js", process.argv[1]));
const numbers = Array.from({ length: 0x40000 }, (_, number) => number).filter((n) => n < 0xd800 || n > 0xdfff);
const characters = numbers.map((number) => String.fromCodePoint(number));
console.log(JSON.stringify({
  wide: characters.filter((character) => columns(character) === 2),
  space: characters.filter((character) => strip(character) === ""),
  breaks: characters.filter((character) => cleanLines(`a${character}a`).length === 2),
}));
"""


def test_page_has_the_same_wide_characters_white_space_and_line_breaks(node: str, scripts: Path) -> None:
    command = [node, "--input-type=module", "--eval", FIGURES, scripts.as_uri() + "/"]
    assigned = [chr(number) for number in range(0x40000) if category(chr(number)) not in ("Cn", "Cs")]

    found = json.loads(subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout)

    assert set(found["wide"]) & set(assigned) == {character for character in assigned if columns(character) == 2}
    assert set(found["space"]) == {character for character in assigned if character.isspace()}
    assert set(found["breaks"]) == {c for c in assigned if len(f"a{c}a".splitlines()) == 2}
