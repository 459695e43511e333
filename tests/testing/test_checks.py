"""The checks for authors of plugins find what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.plugin_embedding import DIM, bands_plugin, write_bands
from whisper_diarize import AttributedWord, Progress, Transcript
from whisper_diarize.attribution import Overlap, Viterbi
from whisper_diarize.models import bundled_directory
from whisper_diarize.records import Audio, Diarization, Span, Word
from whisper_diarize.testing import FakeTranscriber, check_attributor, check_embedding, check_transcriber, tone
from whisper_diarize.weights import load_embedding


class Engine:
    """Hears the fake's words, where there is sound."""

    def transcribe(self, audio: Audio, progress: Progress) -> Transcript:
        return FakeTranscriber().transcribe(audio, progress) if audio.num_samples else Transcript()


class Clipping(Engine):
    def transcribe_clips(self, audio: Audio, clips: Sequence[Span], progress: Progress) -> Transcript:
        return FakeTranscriber().transcribe_clips(audio, clips, progress)


class ForgetsClips(Engine):
    def transcribe_clips(self, audio: Audio, clips: Sequence[Span], progress: Progress) -> Transcript:
        return self.transcribe(audio, progress)


class ForgetsWhereClipsAre(Engine):
    def transcribe_clips(self, audio: Audio, clips: Sequence[Span], progress: Progress) -> Transcript:
        return self.transcribe(audio, progress) if clips else Transcript()


@pytest.mark.parametrize("engine", [Engine(), Clipping()])
def test_engine_may_know_clips_or_not(engine: Clipping | Engine) -> None:
    assert check_transcriber(engine, tone(2)).text == "hello world"


@pytest.mark.parametrize(
    ("engine", "reason"),
    [(ForgetsClips(), "it finds words without clips"), (ForgetsWhereClipsAre(), "a word is outside all clips")],
)
def test_engine_that_listens_outside_its_clips_is_found_out(
    engine: ForgetsClips | ForgetsWhereClipsAre, reason: str
) -> None:
    with pytest.raises(AssertionError, match=reason):
        check_transcriber(engine, tone(2))


def test_embedding_network_that_keeps_the_contract_has_a_vector(tmp_path: Path) -> None:
    network = bands_plugin().load(write_bands(tmp_path / "bands.npz"))
    assert check_embedding(network, tone(2)).shape == (DIM,)


def test_our_embedding_network_keeps_the_contract() -> None:
    assert check_embedding(load_embedding(bundled_directory()), tone(2)).shape == (256,)


class Attribution:
    """Gives everything to the first speaker; with `drop`, forgets the last word."""

    def __init__(self, *, drop: bool = False, speaker: str | None = None) -> None:
        self.drop, self.speaker = drop, speaker

    def attribute(self, words: Sequence[Word], diarization: Diarization) -> list[AttributedWord]:
        speaker = self.speaker or next(iter(diarization.speakers), None)
        found = [AttributedWord(word, speaker, "overlap") for word in words]
        return found[:-1] if self.drop else found


def test_way_of_attribution_that_keeps_the_contract_passes() -> None:
    check_attributor(Attribution())
    check_attributor(Overlap())
    check_attributor(Viterbi())


@pytest.mark.parametrize(
    ("attribution", "reason"),
    [
        (Attribution(drop=True), "words are lost, made up, changed or out of order"),
        (Attribution(speaker="zoe"), "words have speakers who have no turn"),
        (object(), "there is no method attribute"),
    ],
    ids=["drops", "invents", "none"],
)
def test_way_of_attribution_that_breaks_the_contract_is_found_out(attribution: Any, reason: str) -> None:
    with pytest.raises(AssertionError, match=reason):
        check_attributor(attribution)
