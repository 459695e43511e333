"""The built-in transcriber: OpenAI's Whisper in MLX, with a time for every word."""

from __future__ import annotations

import warnings
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.blas import load_fast_blas
from whisper_diarize.errors import OptionError, TranscriptionError
from whisper_diarize.protocols import Progress, WordStream
from whisper_diarize.records import Audio, SavedSegment, SavedWord, Span, Transcript
from whisper_diarize.threads import ForkableLock

from .clips import Joined, join_clips
from .languages import language_code
from .models import MLX
from .options import MlxWhisperOptions
from .progress import reported_to, told_from
from .segments import build_transcript

ONE_AT_A_TIME = ForkableLock()
"""mlx_whisper keeps its model, and we its progress, in module-wide variables."""

_users: weakref.WeakKeyDictionary[MlxWhisperTranscriber, Path] = weakref.WeakKeyDictionary()
"""The transcribers that are in use, and the folders of their models."""


class MlxWhisperTranscriber:
    """Transcribes with mlx_whisper.

    Raises:
        OptionError: the model's name or the language is not known.
    """

    def __init__(self, options: MlxWhisperOptions | None = None) -> None:
        self.options = options or MlxWhisperOptions()
        MLX.check_name(self.options.model)
        self._language = language_code(self.options.language) if self.options.language else None

    def cache_key(self) -> str:
        """Return everything that the words depend on: the options, the model's files, the engine.

        Raises:
            ModelError: as `transcribe`.
        """
        files = MLX.fingerprint(MLX.find(self.options.model))
        return repr((self.options, files, version("mlx-whisper"), version("mlx")))

    def transcribe(self, audio: Audio, progress: Progress) -> Transcript:
        """Return the words of `audio`; none for silence.

        Raises:
            ModelError: the model is not on this machine and cannot be downloaded, or its files are not a model's.
            OptionError: the model knows English only, and another language was asked for.
            TranscriptionError: mlx_whisper failed.
        """
        return self.transcribe_clips(audio, (Span(0.0, audio.duration),), progress)

    def transcribe_clips(self, audio: Audio, clips: Sequence[Span], progress: Progress) -> Transcript:
        """Return the words in `clips` of `audio`, as far as the option `clip_timestamps` wants them; else as above."""
        name = f"mlx-whisper {Path(self.options.model).name or self.options.model}"
        joined = join_clips(clips, self.options.clip_timestamps, audio.duration)
        samples = joined.samples(audio)
        if not len(samples):
            return Transcript((), self._language, name)
        folder = MLX.find(self.options.model)
        with self._held(folder) as model:
            result = self._run(audio.source, samples, joined, folder, model, progress)
        segments = [_raw_segment(segment) for segment in result["segments"]]
        transcript = build_transcript(segments, language=result["language"], engine=name, duration=joined.duration)
        return joined.restored(transcript)

    def close(self) -> None:
        """Give the model back, unless another transcriber uses it too."""
        with ONE_AT_A_TIME:
            folder = _users.pop(self, None)
            if folder is not None and folder not in _users.values():
                _loading().drop_model(folder)

    def stream(self) -> WordStream:
        """Begin a stream: words are certain by AlignAtt. Temperatures above 0 and clips play no part.

        Raises:
            ModelError: the model is not on this machine and cannot be downloaded.
        """
        folder = MLX.find(self.options.model)
        load_fast_blas()
        from .streaming import WhisperStream  # noqa: PLC0415  # slow to import

        return WhisperStream(lambda: self._held(folder), self.options, self._language)

    # Any: mlx_whisper's model
    @contextmanager
    def _held(self, folder: Path) -> Iterator[Any]:
        """Have mlx_whisper, and the model in `folder`, for this transcriber alone."""
        loading = _loading()
        with ONE_AT_A_TIME:
            _users[self] = folder
            model = loading.hold_model(folder, fp16=self._is_fp16(loading))
            self._check_language(model)
            model.hotwords = loading.hotword_prompt(model, self.options.hotwords)
            yield model

    # Any: the module `loading`
    def _is_fp16(self, loading: Any) -> bool:
        return bool(loading.has_gpu() if self.options.fp16 is None else self.options.fp16)

    # Any: mlx_whisper's model
    def _check_language(self, model: Any) -> None:
        if not model.is_multilingual and (self._language not in (None, "en") or self.options.task == "translate"):
            raise OptionError(
                f"the model '{self.options.model}' knows English only; choose one without '.en' in its name"
            )

    # Any: mlx_whisper's model, and its result, a dict of dicts
    def _run(  # noqa: PLR0913, PLR0917  a recording's parts
        self, source: str, samples: NDArray[np.float32], joined: Joined, folder: Path, model: Any, progress: Progress
    ) -> Mapping[str, Any]:
        loading = _loading()
        telling = told_from(loading.engine, joined)
        with warnings.catch_warnings(), reported_to(progress, loading.engine), telling, loading.recording(model):
            warnings.simplefilter("ignore")  # of NumPy about silence, and of translated words' times
            try:
                result: dict[str, Any] = loading.engine.transcribe(
                    samples,
                    path_or_hf_repo=str(folder),
                    verbose=None,
                    word_timestamps=True,
                    fp16=self._is_fp16(loading),
                    language=self._language,
                    **self._settings(),
                )
            except (ArithmeticError, IndexError, MemoryError, RuntimeError, ValueError) as exc:
                raise TranscriptionError(
                    f"{source}: mlx-whisper failed ({type(exc).__name__}: {exc}); "
                    "try a smaller --model, or cut the recording"
                ) from exc
        return result

    def _settings(self) -> dict[str, object]:
        """Return the options that go to mlx_whisper unchanged; lists where it wants lists. Clips are cut out before."""
        options = self.options
        return {
            "task": options.task,
            "temperature": options.temperature,
            "best_of": options.best_of,
            "length_penalty": options.length_penalty,
            "suppress_tokens": list(options.suppress_tokens),
            "initial_prompt": options.initial_prompt,
            "condition_on_previous_text": options.condition_on_previous_text,
            "compression_ratio_threshold": options.compression_ratio_threshold,
            "logprob_threshold": options.logprob_threshold,
            "no_speech_threshold": options.no_speech_threshold,
            "prepend_punctuations": options.prepend_punctuations,
            "append_punctuations": options.append_punctuations,
            "hallucination_silence_threshold": options.hallucination_silence_threshold,
            "sample_len": options.sample_len,
        }


# Any: the module `loading`, whose parts mlx_whisper has no types for
def _loading() -> Any:
    """Import the module that imports MLX, after a fast BLAS."""
    load_fast_blas()
    from . import loading  # noqa: PLC0415  # slow to import

    return loading


# Any: a segment in mlx_whisper's result
def _raw_segment(segment: Mapping[str, Any]) -> SavedSegment:
    words = tuple(SavedWord(w["word"], w["start"], w["end"], w["probability"]) for w in segment["words"])
    return SavedSegment(segment["text"], segment["start"], segment["end"], words, segment)
