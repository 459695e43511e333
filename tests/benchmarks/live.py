"""Live captions on a virtual clock: latency, words taken back, labels that changed, work, for each step.

    python -m tests.benchmarks.live samples/interview.wav --engine pocketsphinx --engine mlx-whisper=tiny.en --steps 1,2

    python -m tests.benchmarks.live --dialogues CORPUS --count 4 --engine pocketsphinx

Each row is printed as soon as it is measured. The engine `heard-again` is mlx-whisper without its streams: by
LocalAgreement-2, as engines that cannot be fed; windows are for it only.

Each recording is played to `whisper-diarize live` on a clock on which work takes its time and waiting none; with
`--clock processor` that of the processor, in which other programs have no part, and work on two cores counts twice. Of
a word, latency is counted from its end to the moment at which it was shown: first at all (interim), and for good
(confirmed). Beside NAME.wav (or NAME.mix.flac) may lie NAME.rttm and NAME.words.json, the truth; `--dialogues` has
simulated ones of held-out speakers of the corpus that the plugin train learns from. The columns:

- interim, confirmed: median and 95th percentile, in seconds;
- back: words that were shown and taken back, a minute of the recording;
- changed: words for good that changed all the same;
- WER: % of the true words, with the words as they were shown for good;
- flips: % of the words whose label was one person's and became another's while people talked;
- first, last, final: % of the words that are another's by the truth: with the first label that was shown, with the last
  one live, and with that of `transcribe` on the same words; the best pairing of labels and people;
- DER first, last, final: of the turns by the label with which each moment was first shown, of those at the end of the
  talk, and of those of `transcribe`, in %, collar 0, overlap scored;
- same: whether the turns at the end are those of `diarize` on the recording, to the last bit;
- work, whole: seconds of work for a second of the recording: while people talk, and with the loading and the end.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment
from whisper_diarize_live.clock import VirtualClock
from whisper_diarize_live.folder import Folder
from whisper_diarize_live.labels import UNKNOWN
from whisper_diarize_live.live import Pace
from whisper_diarize_live.rolling import WINDOW_SECONDS
from whisper_diarize_live.running import Run
from whisper_diarize_live.settings import Settings
from whisper_diarize_live.sound import PlayedFile

from tests.benchmarks.live_cases import Case, recorded, simulated
from tests.benchmarks.live_watching import Watcher
from tests.benchmarks.real import word_error_rate
from whisper_diarize import (
    AttributedTranscript,
    Audio,
    Diarization,
    Progress,
    Register,
    Transcriber,
    Transcript,
    Turn,
    Word,
    hookimpl,
    register,
)
from whisper_diarize.plugins import import_plugin
from whisper_diarize.scoring import SaidWord, make_annotation, score
from whisper_diarize.transcription import MlxWhisperOptions, MlxWhisperTranscriber

COLUMNS = (
    *("recording", "engine", "window", "step", "interim", "confirmed", "back", "changed", "WER"),
    *("flips", "first", "last", "final", "DER first", "last", "final", "same", "work", "whole"),
)
TIMERS = {"machine": time.perf_counter, "processor": time.process_time}


class HeardAgain:
    """The engine mlx-whisper without its streams."""

    def __init__(self, options: MlxWhisperOptions) -> None:
        self._engine = MlxWhisperTranscriber(options)

    def transcribe(self, audio: Audio, progress: Progress) -> Transcript:
        """Return its words."""
        return self._engine.transcribe(audio, progress)


class Engines:
    """The plugin."""

    @hookimpl
    def register_transcribers(self, register: Register[Transcriber]) -> None:
        """Register `heard-again`."""
        register("heard-again", HeardAgain, options=MlxWhisperOptions)


def wrong_share(words: Sequence[Word], labels: Sequence[str], truth: Sequence[Turn]) -> float:
    """Return the % of the words in true turns that are another's, with the best pairing of labels and people."""
    people, names = sorted({turn.speaker for turn in truth}), sorted(set(labels))
    counts = np.zeros((len(names), len(people)))
    total = 0
    for word, label in zip(words, labels, strict=True):
        middle = (word.start + word.end) / 2
        talking = {turn.speaker for turn in truth if turn.start <= middle < turn.end}
        total += bool(talking)
        for person in talking:
            counts[names.index(label), people.index(person)] += 1
    if UNKNOWN in names:
        counts[names.index(UNKNOWN)] = 0
    rows, columns = linear_sum_assignment(-counts)
    return 100 * (1 - counts[rows, columns].sum() / total) if total else np.nan


