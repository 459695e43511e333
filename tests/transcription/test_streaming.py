"""Streams of Whisper: on hypotheses of the tests, and on a random Whisper."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from whisper_diarize.errors import ModelError, OptionError
from whisper_diarize.protocols import IncrementalTranscriber
from whisper_diarize.records import SAMPLE_RATE, Audio, StreamedWords
from whisper_diarize.testing import conformance
from whisper_diarize.transcription import MlxWhisperOptions, MlxWhisperTranscriber, streaming
from whisper_diarize.transcription.attending import Hypothesis
from whisper_diarize.transcription.streaming import WhisperStream

QUICK: dict[str, Any] = {"sample_len": 8, "no_speech_threshold": None}
SECOND = np.random.default_rng(0).normal(0, 0.1, SAMPLE_RATE).astype(np.float32)
WORDS_PER_SECOND = 2


class Speech:
    """A stream whose speaker says a text, two words a second; the sound carries all but the last half second."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, text: str, no_speech: float = 0.0, *, stops: bool = False
    ) -> None:
        model = SimpleNamespace(
            dims=SimpleNamespace(n_mels=80, n_text_ctx=448, n_vocab=51864),
            is_multilingual=False,
            num_languages=0,
            encoder=SimpleNamespace(conv1=SimpleNamespace(weight=SECOND)),
            hotwords=SimpleNamespace(before=lambda prompt: prompt),
        )
        self.text = text.split(" ")
        self.no_speech = no_speech
        self.stops = stops  # after each sentence, unless it is the first in the window
        self.heard_from: list[float] = []
        monkeypatch.setattr(streaming, "log_mel_spectrogram", lambda *_, **__: np.zeros((3000, 80)))
        monkeypatch.setattr(streaming, "pad_or_trim", lambda mel, *_, **__: mel)
        monkeypatch.setattr(streaming, "reader_of", lambda *_: None)
        monkeypatch.setattr(streaming, "hypothesis", self._hypothesis)
        self.stream = WhisperStream(lambda: contextlib.nullcontext(model), MlxWhisperOptions(model="tiny.en"), None)

    def _hypothesis(self, _: object, task: Any, certain: list[int], num_frames: int, *, last: bool) -> Hypothesis:
        start = self.stream._start
        self.heard_from.append(start)
        first = int(start * WORDS_PER_SECOND + 0.6) + len(task.tokenizer.decode(certain).split())
        count = round((start + num_frames / 50) * WORDS_PER_SECOND) - first
        found, spans = Hypothesis(no_speech=self.no_speech), list[tuple[int, int]]()
        for place in range(first, min(first + count, len(self.text))):
            if self.stops and certain and "." in self.text[place - 1]:
                break
            tokens = task.tokenizer.encode(f" {self.text[place]}")
            found.tokens += tokens
            frame = round((place / WORDS_PER_SECOND - start) * 50)
            marks = [task.tokenizer.decode([token]) in ".,?" for token in tokens]
            spans += [(frame + 24 * mark, frame + 25) for mark in marks]
            if last or place < first + count - 1:
                found.num_sure = len(found.tokens)
        found.probabilities = [0.2] * len(found.tokens)
        found.is_whole = found.num_sure == len(found.tokens)
        found.attention = np.zeros((len(found.tokens) + 1, num_frames), np.float32)
        for row, (begin, end) in enumerate([*spans, (num_frames - 1, num_frames)]):
            found.attention[row, max(0, begin) : max(0, end)] = 1
        return found

    def answers(self, seconds: int) -> Iterator[StreamedWords]:
        for second in range(seconds):
            yield self.stream.feed(SECOND, last=second == seconds - 1)


def texts(answer: StreamedWords) -> tuple[str, str]:
    certain, tentative = ("".join(word.text for word in words) for words in (answer.certain, answer.tentative))
    return certain, tentative


def test_a_word_is_certain_when_the_next_has_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    speech = Speech(monkeypatch, "one two three four five six")
    assert [texts(answer) for answer in speech.answers(3)] == [
        (" one", " two"),
        (" two three", " four"),
        (" four five six", ""),
    ]


