"""faster-whisper as a transcriber."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whisper_diarize import (
    SAMPLE_RATE,
    Audio,
    OptionError,
    Progress,
    SavedSegment,
    SavedWord,
    Span,
    Transcript,
    TranscriptionError,
    tell_segment,
)
from whisper_diarize.transcription import Joined, build_transcript, fitting_hotwords, join_clips, language_code

from .libraries import BatchedInferencePipeline
from .loading import StoppableModel, device_of, load
from .models import CTRANSLATE2
from .options import FasterWhisperOptions

STATISTICS = ("seek", "tokens", "temperature", "avg_logprob", "compression_ratio", "no_speech_prob")


class FasterWhisperTranscriber:
    """Transcribes with faster-whisper.

    Raises:
        OptionError: the model's name or the language is not known.
    """

    def __init__(self, options: FasterWhisperOptions) -> None:
        self.options = options
        CTRANSLATE2.check_name(options.model)
        self._language = language_code(options.language) if options.language else None
        self._model: StoppableModel | None = None

    def cache_key(self) -> str:
        """Return everything that the words depend on: the options, the device, the model's files, the engine.

        Raises:
            ModelError: as `transcribe`.
        """
        files = CTRANSLATE2.fingerprint(CTRANSLATE2.find(self.options.model))
        versions = version("faster-whisper"), version("ctranslate2")
        return repr((self.options, device_of(self.options), files, versions))

    def transcribe(self, audio: Audio, progress: Progress) -> Transcript:
        """Return the words of `audio`; none for silence.

        Raises:
            ModelError: the model is not on this machine and cannot be downloaded, or its files are not a model's.
            OptionError: the model knows English only, and another language was asked for.
            TranscriptionError: faster-whisper failed, or the audio is not at 16 kHz.
        """
        return self.transcribe_clips(audio, (Span(0.0, audio.duration),), progress)

    def transcribe_clips(self, audio: Audio, clips: Sequence[Span], progress: Progress) -> Transcript:
        """Return the words in `clips` of `audio`, as far as the option `clip_timestamps` wants them; else as above."""
        if audio.sample_rate != SAMPLE_RATE:
            raise TranscriptionError(f"{audio.source}: faster-whisper needs {SAMPLE_RATE} Hz, not {audio.sample_rate}")
        name = f"faster-whisper {Path(self.options.model).name or self.options.model}"
        joined = join_clips(clips, self.options.clip_timestamps, audio.duration)
        samples = joined.samples(audio)
        if not len(samples):
            return Transcript((), self._language, name)
        model = self._loaded()
        try:
            found, language = self._run(model, samples)
            segments = list(_reported(found, joined, progress))
        except (ArithmeticError, IndexError, MemoryError, RuntimeError, ValueError) as exc:
            raise TranscriptionError(
                f"{audio.source}: faster-whisper failed ({type(exc).__name__}: {exc!s:.200}); "
                "try a smaller --model, or cut the recording"
            ) from exc
        transcript = build_transcript(segments, language=language, engine=name, duration=joined.duration)
        return joined.restored(transcript)

    def close(self) -> None:
        """Give the model's memory back."""
        self._model = None

    def _loaded(self) -> StoppableModel:
        if self._model is None or self._model.has_drawn:
            self._model = None  # two large models would not fit
            self._model = load(CTRANSLATE2.find(self.options.model), self.options)
        is_english = self._language in (None, "en") and self.options.task == "transcribe"
        if not (is_english or self._model.model.is_multilingual):
            raise OptionError(
                f"the model '{self.options.model}' knows English only; choose one without '.en' in its name"
            )
        return self._model

    # Any: faster-whisper's segments
    def _run(self, model: StoppableModel, samples: NDArray[np.float32]) -> tuple[Iterable[Any], str]:
        settings = self._settings(model)
        if self.options.batch_size > 1:
            pipeline = BatchedInferencePipeline(model)
            settings |= {"batch_size": self.options.batch_size, "without_timestamps": False}
            segments, about = pipeline.transcribe(samples, **settings)
        else:
            segments, about = model.transcribe(samples, **settings)
        return segments, str(about.language)

    # Any: values of several types
    def _settings(self, model: StoppableModel) -> dict[str, Any]:
        """Return the options under faster-whisper's names. Clips are cut out before."""
        options = self.options
        hotwords = fitting_hotwords(options.hotwords, lambda text: len(model.hf_tokenizer.encode(f" {text}").ids))
        return {
            "word_timestamps": True,
            "language": self._language,
            "task": options.task,
            "temperature": list(options.temperature),
            "best_of": options.best_of or 1,
            "length_penalty": 1.0 if options.length_penalty is None else options.length_penalty,
            "suppress_tokens": list(options.suppress_tokens),
            "initial_prompt": options.initial_prompt,
            "condition_on_previous_text": options.condition_on_previous_text,
            "compression_ratio_threshold": options.compression_ratio_threshold,
            "log_prob_threshold": options.logprob_threshold,
            "no_speech_threshold": options.no_speech_threshold,
            "prepend_punctuations": options.prepend_punctuations,
            "append_punctuations": options.append_punctuations,
            "hallucination_silence_threshold": options.hallucination_silence_threshold,
            "max_new_tokens": options.sample_len,
            "hotwords": hotwords,
            "beam_size": options.beam_size,
            "patience": options.patience,
            "repetition_penalty": options.repetition_penalty,
            "no_repeat_ngram_size": options.no_repeat_ngram_size,
        }


# Any: faster-whisper's segments
def _reported(segments: Iterable[Any], joined: Joined, progress: Progress) -> Iterable[SavedSegment]:
    """Yield the segments as they are decoded; tell them, and report how far they reach."""
    done, duration = 0.0, joined.duration
    progress(done, duration)
    for segment in segments:
        at = joined.moved(segment.start, segment.end)
        tell_segment(at.start, at.end, segment.text)
        yield _saved(segment)
        done = min(duration, max(done, segment.end))
        progress(done, duration)
    progress(duration, duration)


# Any: as above
def _saved(segment: Any) -> SavedSegment:
    words = tuple(SavedWord(w.word, float(w.start), float(w.end), float(w.probability)) for w in segment.words or ())
    statistics = {name: getattr(segment, name) for name in STATISTICS}
    return SavedSegment(segment.text, float(segment.start), float(segment.end), words, statistics)
