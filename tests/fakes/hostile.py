"""Strategies for text that tries to be markup, and transcripts made of it."""

from collections.abc import Sequence

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from whisper_diarize.attribution import attribute
from whisper_diarize.records import AttributedTranscript, Diarization, Segment, Transcript, Turn, Word

# fmt: off
TRICKS = (
    "\n", "\n\n", "\r\n", "\r", "\x00", "\x0b", "\x0c", "\x1c", "\x1b[31m", "\x7f", "\x85", "\u2028", "\t", " ",
    "\u00a0", "\u3000", "-->", "->", "--", ">", "- >", "<", "&", "&gt;", "<v Bob>", "</v>", "<c.x>",
    "<00:00:01.000>", "{\\an8}", "{", "}", "\\N", "\\", "\ufeff", "\ufffe", "\uffff", "WEBVTT", "NOTE", "STYLE",
    "REGION", "SPEAKER", ";;", ";", "<NA>", "nan", "None", "1", "2\n", "00:00:00,500",
    "00:00:00,500 --> 00:00:02,000", "00:00.500 --> 00:02.000", "0,5,1 - > 00:00:02,000",
    "Dialogue: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,x", "[Events]", "**", "_", "`", "[x](y)", "![", "# ",
    "- ", "1. ", "---", "===", "<!--", "|", "~~", "$", "(", ")", "@", "/", "xmin = 0", '"', '""', "'", ",", "#",
    ":", "=", "\u202e", "\u2066", "\u200f", "\ud800", "é", "e\u0301", "你好", "。", "「", "か", "ー", "ไทย", "한국",
    "\u05e9\u05dc\u05d5\u05dd", "\u0645\u0631\u062d\u0628\u0627", "😀", "👩\u200d👩\u200d👧", "a", "word", "x" * 50,
    ".", "?",
)
# fmt: on
hostile = st.lists(st.sampled_from(TRICKS) | st.text(max_size=4), max_size=8).map("".join)
rows = st.lists(st.tuples(st.sampled_from("ab"), hostile), max_size=4)
names = st.tuples(hostile, hostile)

patient = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""For what takes long to generate: transcripts with words."""


def one_a_second(
    said: Sequence[tuple[str, str]], names: Sequence[str] = (), name: str = "talk"
) -> AttributedTranscript:
    """A second of `said` after the other, by two speakers called `names`."""
    segments = tuple(Segment(second, second + 1, text) for second, (_, text) in enumerate(said))
    turns = tuple(Turn(second, second + 1, speaker) for second, (speaker, _) in enumerate(said))
    attributed = attribute(Transcript(segments), Diarization(turns), name=name, duration=9.0)
    return attributed.with_names(names)


@st.composite
def transcripts(draw: st.DrawFn, texts: st.SearchStrategy[str] = hostile) -> AttributedTranscript:
    """Segments of two speakers, some with word times, at times that may overlap, stand still or go back."""
    segments, turns = [], []
    for _ in range(draw(st.integers(0, 5))):
        start = draw(st.integers(0, 200)) / 10
        words = []
        clock = start
        for text in draw(st.lists(texts, max_size=12)):
            begin = max(0.0, clock + draw(st.integers(-5, 30)) / 10)
            clock = begin + draw(st.sampled_from((0.0, 0.02, 0.2, 0.5, 9.0)))
            words.append(Word(begin, clock, text))
        text = "".join(word.text for word in words)
        span = (min([word.start for word in words], default=start), max([word.end for word in words], default=start))
        segments.append(Segment(*span, text, tuple(words) if draw(st.booleans()) else ()))
        turns.append(Turn(*span, draw(st.sampled_from("ab"))))
    transcript = attribute(Transcript(tuple(segments)), Diarization(tuple(turns)), name="talk", duration=30.0)
    return transcript.with_names(draw(names))
