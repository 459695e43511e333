"""Whisper on sound that comes piece by piece: words are certain as soon as the sound behind them is enough."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from itertools import accumulate, pairwise
from typing import Any

import mlx.core as mx
import numpy as np
from mlx_whisper.audio import HOP_LENGTH, N_FRAMES, TOKENS_PER_SECOND, log_mel_spectrogram, pad_or_trim
from mlx_whisper.decoding import DecodingOptions, DecodingTask, detect_language
from mlx_whisper.timing import WordTiming, merge_punctuations
from numpy.typing import NDArray

from whisper_diarize.blas import one_thread
from whisper_diarize.errors import TranscriptionError
from whisper_diarize.records import SAMPLE_RATE, StreamedWords, Word
from whisper_diarize.text import ends_sentence

from .attending import Hypothesis, hypothesis, reader_of
from .cpu.alignment import warp
from .options import MlxWhisperOptions

STEP_SECONDS = 1.0  # of new sound, before it is heard
SHORTEST_SECONDS = 0.3  # of a window, and of words by which it moves on
WINDOW_SECONDS = 10.0  # before its beginning is given up
KEPT_SECONDS = 3.0  # of it, at least
END_SECONDS = 1.0  # at the end of the recording, without words: they are heard once more
MARGIN_SECONDS = 0.3  # of silence, before speech
LONGEST_WORD_SECONDS = 1.4  # mlx_whisper's: twice the median of words, which is 0.7 s at most
QUIET = 10 ** (-60 / 20)  # of full scale: no microphone's speech is quieter
FRAME = 2 * HOP_LENGTH  # samples of a frame of the encoder


class WhisperStream:
    """The words of one stream.

    Attributes:
        hold: lends the model of the transcriber, which other streams use too.
        options: the transcriber's.
        language: the code of the language; None: it is detected.
    """

    # Any: mlx_whisper's model
    def __init__(
        self, hold: Callable[[], AbstractContextManager[Any]], options: MlxWhisperOptions, language: str | None
    ) -> None:
        self.hold = hold
        self.options = options
        self.language = language
        self._window = np.zeros(0, np.float32)
        self._start = 0.0  # of the window, in seconds
        self._new = 0  # samples that were not yet heard
        self._certain: list[tuple[Word, list[int]]] = []  # words in the window, with their tokens
        self._tentative: tuple[Word, ...] = ()
        self._end = 0.0  # of the last certain word
        # Any: mlx_whisper's DecodingTask
        self._task: Any = None

    def feed(self, samples: NDArray[np.float32], *, last: bool = False) -> StreamedWords:
        """Take the next samples; hear them if they are a second together; return the words so far.

        Raises:
            ModelError, OptionError: the model cannot be had, or knows English only.
            TranscriptionError: mlx_whisper failed.
        """
        self._window = np.concatenate([self._window, samples])
        self._new += len(samples)
        if not last and (self._new < STEP_SECONDS * SAMPLE_RATE or self._seconds < SHORTEST_SECONDS):
            return StreamedWords((), self._tentative)
        self._new = 0
        if self._is_quiet:
            self._begin_at(max(self._start, self._start + self._seconds - MARGIN_SECONDS))
            self._tentative = ()
            return StreamedWords((), ())
        try:
            certain = self._hear(last=last)
            while last and self._unwritten > END_SECONDS and self._end - self._start > SHORTEST_SECONDS:
                self._begin_at(self._end)
                certain += self._hear(last=True)
        except (ArithmeticError, IndexError, MemoryError, RuntimeError, ValueError) as exc:
            raise TranscriptionError(
                f"mlx-whisper failed at {self._start:.1f} s of the stream ({type(exc).__name__}: {exc}); "
                "try a smaller --model"
            ) from exc
        if self._certain and not (certain or self._tentative) and self._unwritten > KEPT_SECONDS:
            self._begin_at(self._end)
        elif self._seconds > WINDOW_SECONDS:
            self._give_up()
        return StreamedWords(tuple(certain), self._tentative)

    @property
    def _seconds(self) -> float:
        return len(self._window) / SAMPLE_RATE

    @property
    def _unwritten(self) -> float:
        """Seconds of the window after its last certain word: Whisper may end the text although there is more."""
        return self._start + self._seconds - self._end

    @property
    def _is_quiet(self) -> bool:
        return not len(self._window) or bool(np.abs(self._window).max() < QUIET)

    def _hear(self, *, last: bool) -> list[Word]:
        """Hear the window, unless it is quiet; return the words that are certain now."""
        if self._is_quiet:
            return []
        with self.hold() as model:
            mel = pad_or_trim(log_mel_spectrogram(mx.array(self._window), n_mels=model.dims.n_mels), N_FRAMES, axis=-2)
            mel = mel.astype(model.encoder.conv1.weight.dtype)
            if self._task is None or (self.language is None and model.is_multilingual and not self._certain):
                self._task = self._new_task(model, mel)
            tokens = [token for _, group in self._certain for token in group]
            with one_thread():
                reader = reader_of(model, mel)
                found = hypothesis(reader, self._task, tokens, max(1, len(self._window) // FRAME), last=last)
        if self._is_noise(found):
            self._tentative = ()
            return []
        return self._taken(found, last=last)

    # Any: mlx_whisper's model and task
    def _new_task(self, model: Any, mel: mx.array) -> Any:
        language = self.language
        if language is None and model.is_multilingual:
            language = max((found := detect_language(model, mel)[1]), key=found.get)
        prompt = self.options.initial_prompt
        task = DecodingTask(
            model,
            DecodingOptions(
                task=self.options.task,
                language=language or "en",
                suppress_tokens=list(self.options.suppress_tokens),
                sample_len=self.options.sample_len,
                without_timestamps=True,
                fp16=False,
            ),
        )
        tokens = model.hotwords.before(task.tokenizer.encode(f" {prompt.strip()}") if prompt else [])
        if tokens:
            task.sot_index = len(tokens) + 1
            task.initial_tokens = (task.tokenizer.sot_prev, *tokens, *task.initial_tokens)
        return task

    def _is_noise(self, found: Hypothesis) -> bool:
        options = self.options
        return (
            options.no_speech_threshold is not None
            and found.no_speech > options.no_speech_threshold
            and (options.logprob_threshold is None or found.mean_logprob < options.logprob_threshold)
        )

    def _taken(self, found: Hypothesis, *, last: bool) -> list[Word]:
        """Take a hypothesis; return its words that are certain: not the last one, as long as it may go on."""
        timings = self._timed(found)
        counts = accumulate(len(timing.tokens) for timing in timings)
        complete = len(timings) if last or found.is_whole else len(timings) - 1
        sure = sum(count <= found.num_sure for count in list(counts)[:complete])
        words = self._words(timings)
        pairs = list(zip(words, timings, strict=True))
        self._certain += [(word, list(timing.tokens)) for word, timing in pairs[:sure]]
        self._end = max(self._end, *(word.end for word in words[:sure])) if sure else self._end
        self._tentative = () if last else tuple(word for word in words[sure:] if word.text.strip())
        return [word for word in words[:sure] if word.text.strip()]

    # Any: mlx_whisper's WordTiming
    def _timed(self, found: Hypothesis) -> list[Any]:
        """Return the words of a hypothesis with their times in the window, by the attention of their tokens."""
        tokenizer = self._task.tokenizer
        texts, groups = tokenizer.split_to_word_tokens([*found.tokens, tokenizer.eot])
        first = min(round((self._end - self._start) * TOKENS_PER_SECOND), found.attention.shape[1] - 1)
        first = max(0, first)
        rows, frames = warp(-found.attention[:, first:])
        starts = (first + frames[np.diff(rows, prepend=-1) > 0]) / TOKENS_PER_SECOND
        edges = [0, *accumulate(len(group) for group in groups[:-1])]
        timings = [
            WordTiming(text, list(group), starts[left], starts[right], float(np.mean(found.probabilities[left:right])))
            for text, group, (left, right) in zip(texts, groups, pairwise(edges), strict=False)
        ]
        merge_punctuations(timings, self.options.prepend_punctuations, self.options.append_punctuations)
        return [timing for timing in timings if timing.tokens]

    # Any: mlx_whisper's WordTiming
    def _words(self, timings: Sequence[Any]) -> list[Word]:
        """Return words at times in the stream, in order; one that seems long has a pause at its end, or before it."""
        words: list[Word] = []
        end, after_sentence = self._end, not self._certain or ends_sentence(self._certain[-1][0].text)
        for timing in timings:
            start, stop = self._start + timing.start, self._start + timing.end
            if stop - start > LONGEST_WORD_SECONDS:
                if after_sentence and not ends_sentence(timing.word):
                    start = stop - LONGEST_WORD_SECONDS
                else:
                    stop = start + LONGEST_WORD_SECONDS
            start = max(start, end)
            end = max(start, stop)
            words.append(Word(start, end, timing.word, timing.probability))
            after_sentence = ends_sentence(timing.word)
        return words

    def _give_up(self) -> None:
        """Begin the window later: after the last certain sentence, else word."""
        latest = self._start + self._seconds - KEPT_SECONDS
        inside = [word for word, _ in self._certain if word.end <= latest]
        sentences = [word for word in inside if ends_sentence(word.text)]
        last = (sentences or inside)[-1:]
        self._begin_at(last[0].end if last else latest)

    def _begin_at(self, start: float) -> None:
        num_samples = round((start - self._start) * SAMPLE_RATE)
        self._window = self._window[num_samples:]
        self._start += num_samples / SAMPLE_RATE
        self._certain = [(word, tokens) for word, tokens in self._certain if word.end > self._start]
