"""Strategies for records of every kind, with numbers of three decimals."""

from hypothesis import strategies as st

from whisper_diarize.records import (
    AttributedSegment,
    AttributedTranscript,
    AttributedWord,
    Diarization,
    Quality,
    Segment,
    Speaker,
    Turn,
    Word,
)

texts = st.text(max_size=6)
labels = st.sampled_from(["A", "B", "C"])
shares = st.integers(0, 1000).map(lambda number: number / 1000)
spans = st.tuples(st.integers(0, 90_000), st.integers(0, 9_000)).map(lambda s: (s[0] / 1000, (s[0] + s[1]) / 1000))
words = st.builds(
    lambda span, text, probability, interpolated: Word(span[0], span[1], text, probability, interpolated),
    *(spans, texts, st.none() | shares, st.booleans()),
)
attributed_words = st.builds(
    AttributedWord,
    *(words, st.none() | labels, st.sampled_from(["overlap", "nearest", "checked"]), shares, st.none() | shares),
    *(st.none() | labels, st.booleans(), st.lists(labels, max_size=2).map(tuple), st.booleans()),
)
turns = st.builds(lambda span, label: Turn(span[0], span[1], label), spans, labels)
qualities = st.builds(
    Quality,
    *(st.none() | shares, st.none() | shares, st.none() | st.integers(-30, 90).map(float)),
    *(st.none() | st.integers(1, 9), st.none() | shares),
)
diarizations = st.builds(
    lambda turns, model, quality: Diarization(tuple(turns), tuple(turns), model=model, quality=quality),
    *(st.lists(turns, max_size=4), st.none() | texts, qualities),
)


@st.composite
def attributed_segments(draw: st.DrawFn) -> AttributedSegment:
    """A segment with words or without."""
    said = tuple(draw(st.lists(attributed_words, max_size=3)))
    plain = tuple(word.word for word in said)
    text = "".join(word.text for word in plain) if plain else draw(texts)
    tokens = tuple(draw(st.lists(st.integers(0, 50_000), max_size=2)))
    segment = Segment(*draw(spans), text, plain, draw(st.none() | st.integers(0, 9)), tokens, avg_logprob=-0.25)
    return AttributedSegment(segment, draw(st.none() | labels), "overlap", said)


transcripts = st.builds(
    AttributedTranscript,
    st.lists(attributed_segments(), max_size=3).map(tuple),
    st.lists(st.builds(Speaker, labels, texts), max_size=3).map(tuple),
    st.none() | diarizations,
    *(st.none() | st.just("en"), st.none() | texts, texts, shares, st.lists(texts, max_size=2).map(tuple)),
    st.none() | texts,
)
