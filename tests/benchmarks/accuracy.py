"""Accuracy of a model, by our pipeline as users run it, beside guesses and pyannote's own weights.

    whisper-diarize train prepare CORPUS --data train-data
    python -m tests.benchmarks.accuracy samples/standup.wav samples/interview.wav --data train-data

Scored are

- simulated dialogues of test speakers, on whom nothing was trained or tuned (`--data`): 90 to 150 s, 2 to 5 speakers of
  one set, one channel each, in the conditions of `whisper_diarize_train/held_out_channel.py`; `--dialogues` of ordinary
  ones, also by their number of speakers, and `--others` of each other kind, with the talk of the first ordinary ones;
- the real conversation that pyannote.audio comes with, 30 s by telephone (`--sample sample.wav sample.rttm`);
- real conversations: a folder of recordings with `NAME.rttm` beside them (`--folder`, as often as there are folders);
- recordings with `NAME.rttm` beside them, and `NAME.words.json` if their words are known: the package's samples.

The answers: the model, with the number of speakers found and given; the same with pyannote's published segmentation
weights in place of ours (`--segmentation FILE`); two guesses. DER has no collar and scores overlap. Brackets hold 95 %
of 4000 bootstrap samples of the dialogues, which share speakers: take them for a little too narrow. EER is that of the
embedding on 3 s, its interval over speakers; WDER that of PocketSphinx's words. `--against MODEL` adds how much more
DER the model has than another one, on the same dialogues.

`--write` puts the figures beside the model's weights, as `accuracy.json`, and, of the bundled model, the table into
docs/accuracy.md and the model card; that wants all of the above. `--quick` runs all of it in seconds, for no figures.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.benchmarks.accuracy_answers import Answering, Systems
from tests.benchmarks.accuracy_cases import TINY, folder_cases, read_cases, simulated_cases, sizes
from tests.benchmarks.accuracy_figures import differences, row_of, rows_of
from tests.benchmarks.accuracy_pages import PAGES, aligned, update_pages
from tests.benchmarks.accuracy_voices import voice_rates
from tests.benchmarks.accuracy_words import word_rates
from whisper_diarize.cli.accuracy_table import remarks, table
from whisper_diarize.diarization import DiarizationOptions
from whisper_diarize.errors import WhisperDiarizeError
from whisper_diarize.models import bundled_directory, load_model, resolve
from whisper_diarize.models.accuracy import CONVERSATIONS, Accuracy, read_accuracy, settings, write_accuracy


def main(given: list[str] | None = None) -> int:
    """Measure, print, write."""
    arguments = _parser().parse_args(given)
    if arguments.pages:
        return show_again()
    if arguments.write and not (arguments.data and arguments.sample and arguments.segmentation):
        print("error: --write wants --data, --sample and --segmentation: figures are whole or not at all")
        return 2
    if arguments.write and (arguments.quick or arguments.mode != "fast"):
        print("error: --write is for the figures that users get: without --quick, in the mode fast")
        return 2
    try:
        measured, answering = measure(arguments)
    except WhisperDiarizeError as exc:
        print(f"error: {exc}")
        return 1
    print(aligned(table(measured)))
    print(*("\n" + remark for remark in remarks(measured)), sep="\n")
    print(*differences(answering.scores), sep="\n")
    if arguments.json:
        cases = [asdict(scored) for scored in answering.scores]
        text = json.dumps(asdict(measured) | {"cases": cases}, indent=1, ensure_ascii=False)
        arguments.json.write_text(text + "\n", encoding="utf-8")
    if arguments.write:
        path = write_accuracy(measured, resolve(arguments.model))
        pages = PAGES if path.parent == bundled_directory() else ()
        update_pages(measured, pages)
        print("wrote", *(path, *pages))
    return 0


def show_again() -> int:
    """Put the table of the bundled model's figures into the pages again, as after a change of its words."""
    measured = read_accuracy(resolve("bundled"))
    if measured is None:
        print("error: the bundled model has no accuracy.json; measure it: --write")
        return 1
    update_pages(measured, PAGES)
    return 0


def measure(arguments: argparse.Namespace) -> tuple[Accuracy, Answering]:
    """Return the figures, and the scores of each recording that they come from."""
    files = resolve(arguments.model)
    model = load_model(arguments.model)
    systems = Systems.of(model, files, DiarizationOptions(mode=arguments.mode))
    if arguments.segmentation:
        systems = systems.with_segmentation(arguments.segmentation)
    if arguments.against:
        systems = systems.with_other(arguments.against)
    answering = Answering(systems.diarizers, _report)
    size = TINY if arguments.quick else sizes(arguments.dialogues, arguments.others)
    rows = []
    if arguments.data:
        for condition, cases in simulated_cases(arguments.data, size, arguments.seed):
            rows += rows_of(condition, [answering.score(case) for case in cases], apart=condition == "ordinary")
    for folder in arguments.folder:
        scores = [answering.score(case) for case in folder_cases(folder)]
        rows.append(row_of(f"{CONVERSATIONS}, `{folder.name}`, {len(scores)} recordings", scores))
    words: list[Any] = []
    for case in read_cases(arguments.recordings, arguments.sample):
        rows.append(row_of(case.title, [answering.score(case)]))
        words += word_rates(case, answering.found, "pocketsphinx")
    voices = voice_rates(arguments.data, model.embedding) if arguments.data else []
    measured = Accuracy(
        model.fingerprint or "",
        settings(files),
        arguments.mode,
        arguments.seed,
        tuple(rows),
        tuple(voices),
        tuple(words),
    )
    return measured, answering


def _report(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recordings", type=Path, nargs="*")
    parser.add_argument("--model", default="bundled", help="a name or a folder")
    parser.add_argument("--mode", choices=("fast", "exact"), default="fast")
    parser.add_argument("--data", type=Path, help="what `whisper-diarize train prepare` wrote")
    parser.add_argument("--dialogues", type=int, default=16, help="ordinary ones")
    parser.add_argument("--others", type=int, default=8, help="of each other kind; fours have all numbers of speakers")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sample", type=Path, nargs=2, metavar=("WAV", "RTTM"), help="pyannote.audio's")
    parser.add_argument("--folder", type=Path, action="append", default=[], help="recordings with RTTM beside them")
    parser.add_argument("--segmentation", type=Path, metavar="FILE", help="weights of pyannote's to compare with")
    parser.add_argument("--against", metavar="MODEL", help="another model, on the same dialogues")
    parser.add_argument("--json", type=Path, metavar="FILE", help="the figures, and the scores of each recording")
    parser.add_argument("--write", action="store_true", help="put the figures where users see them")
    parser.add_argument(
        "--pages", action="store_true", help="only write the table of the figures again; measure nothing"
    )
    parser.add_argument("--quick", action="store_true", help="a few short dialogues")
    return parser


if __name__ == "__main__":
    sys.exit(main())
