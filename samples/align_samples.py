"""Compare the word times of recordings with a forced alignment by pocketsphinx, which is independent of flite.

    python samples/align_samples.py samples/standup.wav samples/interview.wav

An alignment needs the text, so it says nothing about which words are recognised, only where they are.
"""

from __future__ import annotations

import json
import re
import sys
import wave
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from pocketsphinx import Decoder

SAMPLE_RATE = 16000
FRAMES_PER_SECOND = 100
MARGIN_SECONDS = 0.15
PHRASE_PAUSE_SECONDS = 0.2
ROUNDING_SECONDS = 0.001  # the times in the file have three decimals


class Word(NamedTuple):
    """A reference word."""

    word: str
    start: float
    end: float
    speaker: str


def main(paths: list[str]) -> None:
    """Print the median and the 90th percentile of the differences, in milliseconds."""
    decoder = Decoder(lm=None, bestpath=False, loglevel="FATAL")
    for path in map(Path, paths):
        differences = np.abs(align_recording(decoder, path)) * 1000
        median, high = np.percentile(differences, 50), np.percentile(differences, 90)
        print(f"{path.name}: {len(differences)} word edges, median {median:.0f} ms, 90 % within {high:.0f} ms")


def align_recording(decoder: Decoder, path: Path) -> list[float]:
    """Return the differences at the start and the end of every word that can be aligned."""
    words = [Word(**word) for word in json.loads(path.with_suffix(".words.json").read_text(encoding="utf-8"))]
    with wave.open(str(path), "rb") as file:
        content = file.readframes(file.getnframes())
    return [difference for phrase in phrases(words) for difference in align_phrase(decoder, content, phrase)]


def phrases(words: list[Word]) -> list[list[Word]]:
    """Split the words at pauses, at changes of speaker and where speech overlaps."""
    result = [[words[0]]]
    for previous, word in pairwise(words):
        gap = word.start - previous.end
        if word.speaker != previous.speaker or not -ROUNDING_SECONDS <= gap < PHRASE_PAUSE_SECONDS:
            result.append([])
        result[-1].append(word)
    return result


def align_phrase(decoder: Decoder, content: bytes, phrase: list[Word]) -> list[float]:
    """Align one phrase; return an empty list where pocketsphinx finds no path."""
    first = max(0.0, phrase[0].start - MARGIN_SECONDS)
    last = phrase[-1].end + MARGIN_SECONDS
    decoder.set_align_text(" ".join(re.sub(r"[^\w']", "", word.word).lower() for word in phrase))
    decoder.start_utt()
    decoder.process_raw(content[2 * int(first * SAMPLE_RATE) : 2 * int(last * SAMPLE_RATE)], full_utt=True)
    decoder.end_utt()
    if decoder.hyp() is None:
        return []
    found = [segment for segment in decoder.seg() if segment.word[0] not in "<[("]
    starts = [first + s.start_frame / FRAMES_PER_SECOND - w.start for s, w in zip(found, phrase, strict=True)]
    ends = [first + (s.end_frame + 1) / FRAMES_PER_SECOND - w.end for s, w in zip(found, phrase, strict=True)]
    return starts + ends


if __name__ == "__main__":
    main(sys.argv[1:])
