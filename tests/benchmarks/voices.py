"""Figures of names by voices: open-set identification of people whom a network never heard.

    python -m tests.benchmarks.voices --data train-data --model bundled
    python -m tests.benchmarks.voices --data train-data --model campplus --everyone --set commonvoice

`--data` is what `whisper-diarize train prepare` wrote. People are those that training left out, or with `--everyone`
all of them, for a network that was trained elsewhere. Each has two recordings, of other clips and through other
channels: one is enrolled, the other heard. Cosines of the mean of a recording's vectors are compared.

A third of the people, by a hash of their names, chooses the cut-off and the slope of the score: the smallest step of
0.05 at which no absent person gets a name. All that is printed after that is of the others: the DIR at 1 % and 0.1 % of
absent people named, by seconds of speech and by people in the library; the curve of the cut-off, with the margin of the
product; and ways to normalise scores, against a cohort of training speakers. `--vectors FILE` keeps the vectors for the
next run. `--dialogues N` goes through the whole product.
"""

from __future__ import annotations

import argparse
import hashlib
import pickle
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.benchmarks.voices_dialogues import count_names, find_voices, learn
from tests.benchmarks.voices_normalising import WAYS, Cohort
from tests.benchmarks.voices_recordings import SECONDS, Recorded, embed_people
from tests.benchmarks.voices_trials import Array, Trials, draw_trials, equal_error_rate, fit_slope
from whisper_diarize.models import load_model
from whisper_diarize.records import VoiceFigures

CONDITIONS = ("clean", "ordinary")
PAIRS = tuple((one, other) for one in reversed(SECONDS) for other in reversed(SECONDS[:2]))
SIZES = (5, 20, 50, 100, 200, 300, 400, 500)
LIBRARY = 20
CHOOSING_SHARE = 1 / 3
CUTOFFS = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)
MARGIN = 0.05
LEAST_SECONDS = 6.0


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """Cosines of people heard to people enrolled: (heard, enrolled), and their names."""

    cosines: Array
    heard: tuple[str, ...]
    enrolled: tuple[str, ...]

    @property
    def same(self) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        """True where both are one person: (heard, enrolled)."""
        return np.array(self.heard)[:, None] == np.array(self.enrolled)[None]

    def trials(self, size: int) -> Trials:
        """Draw libraries of `size` people."""
        return draw_trials(self.cosines, self.enrolled, self.heard, size, np.random.default_rng(0))


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", default="bundled")
    parser.add_argument("--everyone", action="store_true", help="the network was trained elsewhere: all are unseen")
    parser.add_argument("--set", action="append", help="only people of this set; repeat for more")
    parser.add_argument("--vectors", type=Path, help="a file of vectors, made if it is not there")
    parser.add_argument("--dialogues", type=int, default=0, help="so many of each split and part")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    for condition in CONDITIONS:
        recorded = _vectors(arguments, condition)
        chosen = [one for one in recorded if arguments.set is None or one.set in arguments.set]
        unseen = [one for one in chosen if arguments.everyone or not one.seen]
        choosing, testing = parted(unseen)
        print(f"\n{arguments.model}, {condition}: {counted(choosing)} choose, {counted(testing)} test")
        choose(choosing)
        by_seconds(testing)
        by_size(testing, SECONDS[1])
        by_size(testing, SECONDS[0])
        by_cutoff(testing)
        cohort = Cohort.of([one.vector for one in recorded if one.seen and one.part == "enrolled"])
        by_normalising([one for one in chosen if not one.seen], cohort)
    if arguments.dialogues:
        in_dialogues(arguments.data, arguments.model, arguments.dialogues)
    return 0


def parted(people: Sequence[Recorded]) -> tuple[list[Recorded], list[Recorded]]:
    """Part people, by a hash of their names, into those who choose and those who test."""

    def chooses(one: Recorded) -> bool:
        digest = hashlib.sha256(f"choosing/{one.person}".encode()).digest()
        return int.from_bytes(digest[:4], "big") / 2**32 < CHOOSING_SHARE

    return [one for one in people if chooses(one)], [one for one in people if not chooses(one)]


def counted(people: Sequence[Recorded]) -> str:
    """Return the number of people of each set."""
    sets = Counter(set_name for set_name, _ in {(one.set, one.speaker) for one in people})
    return f"{sum(sets.values())} people ({', '.join(f'{name} {number}' for name, number in sorted(sets.items()))})"


def choose(people: Sequence[Recorded]) -> None:
    """Print the cut-off and the slope that people choose."""
    compared = [compare(people, enrolled, SECONDS[1]) for enrolled in (SECONDS[2], SECONDS[1])]
    trials = [found.trials(size) for found in compared for size in SIZES[:3] if size < len(found.enrolled)]
    cutoff = next(
        cutoff for cutoff in CUTOFFS if not any(some.at(VoiceFigures(cutoff, 1.0, MARGIN))[2] for some in trials)
    )
    slopes = ", ".join(f"{fit_slope(found.cosines, found.same, cutoff):.1f}" for found in compared)
    print(f"chosen: {cutoff:.2f}; slopes by 30 s and 10 s: {slopes}")


def by_seconds(people: Sequence[Recorded]) -> None:
    """Print a row for each length of speech that enough people have."""
    print(f"\n{'enrolled s':>10}{'heard s':>8}{'people':>8}{'EER %':>7}{'DIR at 1 %':>12}{'at 0.1 %':>10}")
    for enrolled, heard in PAIRS:
        found = compare(people, enrolled, heard)
        if len(found.enrolled) <= LIBRARY:
            continue
        trials = found.trials(LIBRARY)
        rate = 100 * equal_error_rate(found.cosines, found.same)
        rates = f"{100 * trials.rate(0.01):12.1f}{100 * trials.rate(0.001):10.1f}"
        print(f"{enrolled:10.0f}{heard:8.0f}{len(found.enrolled):8}{rate:7.1f}{rates}")


