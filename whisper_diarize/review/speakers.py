"""Corrections of speakers: names laid over labels, and merging of two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from whisper_diarize.errors import OptionError
from whisper_diarize.records import AttributedSegment, AttributedTranscript, AttributedWord

from .turns import merge_turns


def find_speaker(transcript: AttributedTranscript, text: str) -> str:
    """Return the label of the speaker that a person calls `text`: by label, else by name.

    Raises:
        OptionError: there is no such speaker, or two have the name.
    """
    labels = [speaker.label for speaker in transcript.speakers]
    if text in labels:
        return text
    named = [speaker.label for speaker in transcript.speakers if speaker.name == text]
    if len(named) > 1:
        raise OptionError(f"{len(named)} speakers are called '{text}'; say which: {', '.join(named)}")
    if not named:
        raise OptionError.unknown("speaker", text, labels)
    return named[0]


def rename(transcript: AttributedTranscript, names: Mapping[str, str]) -> AttributedTranscript:
    """Return the transcript in which the speakers with these labels have these names; a blank one is the label.

    Raises:
        OptionError: a label is none of the transcript's.
    """
    for label in names:
        _check(transcript, label)
    speakers = tuple(
        speaker.renamed(names[speaker.label].strip() or speaker.label) if speaker.label in names else speaker
        for speaker in transcript.speakers
    )
    return replace(transcript, speakers=speakers)


def merge(transcript: AttributedTranscript, source: str, target: str) -> AttributedTranscript:
    """Return the transcript in which `target` has all words and turns of `source`, who is gone.

    Raises:
        OptionError: a label is none of the transcript's, or both are the same.
    """
    _check(transcript, source)
    _check(transcript, target)
    if source == target:
        raise OptionError(f"'{source}' cannot be merged with itself")
    diarization = transcript.diarization
    return replace(
        transcript,
        segments=tuple(_relabelled(segment, source, target) for segment in transcript.segments),
        speakers=tuple(speaker for speaker in transcript.speakers if speaker.label != source),
        diarization=None if diarization is None else merge_turns(diarization, source, target),
    )


def _check(transcript: AttributedTranscript, label: str) -> None:
    labels = [speaker.label for speaker in transcript.speakers]
    if label not in labels:
        raise OptionError.unknown("speaker", label, labels)


def _relabelled(segment: AttributedSegment, source: str, target: str) -> AttributedSegment:
    words = tuple(_relabelled_word(word, source, target) for word in segment.words)
    return replace(segment, speaker=target if segment.speaker == source else segment.speaker, words=words)


def _relabelled_word(word: AttributedWord, source: str, target: str) -> AttributedWord:
    """Return the word after the merge: a speaker is not their own runner-up, nor in their own overlap."""
    named = (word.speaker, word.runner_up, *word.other_speakers)
    if source not in named:
        return word
    speaker, runner_up, *others = (target if label == source else label for label in named)
    talking = tuple(dict.fromkeys(label for label in others if label is not None and label != speaker))
    return replace(
        word,
        speaker=speaker,
        runner_up=None if runner_up == speaker else runner_up,
        overlap=bool(talking),
        other_speakers=talking,
    )
