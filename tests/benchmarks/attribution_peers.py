"""Others' rules for the same words and turns, written from their sources, to compare with.

- `whisperx`: m-bain/whisperX, `whisperx/diarize.py:assign_word_speakers` at 2cfd7b7. A word goes to the speaker whose
  turns, overlapping ones too, share most time with it; without any it has none (`fill_nearest=False`, the command's
  default), and its subtitles show the segment's speaker, who is found in the same way.
- `whisperx_nearest`: the same with `fill_nearest=True`: without any, the turn whose middle is nearest.
- `punctuation`: MahmoudAshraf97/whisper-diarization, `helpers.py` at 7348644. The turn in which a word starts has it
  (`get_words_speaker_mapping`); then, where the speaker changes inside a sentence of at most 50 words, all of it goes
  to the one who has at least half of it (`get_realigned_ws_mapping_with_punctuation`).
- `majority`: all words of a segment go to the speaker who has most of the segment's time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from whisper_diarize import Diarization, Segment, Span, Transcript, Turn, Word

SENTENCE_END = ".?!"
MAX_WORDS = 50

Labels = list[str | None]


class _Turns:
    """Turns, to ask who talks when."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        self.turns = turns
        self.buckets: dict[int, list[Turn]] = {}
        for turn in turns:
            for second in range(int(turn.start), int(turn.end) + 1):
                self.buckets.setdefault(second, []).append(turn)

    def longest(self, span: Span) -> str | None:
        """Return the speaker who shares most time with `span`; None if there is none."""
        near = {id(turn): turn for s in range(int(span.start), int(span.end) + 1) for turn in self.buckets.get(s, ())}
        shares: Counter[str] = Counter()
        for turn in near.values():
            if span.overlap(turn) > 0:
                shares[turn.speaker] += span.overlap(turn)  # type: ignore[assignment]
        return max(sorted(shares), key=shares.__getitem__) if shares else None

    def nearest_by_middle(self, span: Span) -> str:
        middle = (span.start + span.end) / 2
        return min(self.turns, key=lambda turn: abs((turn.start + turn.end) / 2 - middle)).speaker


def whisperx(transcript: Transcript, diarization: Diarization) -> Labels:
    turns = _Turns(diarization.turns)
    return [turns.longest(word) or turns.longest(segment) for segment in transcript.segments for word in segment.words]


def whisperx_nearest(transcript: Transcript, diarization: Diarization) -> Labels:
    turns = _Turns(diarization.turns)
    return [turns.longest(word) or turns.nearest_by_middle(word) for word in transcript.words]


def majority(transcript: Transcript, diarization: Diarization) -> Labels:
    turns = _Turns(diarization.turns)
    return [
        label for s in transcript.segments for label in [turns.longest(s) or turns.nearest_by_middle(s)] * len(s.words)
    ]


def punctuation(transcript: Transcript, diarization: Diarization) -> Labels:
    words, turns = transcript.words, diarization.turns
    labels, current = [], 0
    for word in words:
        while current < len(turns) - 1 and word.start > turns[current].end:
            current += 1
        labels.append(turns[current].speaker)
    return _realigned(words, labels)


def _realigned(words: Sequence[Word], labels: list[str]) -> Labels:
    ends = [word.text[-1] in SENTENCE_END for word in words]
    result: Labels = list(labels)
    index = 0
    while index < len(words) - 1:
        if result[index] != result[index + 1] and not ends[index]:
            first = _sentence_start(index, ends, result)
            last = -1 if first is None else _sentence_end(index, ends, MAX_WORDS - index + first - 1)
            if first is not None and last is not None and last >= 0:
                most, count = Counter(result[first : last + 1]).most_common(1)[0]
                if count >= (last + 1 - first) // 2:
                    result[first : last + 1] = [most] * (last + 1 - first)
                    index = last
        index += 1
    return result


def _sentence_start(index: int, ends: Sequence[bool], labels: Labels) -> int | None:
    first = index
    while first > 0 and index - first < MAX_WORDS and labels[first - 1] == labels[first] and not ends[first - 1]:
        first -= 1
    return first if first == 0 or ends[first - 1] else None


def _sentence_end(index: int, ends: Sequence[bool], most: int) -> int | None:
    last = index
    while last < len(ends) - 1 and last - index < most and not ends[last]:
        last += 1
    return last if last == len(ends) - 1 or ends[last] else None


def segments_of(words: Sequence[Word]) -> tuple[Segment, ...]:
    """Cut a stream of words as Whisper does, which knows no speakers: at sentence ends once there are 4 seconds."""
    segments, run = [], []
    for word, following in zip(words, [*words[1:], None], strict=True):
        run.append(word)
        pause = following is not None and following.start - word.end > 1.0
        full = word.text[-1] in SENTENCE_END and word.end - run[0].start > 4.0
        if following is None or pause or full or len(run) == 40:
            end = max(item.end for item in run)
            segments.append(Segment(run[0].start, end, "".join(item.text for item in run), tuple(run)))
            run = []
    return tuple(segments)
