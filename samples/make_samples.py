"""Make the sample recordings and their references from the dialogue texts, with flite's voices.

Run it as one of

    python samples/make_samples.py                      # rebuild the committed samples
    python samples/make_samples.py --check              # rebuild elsewhere and compare the bytes
    python samples/make_samples.py --dialogue FILE --out DIR
"""

from __future__ import annotations

import argparse
import filecmp
import json
import sys
import tempfile
from pathlib import Path

from dialogue_text import Placed, place, read_dialogue
from flite_voice import SpokenWord
from mixing import mix, write_wav

HERE = Path(__file__).resolve().parent
COMMITTED = ("standup", "interview")
SUFFIXES = (".wav", ".rttm", ".words.json")
TURN_PAUSE_SECONDS = 0.5  # a longer pause inside a line splits the turn


def build(path: Path, out: Path) -> None:
    """Write the recording, the turns and the words of the dialogue at `path` into the folder `out`."""
    dialogue = read_dialogue(path)
    placed = place(dialogue)
    write_wav(out / f"{dialogue.name}.wav", mix(placed, dialogue))
    (out / f"{dialogue.name}.rttm").write_text(rttm(placed, dialogue.name), encoding="utf-8")
    (out / f"{dialogue.name}.words.json").write_text(words_json(placed), encoding="utf-8")


def rttm(placed: list[Placed], name: str) -> str:
    """Return the turns in NIST's RTTM, ordered by start."""
    rows = sorted((words[0].start, words[-1].end, speaker) for speaker, words in turns(placed))
    return "".join(
        f"SPEAKER {name} 1 {start:.3f} {end - start:.3f} <NA> <NA> {speaker} <NA> <NA>\n"
        for start, end, speaker in rows
    )


def turns(placed: list[Placed]) -> list[tuple[str, list[SpokenWord]]]:
    """Group the words of each line into turns, split at pauses above TURN_PAUSE_SECONDS."""
    grouped: list[tuple[str, list[SpokenWord]]] = []
    line = -1
    for phrase in placed:
        for word in phrase.words:
            if phrase.line != line or word.start - grouped[-1][1][-1].end > TURN_PAUSE_SECONDS:
                grouped.append((phrase.speaker, []))
            grouped[-1][1].append(word)
            line = phrase.line
    return grouped


def words_json(placed: list[Placed]) -> str:
    """Return the words with speakers as JSON, one word a line, ordered by start."""
    rows = [
        {"word": word.text, "start": round(word.start, 3), "end": round(word.end, 3), "speaker": phrase.speaker}
        for phrase in placed
        for word in phrase.words
    ]
    rows.sort(key=lambda row: (row["start"], row["end"]))
    return "[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n"


def check() -> list[str]:
    """Rebuild the committed samples in a temporary folder; return the names of the files that differ."""
    names = [name + suffix for name in COMMITTED for suffix in SUFFIXES]
    with tempfile.TemporaryDirectory() as folder:
        for name in COMMITTED:
            build(HERE / "dialogues" / f"{name}.json", Path(folder))
        return [name for name in names if not filecmp.cmp(HERE / name, Path(folder) / name, shallow=False)]


def main() -> int:
    """Build the files that the command line asks for."""
    parser = argparse.ArgumentParser(description="Make the sample recordings and their references.")
    parser.add_argument("--dialogue", type=Path, action="append", help="a dialogue file (default: the committed ones)")
    parser.add_argument("--out", type=Path, default=HERE, help="the folder to write to (default: %(default)s)")
    parser.add_argument(
        "--check", action="store_true", help="only compare: are the committed files what we would make?"
    )
    arguments = parser.parse_args()
    if arguments.check:
        different = check()
        print("\n".join(f"{name} differs" for name in different) or "all files are the same")
        return 1 if different else 0
    arguments.out.mkdir(parents=True, exist_ok=True)
    for path in arguments.dialogue or [HERE / "dialogues" / f"{name}.json" for name in COMMITTED]:
        build(path, arguments.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
