"""The checks for authors of plugins find what is wrong."""

import pytest

from whisper_diarize import Transcript
from whisper_diarize.testing import FakeTranscriber, check_transcriber, tone


class Engine:
    """Hears the fake's words, where there is sound."""

    def transcribe(self, audio, progress):
        return FakeTranscriber().transcribe(audio, progress) if audio.num_samples else Transcript()


class Clipping(Engine):
    def transcribe_clips(self, audio, clips, progress):
        return FakeTranscriber().transcribe_clips(audio, clips, progress)


class ForgetsClips(Engine):
    def transcribe_clips(self, audio, clips, progress):
        return self.transcribe(audio, progress)


class ForgetsWhereClipsAre(Engine):
    def transcribe_clips(self, audio, clips, progress):
        return self.transcribe(audio, progress) if clips else Transcript()


@pytest.mark.parametrize("engine", [Engine(), Clipping()])
def test_engine_may_know_clips_or_not(engine):
    assert check_transcriber(engine, tone(2)).text == "hello world"


@pytest.mark.parametrize(
    ("engine", "reason"),
    [(ForgetsClips(), "it hears words without clips"), (ForgetsWhereClipsAre(), "a word is outside all clips")],
)
def test_engine_that_listens_outside_its_clips_is_found_out(engine, reason):
    with pytest.raises(AssertionError, match=reason):
        check_transcriber(engine, tone(2))
