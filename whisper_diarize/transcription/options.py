"""What the user may ask of mlx_whisper."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from whisper_diarize.errors import OptionError


@dataclass(frozen=True, slots=True)
class MlxWhisperOptions:
    """The options of mlx_whisper, with its names. Word times are always on; beam search it does not have.

    `model` is a short name (`turbo`, `large-v3`, `small`, `tiny.en`, ...), a repository of huggingface.co
    (`owner/name`), or a folder. `temperature` lists what to try in turn when a result looks wrong; one value: no second
    try. `fp16`, None: half precision on a GPU, single on a CPU, which is slower in half. `clip_timestamps` are the
    starts and ends, in turn, of what to transcribe, in seconds; the last end may be left out.

    Raises:
        OptionError: a value is not possible.
    """

    # The defaults are mlx_whisper's (its function's; its command has `best_of` 5 but a single temperature).
    model: str = "turbo"
    language: str | None = None
    task: Literal["transcribe", "translate"] = "transcribe"
    temperature: tuple[float, ...] = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    best_of: int | None = 5
    length_penalty: float | None = None
    suppress_tokens: tuple[int, ...] = (-1,)
    initial_prompt: str | None = None
    condition_on_previous_text: bool = True
    fp16: bool | None = None
    compression_ratio_threshold: float | None = 2.4
    logprob_threshold: float | None = -1.0
    no_speech_threshold: float | None = 0.6
    prepend_punctuations: str = "\"'“¿([{-"
    append_punctuations: str = "\"'.。,，!！?？:：”)]}、"  # noqa: RUF001  # full-width punctuation
    hallucination_silence_threshold: float | None = None
    clip_timestamps: tuple[float, ...] = (0.0,)
    sample_len: int | None = None

    def __post_init__(self) -> None:
        clips = self.clip_timestamps
        possible = {
            "task": self.task in ("transcribe", "translate"),
            "temperature": bool(self.temperature) and all(0 <= t <= 1 for t in self.temperature),
            "best_of": self.best_of is None or self.best_of >= 1,
            "length_penalty": self.length_penalty is None or 0 <= self.length_penalty <= 1,
            "sample_len": self.sample_len is None or self.sample_len >= 1,
            "clip_timestamps": all(t >= 0 for t in clips) and all(a < b for a, b in pairwise(clips)),
        }
        for name, is_possible in possible.items():
            if not is_possible:
                raise OptionError(f"{name}={getattr(self, name)} is not possible; see MlxWhisperOptions")
