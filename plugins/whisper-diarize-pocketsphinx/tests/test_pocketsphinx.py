import json
import wave
from pathlib import Path

import numpy as np
import pytest
from whisper_diarize_pocketsphinx import plugin
from whisper_diarize_pocketsphinx.engine import PocketsphinxTranscriber
from whisper_diarize_pocketsphinx.options import PocketsphinxOptions

from whisper_diarize import (
    SAMPLE_RATE,
    Audio,
    IdentifiedTranscriber,
    IncrementalTranscriber,
    ModelError,
    OptionError,
    TranscriptionError,
    Word,
)
from whisper_diarize.records import Transcript
from whisper_diarize.testing import ProgressRecorder, check_plugin, check_transcriber, conformance, silence, tone

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).parents[3] / "samples"
SECONDS = 4.65  # the first two sentences of the stand-up meeting


@pytest.fixture(scope="module")
def speech() -> Audio:
    with wave.open(str(SAMPLES / "standup.wav")) as file:
        content = file.readframes(round(SECONDS * file.getframerate()))
    return Audio(np.frombuffer(content, "<i2").astype(np.float32) / 32768, name="standup")  # type: ignore[arg-type]  # a fake, or what is to be refused


@pytest.fixture(scope="module")
def engine() -> PocketsphinxTranscriber:
    return PocketsphinxTranscriber(PocketsphinxOptions())


@pytest.fixture(scope="module")
def transcript(engine: PocketsphinxTranscriber, speech: Audio) -> Transcript:
    return engine.transcribe(speech, ProgressRecorder())


def test_register_transcribers_offers_pocketsphinx() -> None:
    assert check_plugin(plugin).components == ("transcriber pocketsphinx",)


@pytest.mark.parametrize("case", conformance.cases("plugin"), ids=str)
def test_plugin_conforms(case: conformance.Case) -> None:
    case.check(lambda: plugin)


@pytest.mark.parametrize("case", conformance.cases("transcriber"), ids=str)
def test_engine_conforms(engine: PocketsphinxTranscriber, case: conformance.Case) -> None:
    case.check(lambda: engine)


def test_engine_conforms_on_speech(engine: PocketsphinxTranscriber, speech: Audio) -> None:
    assert check_transcriber(engine, Audio(speech.array[:32000])).text == "good morning everyone"


def test_the_words_are_those_that_were_said(transcript: Transcript) -> None:
    assert transcript.text == "good morning everyone let's start with a quick update from each of you"


def test_words_are_where_they_were_said(transcript: Transcript) -> None:
    reference = json.loads((SAMPLES / "standup.words.json").read_text(encoding="utf-8"))
    starts = [word["start"] for word in reference if word["end"] <= SECONDS]
    assert [word.start for word in transcript.words] == pytest.approx(starts, abs=0.1)


def test_the_engine_is_incremental(engine: PocketsphinxTranscriber) -> None:
    assert isinstance(engine, IncrementalTranscriber)


def test_a_stream_hears_the_same_words_each_second_once(engine: PocketsphinxTranscriber, speech: Audio) -> None:
    stream, certain, delays = engine.stream(), list[Word](), list[float]()
    for start in range(0, speech.num_samples, 8000):
        stop = min(start + 8000, speech.num_samples)
        found = stream.feed(speech.array[start:stop], last=stop == speech.num_samples)
        certain += found.certain
        delays += [stop / SAMPLE_RATE - word.end for word in found.certain]
    assert "".join(word.text for word in certain).split()[:3] == ["good", "morning", "everyone"]
    assert max(delays) < 5
    assert [word.start for word in certain] == sorted(word.start for word in certain)


def test_words_may_be_kept_unless_the_models_are_the_users(
    engine: PocketsphinxTranscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("whisper_diarize_pocketsphinx.decoding.Decoder", lambda **_: None)
    other = PocketsphinxTranscriber(PocketsphinxOptions(pause_seconds=0.3))
    assert isinstance(engine, IdentifiedTranscriber)
    assert len({engine.cache_key(), other.cache_key()}) == 2
    assert PocketsphinxTranscriber(PocketsphinxOptions(dictionary="own.dict")).cache_key() is None


def test_segments_end_at_pauses(transcript: Transcript) -> None:
    assert [segment.text.split()[0] for segment in transcript.segments[:2]] == ["good", "let's"]


def test_probabilities_are_posteriors(transcript: Transcript) -> None:
    assert all(0 < word.probability <= 1 for word in transcript.words)  # type: ignore[operator]  # a number here
    assert len({word.probability for word in transcript.words}) > 5


@pytest.mark.parametrize("audio", [silence(1.0), tone(0.03)], ids=["silence", "a click"])
def test_no_speech_gives_no_words(engine: PocketsphinxTranscriber, audio: Audio) -> None:
    assert engine.transcribe(audio, ProgressRecorder()).words == ()


def test_another_sample_rate_is_refused(engine: PocketsphinxTranscriber) -> None:
    with pytest.raises(TranscriptionError, match="needs 16000 Hz, not 8000"):
        engine.transcribe(Audio(np.zeros(80, np.float32), sample_rate=8000), ProgressRecorder())


def test_a_model_that_is_not_there_is_named() -> None:
    with pytest.raises(ModelError, match="nowhere"):
        PocketsphinxTranscriber(PocketsphinxOptions(acoustic_model="nowhere"))


def test_an_option_out_of_range_is_refused() -> None:
    with pytest.raises(OptionError, match="longest_seconds must be at least 1, not 0"):
        PocketsphinxOptions(longest_seconds=0)
