"""Speak sentences with ten voices and write the times of the words: material of benchmark conversations.

    python samples/make_phrases.py             # rebuild tests/benchmarks/attribution_data/phrases.json
    python samples/make_phrases.py --check     # rebuild elsewhere and compare the bytes

Needs the Debian packages flite and espeak-ng. For each voice the file has the sentences and the short remarks of the
two texts beside it; a phrase is a list of [word, start, end] in milliseconds, the first word at 0. `|` in a text is a
place where a speaker may pause: the phrase is spoken in parts there.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from espeak_voice import EspeakVoice
from flite_voice import FliteVoice, Phrase

DATA = Path(__file__).resolve().parents[1] / "tests" / "benchmarks" / "attribution_data"
VOICES: dict[str, tuple[type[FliteVoice | EspeakVoice], str, float]] = {
    "slt": (FliteVoice, "slt", 1.0),
    "rms": (FliteVoice, "rms", 0.95),
    "awb": (FliteVoice, "awb", 1.05),
    "kal16": (FliteVoice, "kal16", 1.0),
    "us-f": (EspeakVoice, "en-us+f3", 1.0),
    "us-m": (EspeakVoice, "en-us+m3", 0.9),
    "gb-f": (EspeakVoice, "en-gb-x-rp+f4", 0.95),
    "gb-m": (EspeakVoice, "en-gb-x-rp+m7", 1.05),
    "scot-f": (EspeakVoice, "en-gb-scotland+f2", 0.85),
    "carib-m": (EspeakVoice, "en-029+m1", 1.0),
}

Part = list[list[object]]


def main() -> int:
    """Write the phrases, or compare them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare with the committed file, write nothing")
    arguments = parser.parse_args()
    content = phrases_json()
    path = DATA / "phrases.json"
    if arguments.check:
        same = path.read_text(encoding="utf-8") == content
        print("the file is the same" if same else "the file differs")
        return 0 if same else 1
    path.write_text(content, encoding="utf-8")
    return 0


def phrases_json() -> str:
    """Return {voice: {sentences: [[part, ...], ...], short: [...]}} as JSON, a voice a line."""
    texts = {name: (DATA / f"{name}.txt").read_text(encoding="ascii").splitlines() for name in ("sentences", "short")}
    rows = []
    for name, (kind, voice, stretch) in VOICES.items():
        speaker = kind(voice)
        spoken = {
            key: [[timed(speaker.say(part.strip(), stretch)) for part in line.split("|")] for line in lines]
            for key, lines in texts.items()
        }
        rows.append(f"{json.dumps(name)}: {json.dumps(spoken, separators=(',', ':'))}")
    return "{\n" + ",\n".join(rows) + "\n}\n"


def timed(phrase: Phrase) -> Part:
    """Return the words with their times in milliseconds from the start of the first."""
    first = phrase.words[0].start
    return [[w.text, round(1000 * (w.start - first)), round(1000 * (w.end - first))] for w in phrase.words]


if __name__ == "__main__":
    sys.exit(main())
