"""The options of Whisper, for every engine that runs it, and those of mlx_whisper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from whisper_diarize.errors import OptionError


@dataclass(frozen=True, slots=True)
class WhisperOptions:
    """Options of Whisper, with mlx_whisper's names and defaults. Word times are always on.

    An engine's own options are a subclass, which adds fields and entries to the section below; an entry of the same
    name replaces the one here. Its `limits` says which values of its own are possible.

    Attributes:
        model: a short name (turbo, large-v3, small, tiny.en, ...), a repository of huggingface.co (owner/name), or a
            folder.
        language: the code of the language spoken, such as en; none: it is detected.
        task: transcribe, or translate to English.
        temperature: randomness of the decoder, 0 to 1: what to try in turn when a result looks wrong; one value: no
            second try.
        best_of: candidates to draw at a temperature above 0; none: one.
        length_penalty: preference for longer candidates; none: by the mean probability of a token.
        suppress_tokens: numbers of tokens never to write; -1 stands for most symbols.
        initial_prompt: text that the engine takes for what was said before: names and terms, spelled right.
        hotwords: names and terms, spelled right, that every window gets as a hint, in front of the text before it.
        condition_on_previous_text: take the text of the window before as a prompt.
        fp16: compute in half precision; none: on a GPU only.
        compression_ratio_threshold: text that compresses better than this repeats itself and is tried again.
        logprob_threshold: text with a lower mean log-probability is tried again.
        no_speech_threshold: silence if this is less than the probability of no speech, and the text was unlikely too.
        prepend_punctuations: marks that are joined to the word after them.
        append_punctuations: marks that are joined to the word before them.
        hallucination_silence_threshold: leave out silences longer than so many seconds around text that may be made up.
        clip_timestamps: start, end, start, ... in seconds, of what to transcribe; the last end may be left out.
        sample_len: tokens to write for a window, at most.

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
    hotwords: str | None = None
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
        for name, (is_possible, wanted) in self.limits().items():
            if not is_possible:
                raise OptionError(f"{name} must be {wanted}, not {getattr(self, name)}")

    def limits(self) -> Mapping[str, tuple[bool, str]]:
        """Return for each option that has limits whether its value is possible, and those that are."""
        clips, temperatures = self.clip_timestamps, self.temperature
        return {
            "task": (self.task in ("transcribe", "translate"), "transcribe or translate"),
            "temperature": (bool(temperatures) and all(0 <= t <= 1 for t in temperatures), "one or more from 0 to 1"),
            "best_of": (self.best_of is None or self.best_of >= 1, "at least 1"),
            "length_penalty": (self.length_penalty is None or self.length_penalty >= 0, "at least 0"),
            "sample_len": (self.sample_len is None or self.sample_len >= 1, "at least 1"),
            "clip_timestamps": (
                all(t >= 0 for t in clips) and all(a < b for a, b in pairwise(clips)),
                "seconds that grow",
            ),
        }


@dataclass(frozen=True, slots=True)
class MlxWhisperOptions(WhisperOptions):
    """Options of mlx_whisper, which has no beam search.

    Attributes:
        length_penalty: preference for longer candidates, 0 to 1; none: by the mean probability of a token.
        fp16: compute in half precision; none: on a GPU only, as it is slower on a CPU.

    Raises:
        OptionError: a value is not possible.
    """

    def limits(self) -> Mapping[str, tuple[bool, str]]:
        """Return those of Whisper's options and of the engine's own."""
        penalty = self.length_penalty
        possible = penalty is None or 0 <= penalty <= 1
        return {**WhisperOptions.limits(self), "length_penalty": (possible, "from 0 to 1")}
