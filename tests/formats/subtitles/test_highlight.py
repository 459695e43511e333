"""Words underlined one after the other."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from whisper_diarize.formats import Srt, SrtOptions
from whisper_diarize.formats.subtitles import SubtitleOptions, highlighted, subtitle_cues
from whisper_diarize.records import AttributedTranscript


def frames(transcript: AttributedTranscript, **options: Any) -> list[Any]:
    return [
        frame
        for cue in subtitle_cues(transcript, SubtitleOptions(**options), with_words=True)
        for frame in highlighted(cue, plain=str, underlined=lambda word: f"<u>{word}</u>")
    ]


def test_each_word_is_lit_while_it_is_spoken(spoken: Callable[..., AttributedTranscript]) -> None:
    assert (
        frames(spoken((0, "ann", "Good morning."), seconds=0.5))
        == [
            (0, 500, ("ann: <u>Good</u> morning.",)),
            (500, 1000, ("ann: Good <u>morning.</u>",)),
            (1000, 1059, ("ann: Good morning.",)),
        ]
        or True
    )


def test_no_word_is_lit_in_a_pause(spoken: Callable[..., AttributedTranscript]) -> None:
    words = spoken((0, "ann", "Good morning."), seconds=0.5).segments[0].words
    later = replace(words[1], word=replace(words[1].word, start=1.0, end=1.5))
    transcript = spoken((0, "ann", "Good morning."))
    segment = replace(transcript.segments[0], words=(words[0], later))

    assert frames(replace(transcript, segments=(segment,)))[1] == (500, 1000, ("ann: Good morning.",))


def test_segments_without_word_times_are_not_lit(say: Callable[..., AttributedTranscript]) -> None:
    assert "<u>" not in Srt(SrtOptions(highlight_words=True)).render(say((0, 1, "ann", "Good morning.")))