def test_marks_belong_to_their_words(monkeypatch: pytest.MonkeyPatch) -> None:
    speech = Speech(monkeypatch, "well, isn't it? yes. no")
    words = [word.text for answer in speech.answers(3) for word in answer.certain]
    assert words == [" well,", " isn't", " it?", " yes.", " no"]


def test_times_are_those_of_the_attention(monkeypatch: pytest.MonkeyPatch) -> None:
    speech = Speech(monkeypatch, "one two three four five six")
    words = [word for answer in speech.answers(3) for word in answer.certain]
    assert [word.start for word in words] == pytest.approx([0, 0.5, 1, 1.5, 2, 2.5], abs=0.1)
    assert [word.end for word in words[:-1]] == pytest.approx([0.5, 1, 1.5, 2, 2.5], abs=0.1)


def test_the_window_begins_after_the_last_sentence_so_that_it_stays_short(monkeypatch: pytest.MonkeyPatch) -> None:
    text = [f"w{place}" + "." * (place % 7 == 6) for place in range(80)]
    speech = Speech(monkeypatch, " ".join(text))
    words = [word.text.strip() for answer in speech.answers(40) for word in answer.certain]
    assert words == text
    lengths = [second + 1 - start for second, start in enumerate(speech.heard_from)]
    assert max(lengths) <= streaming.WINDOW_SECONDS + 1
    assert all(abs(start * 2 % 7) < 0.3 or abs(start * 2 % 7) > 6.7 for start in speech.heard_from)


def test_a_text_that_whisper_ends_too_early_is_taken_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    text = [f"w{place}" + "." * (place % 7 == 6) for place in range(30)]
    speech = Speech(monkeypatch, " ".join(text), stops=True)
    assert [word.text.strip() for answer in speech.answers(15) for word in answer.certain] == text


def test_where_nobody_is_likely_to_talk_unlikely_words_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    speech = Speech(monkeypatch, "one two three four", no_speech=0.9)
    assert [texts(answer) for answer in speech.answers(2)] == [("", ""), ("", "")]


def test_silence_is_not_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    speech = Speech(monkeypatch, "one two")
    for _ in range(5):
        assert texts(speech.stream.feed(np.zeros(SAMPLE_RATE, np.float32))) == ("", "")
    assert speech.heard_from == []
    assert speech.stream._start == pytest.approx(5 - streaming.MARGIN_SECONDS)


def test_less_than_a_step_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    speech = Speech(monkeypatch, "one two three four")
    for _ in range(4):
        speech.stream.feed(SECOND[: SAMPLE_RATE // 4])
    assert len(speech.heard_from) == 1


def test_a_model_that_is_not_there_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no such folder"):
        MlxWhisperTranscriber(MlxWhisperOptions(model=str(tmp_path / "none"))).stream()


@pytest.mark.slow
@pytest.mark.parametrize("case", conformance.cases("transcriber", Audio(np.tile(SECOND, 3))), ids=str)
def test_the_engine_conforms(case: conformance.Case, tiny_whisper: Path) -> None:
    options = MlxWhisperOptions(model=str(tiny_whisper), temperature=(0.0,), **QUICK)
    assert isinstance(MlxWhisperTranscriber(options), IncrementalTranscriber)
    case.check(partial(MlxWhisperTranscriber, options))


@pytest.mark.slow
def test_a_model_that_knows_english_only_is_told(make_whisper: Any) -> None:
    options = MlxWhisperOptions(model=str(make_whisper(n_vocab=51864)), language="de", **QUICK)
    with pytest.raises(OptionError, match="English only"):
        MlxWhisperTranscriber(options).stream().feed(SECOND)


@pytest.mark.slow
def test_hot_words_and_the_prompt_go_before_each_window(tiny_whisper: Path) -> None:
    options = MlxWhisperOptions(model=str(tiny_whisper), hotwords="Zoe Li", initial_prompt="A talk.", **QUICK)
    stream = MlxWhisperTranscriber(options).stream()
    assert isinstance(stream, WhisperStream)
    stream.feed(SECOND)
    tokens = stream._task.initial_tokens
    assert stream._task.tokenizer.decode(list(tokens[1 : stream._task.sot_index])) == " Zoe Li A talk."
    assert tokens[stream._task.sot_index] == stream._task.tokenizer.sot