def by_size(people: Sequence[Recorded], seconds: float) -> None:
    """Print a row for each number of people in the library, with so much speech enrolled and heard."""
    found = compare(people, seconds, seconds)
    print(f"\n{seconds:.0f} s enrolled, {seconds:.0f} s heard")
    print(f"{'library':>8}{'trials: known':>14}{'absent':>8}{'DIR at 1 %':>12}{'at 0.1 %':>10}")
    for size in (size for size in SIZES if size < len(found.enrolled)):
        trials = found.trials(size)
        rates = f"{100 * trials.rate(0.01):12.1f}{100 * trials.rate(0.001):10.1f}"
        print(f"{size:8}{len(trials.known):14}{len(trials.absent):8}{rates}")


def by_cutoff(people: Sequence[Recorded]) -> None:
    """Print the curve of the cut-off for a library of 20, and the slope of the score at each."""
    for enrolled in (SECONDS[2], SECONDS[1]):
        found = compare(people, enrolled, SECONDS[1])
        if len(found.enrolled) <= LIBRARY:
            continue
        trials = found.trials(LIBRARY)
        print(
            f"\n{enrolled:.0f} s enrolled, 10 s heard; trials of people who are known: {len(trials.known)}, absent: "
            f"{len(trials.absent)}"
        )
        print(f"{'cut-off':>8}{'right %':>9}{'wrong %':>9}{'absent named %':>16}{'slope':>7}")
        for cutoff in CUTOFFS:
            right, wrong, alarms = trials.at(VoiceFigures(cutoff, 1.0, MARGIN))
            slope = fit_slope(found.cosines, found.same, cutoff)
            print(f"{cutoff:8.2f}{100 * right:9.1f}{100 * wrong:9.2f}{100 * alarms:16.2f}{slope:7.1f}")


def by_normalising(people: Sequence[Recorded], cohort: Cohort) -> None:
    """Print a row for each way to normalise scores: 10 s enrolled, 10 s heard."""
    print(f"\n{'score':>22}{'EER %':>7}{'DIR at 1 %':>12}{'at 0.1 %':>10}")
    for name, way in WAYS.items():
        found = compare(people, SECONDS[1], SECONDS[1], lambda one, other, way=way: way(cohort, one, other))  # type: ignore[misc]
        trials = found.trials(min(LIBRARY, len(found.enrolled) // 2))
        rate = 100 * equal_error_rate(found.cosines, found.same)
        print(f"{name:>22}{rate:7.1f}{100 * trials.rate(0.01):12.1f}{100 * trials.rate(0.001):10.1f}")


def in_dialogues(data: Path, model: str, count: int) -> None:
    """Print names in dialogues, by cut-off."""
    network = load_model(model).voice_model
    for condition in CONDITIONS:
        first, second = (list(find_voices(data, model, condition, part, count)) for part in ("first", "second"))
        people = learn(first, "network")
        print(f"\n{condition} dialogues: {len(people)} people learnt of {len(first)}, heard in {len(second)}")
        for cutoff in (*CUTOFFS, *([network.figures.cutoff] if network and network.figures else [])):
            counts: Counter[str] = count_names(second, people, "network", VoiceFigures(cutoff, 1.0, MARGIN))
            print(f"{cutoff:8.2f}  {', '.join(f'{name}: {number}' for name, number in sorted(counts.items()))}")


Score = Callable[[Array, Array], Array]


def compare(people: Sequence[Recorded], enrolled: float, heard: float, score: Score | None = None) -> Compared:
    """Compare all who are heard for some seconds with all who are enrolled with some, by cosine or another score."""
    rows = [one for one in people if one.part == "heard" and one.seconds == heard]
    columns = [one for one in people if one.part == "enrolled" and one.seconds == enrolled]
    one, other = (np.stack([each.vector for each in some]).astype(np.float64) for some in (rows, columns))
    cosines = WAYS["cosine"](None, one, other) if score is None else score(one, other)
    return Compared(cosines, tuple(each.person for each in rows), tuple(each.person for each in columns))


def _vectors(arguments: argparse.Namespace, condition: str) -> list[Recorded]:
    """Return the vectors of a file, or embed all people and keep them there."""
    path = arguments.vectors and arguments.vectors.with_suffix(f".{condition}.pickle")
    if path and path.exists():
        return list(pickle.loads(path.read_bytes()))  # noqa: S301  written below
    from whisper_diarize_train.corpus import load

    corpus = load(arguments.data)
    people = list(_people(arguments.data, everyone=arguments.everyone))
    embedding, everyone = load_model(arguments.model).embedding, arguments.everyone
    found = list(embed_people(corpus, people, embedding, condition, arguments.seed, everyone=everyone))
    if path:
        path.write_bytes(pickle.dumps(found))
    return found


def _people(data: Path, *, everyone: bool) -> Iterator[tuple[str, str]]:
    """Yield set and name of those who talk enough: the people left out of training, and 100 others as a cohort."""
    from whisper_diarize_train.corpus import load, split_of

    seconds: defaultdict[tuple[str, str], float] = defaultdict(float)
    corpus = load(data)
    for clip in corpus.clips:
        seconds[clip.set, clip.speaker] += float(corpus.activity(clip).sum()) / 100
    rest = 100
    for person in sorted(person for person, total in seconds.items() if total >= LEAST_SECONDS):
        seen = split_of(*person) == "train"
        rest -= seen
        if everyone or not seen or rest >= 0:
            yield person


if __name__ == "__main__":
    sys.exit(main())
