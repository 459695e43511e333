"""Ghosts: speakers who may not exist. A diarizer makes them of a cough, or of a voice that changes for a moment."""

from __future__ import annotations

from whisper_diarize.records import AttributedTranscript

GHOST_SECONDS = 3.0
GHOST_SHARE = 0.05


def ghosts(transcript: AttributedTranscript) -> dict[str, float]:
    """Return the labels of speakers who hardly talk, with their seconds of talk; none if all hardly talk.

    Hardly: less than GHOST_SECONDS, and less than GHOST_SHARE of all talk, so that a short recording has none. Turns
    are counted, not words: a ghost is an error of the diarizer, and turns are its result, with or without a transcript.
    An engine that leaves out each "mm" of a listener makes the listener no ghost. `tests/benchmarks/quality.py`
    measures how often this is right.
    """
    if transcript.diarization is None:
        return {}
    seconds = dict.fromkeys((speaker.label for speaker in transcript.speakers), 0.0)
    for turn in transcript.diarization.turns:
        seconds[turn.speaker] = seconds.get(turn.speaker, 0.0) + turn.duration
    least = min(GHOST_SECONDS, GHOST_SHARE * sum(seconds.values()))
    found = {label: talk for label, talk in seconds.items() if talk < least}
    return found if len(found) < len(seconds) else {}
