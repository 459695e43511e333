"""Names that Whisper spells right, with and without a glossary.

    python -m tests.benchmarks.glossary MODEL... [--recordings FILE.wav...] [--glossary FILE]

MODEL is a folder with a Whisper model for mlx-whisper. Without --recordings: the two samples, and two dialogues with
unusual names that flite speaks (glossary_data/, `apt-get install flite`), each with the glossary of its names. Beside a
recording lies its NAME.words.json, the words that are said; without one, only names that are made up can be counted.

For each way the table has the names that are right, of those that are said, in brackets those that are written and not
said, and the share of all words that are wrong. The ways: no glossary; hints alone, as `--initial-prompt` (the first
window has them), and as `--hotwords` (every window); corrections alone; both, as `--glossary` does. `learned` adds
corrections that a person would have put in after the other dialogue: its words that stand where a name was said.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path

from tests.fakes.pages import ROOT
from whisper_diarize.attribution import attribute
from whisper_diarize.audio import open_audio
from whisper_diarize.blas import load_fast_blas
from whisper_diarize.glossary import Glossary, Rule, corrected, read_glossary
from whisper_diarize.records import SAMPLE_RATE, AttributedTranscript
from whisper_diarize.transcription import MlxWhisperOptions, MlxWhisperTranscriber

DATA = Path(__file__).parent / "glossary_data"
OF_SAMPLES = Glossary(tuple(Rule(name, name, is_term=True) for name in ("Ben", "Carl", "Dan", "Mary", "Monday")))
MARKS = ".,?!;:\"'()"
WAYS = ("no glossary", "hints", "corrections", "both")


def main() -> int:
    """Print a table for each model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="+", type=Path, metavar="MODEL")
    parser.add_argument("--recordings", nargs="+", type=Path)
    parser.add_argument("--glossary", type=Path)
    arguments = parser.parse_args()
    load_fast_blas()
    with tempfile.TemporaryDirectory() as folder:
        cases = given_cases(arguments.recordings, arguments.glossary) or own_cases(Path(folder))
        for model in arguments.models:
            print_table(model, cases)
    return 0


def given_cases(recordings: Sequence[Path] | None, glossary: Path | None) -> list[tuple[Path, Glossary]]:
    """Return the recordings that the user names, with the glossary."""
    names = read_glossary(glossary or DATA / "names.txt")
    return [(recording, names) for recording in recordings or ()]


def own_cases(folder: Path) -> list[tuple[Path, Glossary]]:
    """Return the samples and the spoken dialogues, which are made in `folder`."""
    cases = [(ROOT / "samples" / f"{name}.wav", OF_SAMPLES) for name in ("standup", "interview")]
    for name in ("meeting", "call"):
        script, dialogue = ROOT / "samples" / "make_samples.py", DATA / f"{name}.json"
        made = [sys.executable, str(script), "--dialogue", str(dialogue), "--out", str(folder)]
        subprocess.run(made, check=True)
        cases.append((folder / f"{name}.wav", read_glossary(DATA / "names.txt")))
    return cases


def print_table(model: Path, cases: Sequence[tuple[Path, Glossary]]) -> None:
    """Print a row for each recording."""
    print(f"\n{model.name}")
    print("| recording | names said | " + " | ".join(WAYS) + " |")
    print("|---" * (len(WAYS) + 2) + "|")
    plain = {path: transcript_of(model, path) for path, _ in cases}
    learned = {path: learned_from([other for other in plain if other != path], plain, cases) for path, _ in cases}
    for path, glossary in cases:
        hinted = transcript_of(model, path, hotwords=glossary.hint)
        rules = Glossary((*glossary.rules, *learned[path].rules))
        results = (plain[path], hinted, corrected(plain[path], rules), corrected(hinted, rules))
        said = spoken(path)
        names = sum(count(" ".join(said), glossary.terms).values())
        cells = [figures(result.text, said, glossary.terms) for result in results]
        print(f"| {path.stem} | {names if said else '?'} | " + " | ".join(cells) + " |", flush=True)


def transcript_of(model: Path, path: Path, **hints: str) -> AttributedTranscript:
    """Return the words of a recording."""
    options = MlxWhisperOptions(model=str(model), language="en", **hints)  # type: ignore[arg-type]  # texts
    audio = open_audio(str(path), SAMPLE_RATE)
    transcript = MlxWhisperTranscriber(options).transcribe(audio, lambda _done, _total: None)
    return attribute(transcript, None, name=path.stem, duration=audio.duration)


def spoken(path: Path) -> list[str]:
    """Return the words that are said; none if it is not known."""
    words = path.with_suffix(".words.json")
    return [word["word"] for word in json.loads(words.read_text("utf-8"))] if words.is_file() else []


def count(text: str, terms: Sequence[str]) -> Counter[str]:
    """Return the number of each term in a text, as it is written."""
    return Counter({term: len(re.findall(rf"(?<!\w){re.escape(term)}(?!\w)", text)) for term in terms})


def figures(text: str, said: Sequence[str], terms: Sequence[str]) -> str:
    """Return names right (names made up), and the share of wrong words."""
    written, wanted = count(text, terms), count(" ".join(said), terms)
    right = sum((written & wanted).values())
    made_up = sum((written - wanted).values())
    wrong = f", {100 * errors(text.split(), said) / len(said):.1f} %" if said else f", {len(text.split())} words"
    return f"{right} ({made_up}){wrong}"


def errors(written: Sequence[str], said: Sequence[str]) -> int:
    """Return the number of words that are missing, added or wrong; marks do not count, capitals do."""
    one, other = ([word.strip(MARKS) for word in words] for words in (written, said))
    row = list(range(len(other) + 1))
    for number, word in enumerate(one, start=1):
        before, row[0] = row[0], number
        for place, wanted in enumerate(other, start=1):
            before, row[place] = row[place], min(before + (word != wanted), row[place] + 1, row[place - 1] + 1)
    return row[-1]


def learned_from(
    paths: Sequence[Path], plain: dict[Path, AttributedTranscript], cases: Sequence[tuple[Path, Glossary]]
) -> Glossary:
    """Return the corrections that a reader of other transcripts would write down: words that stand for a name."""
    terms = {term for _, glossary in cases for term in glossary.terms}
    rules = []
    for path in paths:
        written = [word.strip(MARKS) for word in plain[path].text.split()]
        said = [word.strip(MARKS) for word in spoken(path)]
        for kind, a, b, c, d in SequenceMatcher(None, written, said, autojunk=False).get_opcodes():
            if kind == "replace" and d - c == 1 and said[c] in terms and b - a <= 3:
                rules.append(Rule(" ".join(written[a:b]), said[c]))
    return Glossary(tuple(dict.fromkeys(rules)))


if __name__ == "__main__":
    sys.exit(main())
