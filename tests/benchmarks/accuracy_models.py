"""Accuracy of several models, and of their networks in other pairs, on the same recordings.

    python -m tests.benchmarks.accuracy_models FOLDER --model bundled --model campplus --pair campplus bundled

FOLDER, or several, holds recordings with `NAME.rttm` beside them. `--pair A B` has the segmentation of A, on its
windows, and the embedding of B with B's clustering. All run in the mode fast. `--pyannote FOLDER` is pyannote.audio
itself with the networks and settings of a folder, by the plugin whisper-diarize-pyannote. DER has no collar and scores
overlap; brackets hold 95 % of 4000 bootstrap samples of the recordings. The last rows are guesses: one person says
everything, with perfect speech detection, and one who never stops. `--write` puts the table into docs/accuracy.md.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tests.benchmarks.accuracy_answers import OF_A_SEGMENTATION, Answering, Both, Scored, by_mlx
from tests.benchmarks.accuracy_cases import folder_cases
from tests.benchmarks.accuracy_figures import answer_of
from tests.benchmarks.accuracy_pages import PAGES, with_block
from whisper_diarize.cli.accuracy_table import rate
from whisper_diarize.diarization import MlxDiarizer
from whisper_diarize.errors import WhisperDiarizeError
from whisper_diarize.models import Model, load_model
from whisper_diarize.models.accuracy import EVERYWHERE, ONE, Answer
from whisper_diarize.records import Audio, Diarization, SpeakerCount

HEADER = ("segmentation", "embedding", "DER", "missed", "false alarm", "confused", "number right", "number given")
GUESSES = {ONE: "guess: one person says everything", EVERYWHERE: "guess: one person, without a pause"}
START = "<!-- models: written by tests/benchmarks/accuracy_models.py --write -->"
END = "<!-- end of models -->"
Pair = tuple[str, str]
PYANNOTE = "pyannote.audio"


def main(given: Sequence[str] | None = None) -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--model", action="append", default=[], help="a name or a folder")
    parser.add_argument("--pair", nargs=2, action="append", default=[], metavar=("SEGMENTATION", "EMBEDDING"))
    parser.add_argument("--pyannote", action="append", default=[], metavar="FOLDER")
    parser.add_argument("--write", action="store_true", help="put the table into docs/accuracy.md")
    arguments = parser.parse_args(given)
    pairs: list[Pair] = [(model, model) for model in arguments.model]
    pairs += [(segmentation, embedding) for segmentation, embedding in arguments.pair]
    if not pairs and not arguments.pyannote:
        parser.error("name a --model, a --pair or a folder for --pyannote")
    try:
        systems = {pair: by_mlx(MlxDiarizer(paired(*pair))) for pair in pairs}
        systems |= {(PYANNOTE, folder): by_pyannote(folder) for folder in arguments.pyannote}
        text = measure(arguments.folders, systems)
    except WhisperDiarizeError as error:
        print(f"error: {error}")
        return 1
    print(text)
    if arguments.write:
        PAGES[0].write_text(with_block(PAGES[0].read_text(encoding="utf-8"), START, END, text), encoding="utf-8")
    return 0


def measure(folders: Sequence[Path], systems: Mapping[Pair, Both]) -> str:
    """Return the table, in Markdown."""
    diarizers = {(told(pair), f"{told(pair)}, given"): both for pair, both in systems.items()}
    answering = Answering(diarizers, lambda line: print(line, file=sys.stderr, flush=True))
    for folder in folders:
        for case in folder_cases(folder):
            answering.score(case)
    lines = [HEADER, ["---"] * len(HEADER), *rows(tuple(systems), answering.scores)]
    count, minutes = len(answering.scores), sum(scored.seconds for scored in answering.scores) / 60
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"{table}\n\n{count} recording{'s' if count > 1 else ''}, {minutes:.1f} minutes."


def paired(segmentation: str, embedding: str) -> Model:
    """Load the model with this embedding, and give it another's segmentation, used as that model uses it."""
    model = load_model(embedding)
    if segmentation == embedding:
        return model
    other = load_model(segmentation)
    used = {name: getattr(other.config, name) for name in OF_A_SEGMENTATION}
    return replace(
        model,
        lazy_segmentation=other.lazy_segmentation,
        config=replace(model.config, name=told((segmentation, embedding)), **used),
        fingerprint=None,
    )


def by_pyannote(folder: str) -> Both:
    """Return both answers of pyannote.audio."""
    from whisper_diarize_pyannote.engine import PyannoteDiarizer
    from whisper_diarize_pyannote.options import PyannoteOptions

    diarizer = PyannoteDiarizer(PyannoteOptions(folder))

    def both(audio: Audio, number: int) -> tuple[Diarization, Diarization]:
        counts = SpeakerCount(), SpeakerCount(number)
        found, given = (diarizer.diarize(audio, count, lambda _done, _total: None) for count in counts)
        return found, given

    return both


def rows(pairs: Sequence[Pair], scores: Sequence[Scored]) -> Iterator[list[str]]:
    """Yield the cells of each pair, and of the guesses."""

    def answer(name: str) -> Answer:
        return answer_of([scored.answers[name] for scored in scores])

    for pair in pairs:
        yield [*map(short, pair), *cells(answer(told(pair)), len(scores)), rate(answer(f"{told(pair)}, given"))]
    for name, title in GUESSES.items():
        yield [title, "", *cells(answer(name), len(scores)), ""]


def cells(found: Answer, recordings: int) -> list[str]:
    """Return the figures of an answer for which the number of speakers was not given."""
    parts = [f"{value:.1f}" for value in (found.missed, found.false_alarm, found.confused)]
    return [rate(found), *parts, f"{found.right} of {recordings} ({found.off_by:.1f})"]


def told(pair: Pair) -> str:
    """Return a pair's name."""
    return " + ".join(dict.fromkeys(map(short, pair)))


def short(model: str) -> str:
    """Return a model's name, of a folder the last part."""
    return Path(model).name


if __name__ == "__main__":
    sys.exit(main())
