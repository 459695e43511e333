"""Options of the engine: those that Whisper has in every engine, and CTranslate2's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Literal

from whisper_diarize import OptionError
from whisper_diarize.transcription import WhisperOptions

ComputeType = Literal["int8", "int8_float32", "int8_float16", "int8_bfloat16", "float16", "bfloat16", "float32"]

UNBATCHED = (
    "temperature",
    "best_of",
    "condition_on_previous_text",
    "compression_ratio_threshold",
    "logprob_threshold",
    "no_speech_threshold",
    "hallucination_silence_threshold",
)
"""Options that faster-whisper takes and leaves unused when it decodes several windows at a time."""


@dataclass(frozen=True, slots=True)
class FasterWhisperOptions(WhisperOptions):
    """Options of faster-whisper.

    Attributes:
        model: a short name (turbo, large-v3, small, tiny.en, ...), a repository of huggingface.co (owner/name), or a
            folder, of a model for CTranslate2.
        length_penalty: preference for longer candidates; none: 1, by the mean probability of a token.
        fp16: compute in half precision, on a GPU; none: if compute_type does not say otherwise.
        beam_size: candidates to follow at a temperature of 0; 1, as mlx-whisper: the likeliest token at once.
        patience: how many more candidates than `beam_size` to finish.
        repetition_penalty: above 1, tokens that were written are less likely to come again.
        no_repeat_ngram_size: tokens in a row that may not come twice in a window; 0: any.
        batch_size: windows to decode at a time; above 1 they are cut at pauses, silence is left out, and no window is
            tried again or knows of the one before.
        compute_type: numbers to compute with; none: int8 on a CPU, float16 on a GPU.
        device: auto: a GPU with CUDA if there is one.
        cpu_threads: threads on a CPU; 0: CTranslate2's choice, 4 at most.

    Raises:
        OptionError: a value is not possible, or does not go with another.
    """

    beam_size: int = 1
    patience: float = 1.0
    repetition_penalty: float = 1.0
    no_repeat_ngram_size: int = 0
    batch_size: int = 1
    compute_type: ComputeType | None = None
    device: Literal["auto", "cpu", "cuda"] = "auto"
    cpu_threads: int = 0

    def __post_init__(self) -> None:
        WhisperOptions.__post_init__(self)
        if self.fp16 is not None and self.compute_type is not None:
            raise OptionError("fp16 and compute_type both say how to compute; give one of them")
        defaults = {field.name: field.default for field in fields(self)}
        unused = [name for name in UNBATCHED if getattr(self, name) != defaults[name]]
        if self.batch_size > 1 and unused:
            raise OptionError(
                f"with a batch_size above 1 faster-whisper does not use {', '.join(unused)}; leave one of the two out"
            )

    def limits(self) -> Mapping[str, tuple[bool, str]]:
        """Return those of Whisper's options and of the engine's own."""
        counts = {name: getattr(self, name) for name in ("beam_size", "batch_size")}
        above = {name: getattr(self, name) for name in ("patience", "repetition_penalty")}
        none_or_more = {name: getattr(self, name) for name in ("no_repeat_ngram_size", "cpu_threads")}
        return {
            **WhisperOptions.limits(self),
            **{name: (value >= 1, "at least 1") for name, value in counts.items()},
            **{name: (value > 0, "above 0") for name, value in above.items()},
            **{name: (value >= 0, "at least 0") for name, value in none_or_more.items()},
        }
