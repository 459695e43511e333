"""Checks that a component keeps its contract; they raise `AssertionError` with what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from numpy.typing import NDArray

from whisper_diarize.plugins import PluginInfo, load
from whisper_diarize.protocols import (
    Attributor,
    ClipTranscriber,
    Diarizer,
    Exporter,
    HearingDiarizer,
    IdentifiedTranscriber,
    PostProcessor,
    PreparingDiarizer,
    Transcriber,
)
from whisper_diarize.records import (
    AttributedTranscript,
    Audio,
    Diarization,
    Span,
    SpeakerCount,
    Transcript,
    join_heard,
)

from .inputs import attributed_example, silence


@dataclass(slots=True)
class ProgressRecorder:
    """A progress callback that keeps what it is told, and refuses progress that goes back or too far."""

    steps: list[tuple[float, float]] = field(default_factory=list)

    def __call__(self, done: float, total: float) -> None:
        """Keep one report."""
        assert 0 <= done <= total, f"progress of {done} out of {total}"
        if self.steps:
            assert done / total >= self.steps[-1][0] / self.steps[-1][1], "progress went back"
        self.steps.append((done, total))


def check_transcriber(transcriber: Transcriber, audio: Audio) -> Transcript:
    """Check that an engine keeps its contract on `audio` and on nothing at all; return what it heard."""
    assert isinstance(transcriber, Transcriber), "there is no method transcribe(audio, progress)"
    assert not transcriber.transcribe(silence(0.0), ProgressRecorder()).words, "it hears words in an empty recording"
    transcript = transcriber.transcribe(audio, ProgressRecorder())
    for segment in transcript.segments:
        assert segment.end <= audio.duration + 1, f"a segment ends after the recording: {segment}"
        if segment.words:
            joined = "".join(word.text for word in segment.words)
            assert joined.split() == segment.text.split(), f"the words are not the text: {segment}"
    for earlier, later in pairwise(transcript.words):
        assert earlier.start <= later.start, f"words go back in time: {earlier}, {later}"
    again = transcriber.transcribe(audio, ProgressRecorder())
    assert again == transcript, "the same audio gave another transcript"
    if isinstance(transcriber, IdentifiedTranscriber):
        _check_key(transcriber)
    if isinstance(transcriber, ClipTranscriber):
        _check_clips(transcriber, audio)
    return transcript


def _check_clips(transcriber: ClipTranscriber, audio: Audio) -> None:
    """Check that an engine hears nothing outside the clips that it is given."""
    assert not transcriber.transcribe_clips(audio, [], ProgressRecorder()).words, "it hears words without clips"
    clips = [Span(0.0, audio.duration / 8), Span(audio.duration * 7 / 8, audio.duration)]
    for word in transcriber.transcribe_clips(audio, clips, ProgressRecorder()).words:
        assert any(clip.gap(word) == 0 for clip in clips), f"a word is outside all clips: {word}"


def _check_key(engine: IdentifiedTranscriber | HearingDiarizer) -> None:
    key = engine.cache_key()
    assert key is None or (isinstance(key, str) and key), "cache_key() must return text, or None"
    assert engine.cache_key() == key, "the same engine has two cache keys"


def check_diarizer(diarizer: Diarizer, audio: Audio) -> Diarization:
    """Check that a diarizer keeps its contract on `audio` and on nothing at all; return what it found."""
    assert isinstance(diarizer, Diarizer), "there is no method diarize(audio, speaker_count, progress)"
    nothing = diarizer.diarize(silence(0.0), SpeakerCount(), ProgressRecorder())
    assert not nothing.turns, "it finds speakers in an empty recording"
    found = diarizer.diarize(audio, SpeakerCount(), ProgressRecorder())
    for turn in found.turns:
        assert turn.end <= audio.duration + 1, f"a turn ends after the recording: {turn}"
        assert turn.speaker, f"a turn without a speaker: {turn}"
    for earlier, later in pairwise(found.exclusive()):
        assert earlier.end <= later.start, f"exclusive turns overlap: {earlier}, {later}"
    if found.scores is not None:
        assert set(found.scores.stretches) <= set(found.speakers), "somebody has scores, but no turn"
        assert all(len(stretch.values) for some in found.scores.stretches.values() for stretch in some), "empty scores"
    again = diarizer.diarize(audio, SpeakerCount(), ProgressRecorder())
    assert again.turns == found.turns, "the same audio gave other turns"
    if isinstance(diarizer, HearingDiarizer):
        _check_key(diarizer)
        _check_hearing(diarizer, audio, found)
    return found


def _check_hearing(diarizer: HearingDiarizer, audio: Audio, found: Diarization) -> None:
    """Check that hearing and concluding is diarizing, and that hearing can go on after any part."""
    parts = list(diarizer.hear(audio, {}, ProgressRecorder()))
    for number in range(len(parts) + 1):
        before = join_heard(parts[:number])
        after = list(diarizer.hear(audio, before, ProgressRecorder()))
        concluded = diarizer.conclude(audio, join_heard([before, *after]), SpeakerCount())
        assert concluded.turns == found.turns, f"interrupted after part {number}, hearing leads to other turns"
    if isinstance(diarizer, PreparingDiarizer):
        _check_preparing(diarizer, audio, join_heard(parts))


# Any: each array has its own type
def _check_preparing(diarizer: PreparingDiarizer, audio: Audio, heard: Mapping[str, NDArray[Any]]) -> None:
    """Check that what was prepared changes no conclusion, and has names of its own."""
    prepared = diarizer.prepare(heard)
    assert not prepared.keys() & heard.keys(), "what is prepared has names of what is heard"
    for count in (SpeakerCount(), SpeakerCount(num=1), SpeakerCount(num=3)):
        plain, helped = (diarizer.conclude(audio, known, count) for known in (heard, {**heard, **prepared}))
        assert plain.turns == helped.turns, f"what was prepared leads to other turns ({count})"


def check_attributor(attributor: Attributor) -> None:
    """Check that a way of attribution returns each word once and in order, with a speaker of the diarization."""
    assert isinstance(attributor, Attributor), "there is no method attribute(words, diarization)"
    example = attributed_example()
    words = [word.word for word in example.words]
    for given in ((), words):
        for diarization in (Diarization(), example.diarization or Diarization()):
            found = attributor.attribute(given, diarization)
            assert [item.word for item in found] == list(given), "words are lost, made up or out of order"
            known = {None, *diarization.speakers}
            assert {item.speaker for item in found} <= known, "a word has a speaker that nobody diarized"


def check_post_processor(processor: PostProcessor, transcript: AttributedTranscript | None = None) -> None:
    """Check that a post-processor returns a transcript, of something and of nothing."""
    assert isinstance(processor, PostProcessor), "there is no method process(transcript)"
    for given in (transcript or attributed_example(), AttributedTranscript()):
        assert isinstance(processor.process(given), AttributedTranscript), "process() must return the new transcript"


def check_exporter(exporter: Exporter, transcript: AttributedTranscript | None = None) -> str | bytes:
    """Check that an exporter renders something and nothing, twice the same; return what it rendered."""
    assert isinstance(exporter, Exporter), "there is no method render(transcript), or no attribute extension"
    assert exporter.extension, "the extension is empty"
    assert not exporter.extension.startswith("."), "the extension starts with a dot"
    assert "/" not in exporter.extension, "the extension is a path"
    nothing = exporter.render(AttributedTranscript(diarization=Diarization()))
    assert isinstance(nothing, (str, bytes)), "render() must return text or bytes"
    given = transcript or attributed_example()
    rendered = exporter.render(given)
    assert rendered == exporter.render(given), "the same transcript rendered differently"
    return rendered


def check_plugin(plugin: object) -> PluginInfo:
    """Check that a plugin loads beside ours, and ours only; return what it offers.

    Raises:
        PluginError: it implements an unknown hook or wrong arguments, or registers a name that is taken.
    """
    return load([plugin], installed=False).infos[-1]
