"""Transcripts to render."""

from whisper_diarize.attribution import attribute
from whisper_diarize.records import AttributedTranscript, Diarization, Segment, Transcript, Turn, Word

WORDS = (
    Word(0.0, 0.5, " Good", 0.98),
    Word(0.5, 1.2, " morning.", 0.9),
    Word(2.0, 2.4, " Hi,", 0.75),
    Word(2.4, 3.0, " Ann.", None),
)


def good_morning() -> AttributedTranscript:
    """`Good morning.` by Ann Lee, `Hi, Ann.` by SPEAKER_01, both cut from one segment."""
    segment = Segment(0.0, 3.0, " Good morning. Hi, Ann.", WORDS, seek=0, tokens=(1, 2), avg_logprob=-0.25)
    turns = (Turn(0.0, 1.5, "SPEAKER_00"), Turn(1.9, 3.25, "SPEAKER_01"))
    diarization = Diarization(turns, model="a model")
    attributed = attribute(Transcript((segment,), "en", "an engine"), diarization, name="talk", duration=4.0)
    return attributed.with_names(("Ann Lee",))


def silent() -> AttributedTranscript:
    """A transcript without words or turns."""
    return attribute(Transcript(), Diarization(), name="talk", duration=4.0)
