import json
import math
from dataclasses import replace

import pytest

from tests.caching.conftest import Engine
from whisper_diarize import Progress
from whisper_diarize.caching import Store, cached_transcriber
from whisper_diarize.protocols import ClipTranscriber
from whisper_diarize.records import Audio, Segment, Span, Transcript, Word
from whisper_diarize.testing import FakeTranscriber, ProgressRecorder, check_transcriber, silence, tone


class Saying:
    """An engine that returns one transcript."""

    def __init__(self, transcript: Transcript) -> None:
        self.transcript = transcript
        self.calls = 0

    def cache_key(self) -> str:
        return "saying"

    def transcribe(self, audio: Audio, progress: Progress) -> Transcript:
        self.calls += 1
        return self.transcript


def test_words_are_written_once(store: Store, engine: Engine, progress: ProgressRecorder) -> None:
    kept = cached_transcriber("fake", engine, store)
    first = kept.transcribe(tone(), progress)
    assert cached_transcriber("fake", engine, store).transcribe(tone(), progress) == first
    assert engine.calls == 1


def test_user_is_told(
    store: Store, engine: Engine, progress: ProgressRecorder, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    for _ in range(2):
        cached_transcriber("fake", engine, store).transcribe(tone(), progress)
    assert [record.getMessage() for record in caplog.records] == [
        "tone.wav: words from the cache; --no-cache writes them anew"
    ]


def test_other_recording_engine_or_key_is_written_anew(
    store: Store, engine: Engine, progress: ProgressRecorder
) -> None:
    cached_transcriber("fake", engine, store).transcribe(tone(), progress)
    cached_transcriber("fake", engine, store).transcribe(tone(2.0), progress)
    cached_transcriber("other", engine, store).transcribe(tone(), progress)
    engine.key = "model 2"
    cached_transcriber("fake", engine, store).transcribe(tone(), progress)
    assert engine.calls == 4


def test_engine_that_does_not_say_what_identifies_it_is_never_kept(store: Store, progress: ProgressRecorder) -> None:
    engine = FakeTranscriber()
    assert cached_transcriber("fake", engine, store) is engine


def test_engine_that_says_no_is_not_kept(store: Store, engine: Engine, progress: ProgressRecorder) -> None:
    engine.key = None
    for _ in range(2):
        cached_transcriber("fake", engine, store).transcribe(tone(), progress)
    assert engine.calls == 2
    assert store.usage().entries == 0


def test_every_field_is_the_same_to_the_last_bit(store: Store, progress: ProgressRecorder) -> None:
    words = (
        Word(0.1, 0.30000000000000004, " “Grüß\ud800 Gott", 1 / 3, interpolated=True),
        Word(0.4, 0.5, "\n\x00"),
    )
    text = "".join(word.text for word in words)
    segment = Segment(0.1, 0.5, text, words, 3000, (1, 50257), 0.2, -math.inf, 1e-300, 0.1)
    said = Transcript((segment, Segment(0.5, 1, "")), "de", "engine")
    engine = Saying(said)
    kept = cached_transcriber("saying", engine, store)
    assert [kept.transcribe(tone(), progress), kept.transcribe(tone(), progress)] == [said, said]
    assert engine.calls == 1


def test_transcript_that_json_cannot_hold_is_not_kept(store: Store, progress: ProgressRecorder) -> None:
    engine = Saying(Transcript((), "de", engine=object()))  # type: ignore[arg-type]  # a fake, or what is to be refused
    kept = cached_transcriber("saying", engine, store)
    assert [kept.transcribe(tone(), progress) for _ in range(2)] == [engine.transcript] * 2
    assert engine.calls == 2


def test_entry_of_other_records_is_written_anew(store: Store, engine: Engine, progress: ProgressRecorder) -> None:
    kept = cached_transcriber("fake", engine, store)
    first = kept.transcribe(tone(), progress)
    (entry,) = store.folder.iterdir()
    store.write(entry.name, b'{"segments": [{"start": 0}], "colour": "red"}')
    assert kept.transcribe(tone(), progress) == first
    assert engine.calls == 2


def test_clips_have_words_of_their_own(store: Store, engine: Engine, progress: ProgressRecorder) -> None:
    kept = cached_transcriber("fake", engine, store)
    everything = kept.transcribe(tone(), progress)
    for _ in range(2):
        assert kept.transcribe_clips(tone(), [Span(0.0, 0.2)], progress).text == "hello"  # type: ignore[attr-defined]  # there all the same
    assert kept.transcribe_clips(tone(), [Span(0.6, 0.7)], progress).text == "world"  # type: ignore[attr-defined]  # there all the same
    assert kept.transcribe(tone(), progress) == everything


def test_engine_without_clips_stays_one(store: Store) -> None:
    assert not isinstance(cached_transcriber("saying", Saying(Transcript()), store), ClipTranscriber)


def test_nothing_is_asked_of_the_model_for_an_empty_recording(
    store: Store, engine: Engine, progress: ProgressRecorder
) -> None:
    engine.cache_key = lambda: pytest.fail("the model may have to be downloaded for that")  # type: ignore[method-assign]  # watched or replaced
    cached_transcriber("fake", engine, store).transcribe(silence(0.0), progress)


def test_kept_engine_keeps_the_contract(store: Store, engine: Engine) -> None:
    engine.words = ()
    check_transcriber(cached_transcriber("fake", replace(engine), store), tone())


@pytest.mark.parametrize(
    "change",
    [{"segments": 5}, {"segments": [{"start": 0.0, "end": 1.0, "text": 7, "words": []}]}, {"language": []}, None],
)
def test_entry_of_other_contents_is_written_anew(
    store: Store, engine: Engine, progress: ProgressRecorder, change: dict[str, object] | None
) -> None:
    kept = cached_transcriber("fake", engine, store)
    first = kept.transcribe(tone(), progress)
    (entry,) = store.folder.iterdir()
    found = json.loads(store.read(entry.name) or b"{}")
    store.write(entry.name, json.dumps(None if change is None else found | change).encode())
    assert kept.transcribe(tone(), progress) == first
    assert engine.calls == 2
