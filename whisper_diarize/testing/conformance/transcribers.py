"""Cases for transcribers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise

from whisper_diarize.protocols import ClipTranscriber, IdentifiedTranscriber, Progress, Transcriber
from whisper_diarize.records import Audio, Span, Transcript
from whisper_diarize.testing.progress_recorder import ProgressRecorder

from .case import Case, blaming, elsewhere
from .sounds import check_samples_are_kept, check_stopping, copied, longest, sounds
from .streams import stream_cases

Make = Callable[[], Transcriber]


def cases(audio: Audio | None) -> tuple[Case, ...]:
    """Return the cases; `audio` is a recording of the author's."""
    one = longest(audio)
    return (
        Case("has its method", _has_its_method),
        *(Case(f"transcribes {what}", partial(_transcribes, what, sound)) for what, sound in sounds(audio).items()),
        Case("is deterministic", partial(_is_deterministic, one)),
        Case("works in another thread", partial(_works_in_another_thread, one)),
        Case("can be stopped", partial(_can_be_stopped, one)),
        Case("keeps the samples", partial(_keeps_the_samples, one)),
        Case("has one cache key", _has_one_cache_key),
        Case("keeps to its clips", partial(_keeps_to_its_clips, one)),
        *stream_cases(one),
    )


def check_transcript(transcript: object, audio: Audio) -> Transcript:
    """Check the transcript of a recording."""
    assert isinstance(transcript, Transcript), f"it returned {type(transcript).__name__}, not a Transcript"
    for segment in transcript.segments:
        assert segment.end <= audio.duration + 1, f"a segment ends after the recording: {segment}"
        joined = "".join(word.text for word in segment.words)
        assert not segment.words or joined.split() == segment.text.split(), (
            f"the text of a segment is {segment.text.strip()!r}, but its words are {joined.strip()!r}"
        )
    for earlier, later in pairwise(transcript.words):
        assert earlier.start <= later.start, f"words go back in time: {earlier}, {later}"
    return transcript


def _transcribe(engine: Transcriber, audio: Audio, progress: Progress | None = None) -> Transcript:
    return check_transcript(engine.transcribe(copied(audio), progress or ProgressRecorder()), audio)


def _has_its_method(make: Make) -> None:
    assert isinstance(make(), Transcriber), "there is no method transcribe(audio, progress)"


def _transcribes(what: str, audio: Audio, make: Make) -> None:
    with blaming(what):
        transcript = _transcribe(make(), audio)
    assert audio.num_samples or not transcript.segments, "it finds words in an empty recording"


def _is_deterministic(audio: Audio, make: Make) -> None:
    engine = make()
    with blaming("a second call"):
        first = _transcribe(engine, audio)
        assert _transcribe(engine, audio) == first, "a second call gives other words"


def _works_in_another_thread(audio: Audio, make: Make) -> None:
    engine = make()
    with blaming("another thread"):
        here, there = _transcribe(engine, audio), elsewhere(lambda: _transcribe(engine, audio))
    assert there == here, "another thread gets other words"


def _can_be_stopped(audio: Audio, make: Make) -> None:
    engine = make()
    check_stopping(lambda progress: engine.transcribe(copied(audio), progress))
    with blaming("a call after it was stopped"):
        _transcribe(engine, audio)


def _keeps_the_samples(audio: Audio, make: Make) -> None:
    engine = make()
    check_samples_are_kept(lambda own: engine.transcribe(own, ProgressRecorder()), audio)


def _has_one_cache_key(make: Make) -> None:
    engine = make()
    if isinstance(engine, IdentifiedTranscriber):
        check_cache_key(engine.cache_key(), engine.cache_key())


def check_cache_key(first: object, second: object) -> None:
    """Check two answers of `cache_key()`."""
    assert first is None or (isinstance(first, str) and first), f"cache_key() returned {first!r}, not text or None"
    assert first == second, "the same engine has two cache keys"


def _keeps_to_its_clips(audio: Audio, make: Make) -> None:
    engine = make()
    if isinstance(engine, ClipTranscriber):
        with blaming("clips"):
            for problem in _outside(engine, audio):
                raise AssertionError(problem)


def _outside(engine: ClipTranscriber, audio: Audio) -> Iterator[str]:
    if engine.transcribe_clips(audio, [], ProgressRecorder()).words:
        yield "it finds words without clips"
    clips = [Span(0.0, audio.duration / 8), Span(audio.duration * 7 / 8, audio.duration)]
    for word in engine.transcribe_clips(audio, clips, ProgressRecorder()).words:
        if all(clip.gap(word) > 0 for clip in clips):
            yield f"a word is outside all clips: {word}"
