"""Score attributed words on recordings whose words, times and speakers are known.

    python -m tests.benchmarks.samples samples/standup.wav samples/interview.wav

Beside each recording lie `NAME.rttm` and `NAME.words.json`, as `samples/make_samples.py` writes them. Printed for each:

- speakers found, of how many;
- DER with collar 0 and overlap scored (pyannote.metrics), and its parts;
- the share of the reference words (at their true times) that get the right speaker;
- the share of the recognised words that do: a recognised word belongs to whoever says the reference word that it
  overlaps most in time (words that overlap none count as wrong);
- the seconds that diarization and transcription took.

Speakers are matched one to one, so that the most words are right.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import warnings
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment

import whisper_diarize
from whisper_diarize import Diarization, Segment, Span, Transcript, Turn, Word
from whisper_diarize.formats import parse_rttm

Pairs = list[tuple[str, str | None]]


@dataclass(frozen=True)
class Reference:
    """The reference of one recording."""

    turns: tuple[Turn, ...]
    words: tuple[Word, ...]
    speakers: tuple[str, ...]


def main() -> int:
    """Score each recording and print one row for it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recordings", type=Path, nargs="+")
    parser.add_argument("--transcriber", default="pocketsphinx")
    parser.add_argument("--num-speakers", type=int)
    parser.add_argument("--json", type=Path, help="also write the figures here")
    arguments = parser.parse_args()
    rows = [score(path, arguments.transcriber, arguments.num_speakers) for path in arguments.recordings]
    widths = {key: max(len(key), *(len(str(row[key])) for row in rows)) for key in rows[0]}
    for line in ({key: key for key in widths}, *rows):
        print("  ".join(str(line[key]).ljust(width) for key, width in widths.items()))  # type: ignore[index]  # there, as the test would say
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=2) + "\n")
    return 0


def score(path: Path, transcriber: str, num_speakers: int | None) -> dict[str, object]:
    """Return the figures for one recording."""
    reference = read_reference(path)
    started = time.perf_counter()
    found = whisper_diarize.diarize(path, model="bundled", num_speakers=num_speakers)
    diarized = time.perf_counter()
    heard = whisper_diarize.transcribe(path, transcriber=transcriber)
    transcribed = time.perf_counter()
    plain = Transcript(tuple(part.segment for part in heard.segments))
    error = diarization_error(reference.turns, found)
    return {
        "recording": path.stem,
        "speakers": f"{len(found.speakers)} of {len(set(reference.speakers))}",
        "DER %": f"{100 * error['diarization error rate']:.1f}",
        "false alarm": f"{error['false alarm']:.1f} s",
        "missed": f"{error['missed detection']:.1f} s",
        "confusion": f"{error['confusion']:.1f} s",
        "true words right": share_right(true_pairs(reference, found)),
        f"{transcriber} words right": share_right(recognised_pairs(reference, plain, found)),
        "diarization": f"{diarized - started:.1f} s",
        "transcription": f"{transcribed - diarized:.1f} s",
    }


def read_reference(path: Path) -> Reference:
    """Read the truth that lies beside a recording."""
    items = json.loads(path.with_suffix(".words.json").read_text())
    return Reference(
        parse_rttm(path.with_suffix(".rttm").read_text()),
        tuple(Word(item["start"], item["end"], f" {item['word']}") for item in items),
        tuple(item["speaker"] for item in items),
    )


def diarization_error(reference: tuple[Turn, ...], found: Diarization) -> dict[str, float]:
    """Return pyannote.metrics' figures: seconds, and the rate as a share."""
    from pyannote.core import Annotation
    from pyannote.core import Segment as Stretch
    from pyannote.metrics.diarization import DiarizationErrorRate

    def annotation(turns: tuple[Turn, ...]) -> Annotation:
        made = Annotation()
        for number, turn in enumerate(turns):
            made[Stretch(turn.start, turn.end), number] = turn.speaker
        return made

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it scores the extent of both, which is what we want, and says so
        return dict(DiarizationErrorRate()(annotation(reference), annotation(found.turns), detailed=True))


def true_pairs(reference: Reference, found: Diarization) -> Pairs:
    """Give the reference words to the turns found: (who says it, who is said to) for each."""
    text = "".join(word.text for word in reference.words)
    transcript = Transcript((Segment(0.0, reference.words[-1].end, text, reference.words),))
    given = whisper_diarize.attribute(transcript, found)
    return [(speaker, word.speaker) for speaker, word in zip(reference.speakers, given.words, strict=True)]


def recognised_pairs(reference: Reference, transcript: Transcript, found: Diarization) -> Pairs:
    """Give recognised words to the turns found: (true speaker, speaker found) for each."""
    given = whisper_diarize.attribute(transcript, found)
    return [(speaker_at(reference, item.word), item.speaker) for item in given.words]


def speaker_at(reference: Reference, span: Span) -> str:
    """Return the speaker of the word that a stretch of time overlaps most; `NOBODY` if it overlaps none."""
    overlaps = [word.overlap(span) for word in reference.words]
    best = int(np.argmax(overlaps))
    return reference.speakers[best] if overlaps[best] > 0 else "nobody"


def share_right(pairs: Pairs) -> str:
    """Return how many words are right under the best one-to-one match of speakers."""
    counts = Counter(pairs)
    truths = sorted({truth for truth, _ in pairs if truth != "nobody"})
    labels = sorted({label for _, label in pairs if label is not None})
    table = np.array([[counts[truth, label] for label in labels] for truth in truths])
    right = int(table[linear_sum_assignment(-table)].sum()) if table.size else 0
    return f"{100 * right / len(pairs):.1f} % of {len(pairs)}"


if __name__ == "__main__":
    sys.exit(main())
