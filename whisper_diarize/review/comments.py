"""Comments and highlights."""

from __future__ import annotations

from dataclasses import replace

from whisper_diarize.records import AttributedTranscript, Comment, Span


def comment(transcript: AttributedTranscript, span: Span, text: str | None) -> AttributedTranscript:
    """Return the transcript with a comment on what is said in `span`, in place of one there; None: without any."""
    others = [one for one in transcript.comments if (one.start, one.end) != (span.start, span.end)]
    if text is not None:
        others.append(Comment(span.start, span.end, text.strip()))
    return replace(transcript, comments=tuple(sorted(others, key=lambda one: (one.start, one.end))))