def measure(case: Case, settings: Settings, pace: Pace, timer: Callable[[], float]) -> list[str]:
    """Play a recording; return the cells of its row."""
    watcher, clock, audio = Watcher(), VirtualClock(timer), case.audio
    with tempfile.TemporaryDirectory() as folder:
        run = Run(settings, Folder(Path(folder) / audio.name), clock, pace, (watcher,))
        result = run.record(PlayedFile(audio, clock))
        worked = clock.worked
        assert result is not None
        final = result.unwrap()
        same = turns_are_the_same(final, run.folder.sound, settings) if settings.diarize else "-"
    minutes, words = audio.duration / 60, max(1, len(watcher.words))
    return [
        case.name,
        settings.engine,
        f"{pace.window:g}",
        "-" if pace.words is None else f"{pace.words:g}",
        distribution(watcher.interim()),
        distribution(watcher.confirmed()),
        f"{watcher.taken_back() / minutes:.1f}",
        str(watcher.changed),
        word_errors(case, watcher.words),
        f"{100 * watcher.flips() / words:.1f}",
        *wrong_labels(case, watcher, [word.speaker or UNKNOWN for word in final.words]),
        *turn_errors(case, watcher, final.diarization),
        same,
        f"{(watcher.changes[-2].at - clock.waited) / audio.duration:.2f}",
        f"{worked / audio.duration:.2f}",
    ]


def turns_are_the_same(final: AttributedTranscript, sound: Path, settings: Settings) -> str:
    """Tell whether the turns at the end are those of `diarize`."""
    with settings.session() as session:
        whole = session.diarize(sound, num_speakers=settings.num_speakers)
    assert final.diarization is not None
    same = final.diarization.turns == whole.turns and final.diarization.exclusive() == whole.exclusive()
    return "yes" if same else "NO"


def word_errors(case: Case, words: Sequence[Word]) -> str:
    """Return the cell of the word errors; `-` without a reference."""
    if case.words is None:
        return "-"
    said = [SaidWord(word.start, word.end, word.text, "") for word in words]
    return f"{100 * word_error_rate(make_annotation('', case.words, None), make_annotation('', said, None)):.1f}"


def turn_errors(case: Case, watcher: Watcher, final: Diarization | None) -> list[str]:
    """Return the cells of the errors of turns; `-` without a reference."""
    if case.turns is None or final is None:
        return ["-"] * 3
    truth = make_annotation("", None, case.turns)
    stages = (watcher.first_turns, watcher.turns, final.turns)
    scores = [score(truth, make_annotation("", None, tuple(turns))).diarization for turns in stages]
    return ["-" if one is None else f"{100 * one.der:.1f}" for one in scores]


def wrong_labels(case: Case, watcher: Watcher, final: Sequence[str]) -> list[str]:
    """Return the cells of the wrong labels; `-` without a reference."""
    if case.turns is None:
        return ["-"] * 3
    stages = (watcher.first_labels(), watcher.labels[-1], final)
    return [f"{wrong_share(watcher.words, labels, case.turns):.1f}" for labels in stages]


def distribution(seconds: Sequence[float]) -> str:
    """Return the median and the 95th percentile."""
    return f"{np.median(seconds):.1f} / {np.percentile(seconds, 95):.1f}" if seconds else "-"


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recordings", nargs="*", type=Path)
    parser.add_argument("--dialogues", type=Path, metavar="CORPUS", help="simulated dialogues, too")
    parser.add_argument("--count", type=int, default=4, help="of dialogues")
    parser.add_argument("--clock", choices=TIMERS, default="machine")
    parser.add_argument("--no-diarize", action="store_true")
    parser.add_argument("--engine", action="append", metavar="NAME[=MODEL]", help="of the words; several are compared")
    parser.add_argument("--diarization-model", default="bundled")
    parser.add_argument("--num-speakers", type=int)
    parser.add_argument("--steps", default="1,2,4", help="seconds, with commas; none: the default")
    parser.add_argument("--windows", default=f"{WINDOW_SECONDS:g}", help="seconds, with commas")
    parser.add_argument("--plugin", help="one more plugin: a file")
    arguments = parser.parse_args()
    register(Engines(), name="engines")
    if arguments.plugin:
        register(import_plugin(arguments.plugin), name="benchmark")
    cases = [recorded(path) for path in arguments.recordings]
    if arguments.dialogues is not None:
        cases += simulated(arguments.dialogues, arguments.count)
    print_row(COLUMNS)
    print_row(["---"] * len(COLUMNS))
    for case in cases:
        for settings, pace in choices(arguments):
            print_row(measure(case, settings, pace, TIMERS[arguments.clock]))
    return 0


def choices(arguments: argparse.Namespace) -> Iterator[tuple[Settings, Pace]]:
    """Yield the settings that are compared on each recording."""
    for engine in arguments.engine or ["mlx-whisper"]:
        transcriber, _, model = engine.partition("=")
        settings = Settings(
            diarize=not arguments.no_diarize,
            transcriber=transcriber,
            model=model or None,
            diarization_model=arguments.diarization_model,
            num_speakers=arguments.num_speakers,
            output_formats=("json",),
        )
        for window in arguments.windows.split(","):
            for step in arguments.steps.split(","):
                yield settings, Pace(words=None if step == "none" else float(step), window=float(window))


def print_row(cells: Sequence[str]) -> None:
    """Print a row of the table at once."""
    print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
