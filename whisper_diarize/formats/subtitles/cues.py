"""From a transcript to cues: texts with their times, lines and names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from whisper_diarize.formats.cues import cues as segment_cues
from whisper_diarize.formats.cues import milliseconds
from whisper_diarize.formats.names import shown_names
from whisper_diarize.records import AttributedTranscript
from whisper_diarize.text import columns

from .breaks import Measure, divide
from .direction import line_prefixes
from .lines import split_lines
from .options import SubtitleOptions
from .timing import Showing, show
from .tokens import Run, runs

SpokenWord = tuple[str, int, int]
"""A word with the space in front of it, if any; start and end in milliseconds."""


@dataclass(frozen=True, slots=True)
class TimedText:
    """Something to show from `start` to `end` (milliseconds, `start < end`).

    `speaker` is the name that readers know, `label` the diarizer's. `prefixes` are what comes in front of the lines:
    the name in front of the first, where it is to be shown. `words` are the lines word by word; empty if the words
    have no times, or were not asked for.
    """

    start: int
    end: int
    lines: tuple[str, ...]
    prefixes: tuple[str, ...]
    speaker: str | None
    label: str | None
    words: tuple[tuple[SpokenWord, ...], ...] = ()

    @property
    def full_lines(self) -> tuple[str, ...]:
        """The lines with their prefixes."""
        return tuple(map(str.__add__, self.prefixes, self.lines))


def subtitle_cues(
    transcript: AttributedTranscript, options: SubtitleOptions, *, with_words: bool = False
) -> list[TimedText]:
    """Return the cues in order of time. One speaker's never overlap; two speakers' do where they talk at once."""
    if options.cues == "segments":
        return list(_segments(transcript, options))
    names = shown_names(transcript)
    found = list(runs(transcript.segments, names, options.max_line_width))
    drafts = [
        draft
        for run, shared, changed in zip(found, _shared(found), _changed(found, names), strict=True)
        for draft in _drafts(run, names[run.label], options, label_everywhere=shared, label_first=changed)
    ]
    until = milliseconds(transcript.duration) if transcript.duration else None
    shown = show([draft.showing for draft in drafts], options, until=until)
    order = sorted(range(len(drafts)), key=lambda number: shown[number])
    return list(_finished([(drafts[number], shown[number]) for number in order], options, with_words=with_words))


@dataclass(slots=True)
class _Draft:
    """The pieces `first` to `last - 1` of a run: a cue without its lines."""

    measure: Measure
    first: int
    last: int
    speaker: str | None
    showing: Showing


def _drafts(
    run: Run, speaker: str | None, options: SubtitleOptions, *, label_everywhere: bool, label_first: bool
) -> Iterator[_Draft]:
    """Yield the cues of a run without their lines."""
    measure = Measure(run)
    label = _label_columns(speaker, options)
    labels = [label if label_everywhere or options.speaker_labels == "always" else 0] * len(run.texts)
    labels[0] = label if label_first else labels[0]
    for first, last in pairwise(divide(measure, options, labels)):
        showing = Showing(run.starts[first], run.ends[last - 1], speaker, measure.width(first, last) + labels[first])
        yield _Draft(measure, first, last, speaker, showing)


def _label_columns(speaker: str | None, options: SubtitleOptions) -> int:
    """Return the columns of `Name: `."""
    return 0 if speaker is None or options.speaker_labels == "never" else columns(speaker) + 2


def _shared(found: Sequence[Run]) -> list[bool]:
    """Return which runs overlap others in time: any of their cues may come after another speaker's."""
    shared = [False] * len(found)
    until, last = -1, 0
    for number, run in enumerate(found):
        if run.starts[0] < until:
            shared[number] = shared[last] = True
        if run.ends[-1] > until:
            until, last = run.ends[-1], number
    return shared


def _changed(found: Sequence[Run], names: dict[str | None, str | None]) -> list[bool]:
    """Return which runs have another speaker than the run before; neighbours always have, but for the first."""
    return [names[run.label] is not None for run in found]


def _finished(
    drafts: Iterable[tuple[_Draft, tuple[int, int]]], options: SubtitleOptions, *, with_words: bool
) -> Iterator[TimedText]:
    previous = None
    for draft, (start, end) in drafts:
        run, speaker = draft.measure.run, draft.speaker
        name = speaker if _is_named(speaker, previous, options) else None
        previous = speaker
        label = _label_columns(name, options)
        stretches = split_lines(draft.measure, (draft.first, draft.last), options.max_line_width, label)
        lines = tuple(_text(run, *stretch) for stretch in stretches)
        words = tuple(_words(run, *stretch) for stretch in stretches) if with_words and run.measured else ()
        yield TimedText(start, end, lines, line_prefixes(lines, name), speaker, run.label, words)


def _is_named(speaker: str | None, previous: str | None, options: SubtitleOptions) -> bool:
    when = options.speaker_labels
    return speaker is not None and (when == "always" or (when == "change" and speaker != previous))


def _text(run: Run, first: int, last: int) -> str:
    texts = run.texts[first:last]
    if all(run.spaces[first + 1 : last]):
        return " ".join(texts)
    return "".join(" " * space + text for space, text in zip(run.spaces[first:last], texts, strict=True)).lstrip()


def _words(run: Run, first: int, last: int) -> tuple[SpokenWord, ...]:
    return tuple(
        (" " * (run.spaces[number] if number > first else 0) + run.texts[number], run.starts[number], run.ends[number])
        for number in range(first, last)
    )


def _segments(transcript: AttributedTranscript, options: SubtitleOptions) -> Iterator[TimedText]:
    """Yield a cue for each segment, as the engine cut them."""
    previous = None
    for cue in segment_cues(transcript):
        name = cue.speaker if _is_named(cue.speaker, previous, options) else None
        previous = cue.speaker
        yield TimedText(cue.start, cue.end, cue.lines, line_prefixes(cue.lines, name), cue.speaker, cue.label)
