"""What holds for the cues of any transcript, whatever the rules."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.hostile import patient, transcripts
from whisper_diarize.formats.cleaning import clean_direction, one_line
from whisper_diarize.formats.names import shown_names
from whisper_diarize.formats.subtitles import SubtitleOptions, highlighted, subtitle_cues
from whisper_diarize.records import AttributedTranscript
from whisper_diarize.text import columns

pytestmark = pytest.mark.slow

options = st.builds(
    SubtitleOptions,
    speaker_labels=st.sampled_from(("change", "always", "never")),
    max_line_width=st.sampled_from((12, 42, 1000)),
    max_line_count=st.integers(1, 4),
    max_words_per_line=st.none() | st.integers(1, 4),
    reading_speed=st.sampled_from((1.0, 17.0)),
    max_seconds=st.sampled_from((1.0, 7.0)),
)
plain = st.lists(st.sampled_from(("a ", " b.", " c,", "字", "。", " long-word", " \u05e9", "-"))).map("".join)
some = transcripts(texts=plain | st.text(max_size=5))


def bare(text: str) -> str:
    return "".join(clean_direction(one_line(text)).split())


@patient
@given(some, options)
def test_nothing_is_lost_and_nothing_moves(transcript: AttributedTranscript, rules: Any) -> None:
    cues = subtitle_cues(transcript, rules)
    names = shown_names(transcript)
    for name in set(names.values()):
        mine = sorted((s for s in transcript.segments if names[s.speaker] == name), key=lambda s: s.segment.start)
        shown = "".join("".join(cue.lines) for cue in cues if cue.speaker == name)
        assert "".join(shown.split()) == "".join(bare(segment.segment.text) for segment in mine)


@patient
@given(some, options)
def test_lines_are_no_wider_and_no_more_than_allowed(transcript: AttributedTranscript, rules: Any) -> None:
    for cue in subtitle_cues(transcript, rules):
        label = columns(cue.prefixes[0]) if cue.speaker and cue.speaker in cue.prefixes[0] else 0
        room = label < rules.max_line_width // 2 and rules.max_line_count > 1
        assert len(cue.lines) <= rules.max_line_count or not room
        assert all(columns(line) <= rules.max_line_width for line in cue.lines[1:])
        assert columns(cue.lines[0]) + (label if room else 0) <= rules.max_line_width


@patient
@given(some, options)
def test_cues_are_shown_in_order_and_long_enough_to_be_seen(transcript: AttributedTranscript, rules: Any) -> None:
    cues = subtitle_cues(transcript, rules)
    assert [cue.start for cue in cues] == sorted(cue.start for cue in cues)
    assert all(cue.end - cue.start <= 1000 * rules.max_seconds for cue in cues)
    assert all(cue.start < cue.end for cue in cues)


@patient
@given(some, options)
def test_one_speakers_cues_never_overlap(transcript: AttributedTranscript, rules: Any) -> None:
    cues = subtitle_cues(transcript, rules)
    for name in {cue.speaker for cue in cues}:
        mine = [cue for cue in cues if cue.speaker == name]
        assert all(earlier.end <= later.start for earlier, later in pairwise(mine))


@patient
@given(some, options)
def test_two_speakers_cues_overlap_only_where_their_segments_do(transcript: AttributedTranscript, rules: Any) -> None:
    cues = subtitle_cues(transcript, rules)
    spans = sorted((segment.start, segment.end) for segment in transcript.segments)
    latest, apart = 0.0, True
    for start, end in spans:
        apart, latest = apart and start >= latest, max(latest, end)
    assert not apart or all(earlier.end <= later.start for earlier, later in pairwise(cues))


@patient
@given(some, options)
def test_frames_of_a_highlighted_cue_cover_it(transcript: AttributedTranscript, rules: Any) -> None:
    for cue in subtitle_cues(transcript, rules, with_words=True):
        frames = list(highlighted(cue, plain=str, underlined=lambda word: f"[{word}]"))
        assert [cue.start, *(end for _, end, _ in frames)] == [*(start for start, _, _ in frames), cue.end]
        assert all("".join(lines).count("[") <= 1 + "".join(cue.full_lines).count("[") for _, _, lines in frames)
