"""Options of the engine: those of mlx-whisper under their names, and CTranslate2's own."""

from __future__ import annotations

from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Literal

from whisper_diarize import OptionError

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
class FasterWhisperOptions:
    """Options of faster-whisper. Those that mlx-whisper has too have its names and defaults; word times are always on.

    Attributes:
        model: a short name (turbo, large-v3, small, tiny.en, ...), a repository of huggingface.co (owner/name), or a
            folder, of a model for CTranslate2.
        language: the code of the language spoken, such as en; none: it is detected.
        task: transcribe, or translate to English.
        temperature: randomness of the decoder, 0 to 1: what to try in turn when a result looks wrong; one value: no
            second try.
        best_of: candidates to draw at a temperature above 0; none: one.
        length_penalty: preference for longer candidates; none: 1, by the mean probability of a token.
        suppress_tokens: numbers of tokens never to write; -1 stands for most symbols.
        initial_prompt: text that the engine takes for what was said before: names and terms, spelled right.
        condition_on_previous_text: take the text of the window before as a prompt.
        fp16: compute in half precision, on a GPU; none: if compute_type does not say otherwise.
        compression_ratio_threshold: text that compresses better than this repeats itself and is tried again.
        logprob_threshold: text with a lower mean log-probability is tried again.
        no_speech_threshold: silence if this is less than the probability of no speech, and the text was unlikely too.
        prepend_punctuations: marks that are joined to the word after them.
        append_punctuations: marks that are joined to the word before them.
        hallucination_silence_threshold: leave out silences longer than so many seconds around text that may be made up.
        clip_timestamps: start, end, start, ... in seconds, of what to transcribe; the last end may be left out.
        sample_len: tokens to write for a window, at most.
        hotwords: names and terms, spelled right, that every window gets as a hint.
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
    hotwords: str | None = None
    beam_size: int = 1
    patience: float = 1.0
    repetition_penalty: float = 1.0
    no_repeat_ngram_size: int = 0
    batch_size: int = 1
    compute_type: ComputeType | None = None
    device: Literal["auto", "cpu", "cuda"] = "auto"
    cpu_threads: int = 0

    def __post_init__(self) -> None:
        for name, (is_possible, wanted) in self._needed().items():
            if not is_possible:
                raise OptionError(f"{name} must be {wanted}, not {getattr(self, name)}")
        if self.fp16 is not None and self.compute_type is not None:
            raise OptionError("fp16 and compute_type both say how to compute; give one of them")
        defaults = {field.name: field.default for field in fields(self)}
        unused = [name for name in UNBATCHED if getattr(self, name) != defaults[name]]
        if self.batch_size > 1 and unused:
            raise OptionError(
                f"with a batch_size above 1 faster-whisper does not use {', '.join(unused)}; leave one of the two out"
            )

    def _needed(self) -> dict[str, tuple[bool, str]]:
        """Return for each option whether its value is possible, and what is."""
        clips, temperatures = self.clip_timestamps, self.temperature
        grow = all(t >= 0 for t in clips) and all(a < b for a, b in pairwise(clips))
        counts = {name: getattr(self, name) for name in ("best_of", "sample_len", "beam_size", "batch_size")}
        above = {name: getattr(self, name) for name in ("patience", "repetition_penalty")}
        none_or_more = {name: getattr(self, name) for name in ("no_repeat_ngram_size", "cpu_threads")}
        return {
            "task": (self.task in ("transcribe", "translate"), "transcribe or translate"),
            "temperature": (bool(temperatures) and all(0 <= t <= 1 for t in temperatures), "one or more from 0 to 1"),
            "length_penalty": (self.length_penalty is None or self.length_penalty >= 0, "at least 0"),
            "clip_timestamps": (grow, "seconds that grow"),
            **{name: (value is None or value >= 1, "at least 1") for name, value in counts.items()},
            **{name: (value > 0, "above 0") for name, value in above.items()},
            **{name: (value >= 0, "at least 0") for name, value in none_or_more.items()},
        }
