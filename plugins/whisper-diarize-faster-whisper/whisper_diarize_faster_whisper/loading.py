"""Load a model on the best device there is, stoppable, and drawing the same tokens for the same recording."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from whisper_diarize import ModelError, OptionError, raise_if_cancelled

from .libraries import WhisperModel, ctranslate2
from .options import FasterWhisperOptions


def device_of(options: FasterWhisperOptions) -> tuple[str, str]:
    """Return the device and the type of the numbers.

    Raises:
        OptionError: this device does not compute with that type; those that it does are listed.
    """
    device = options.device
    if device == "auto":
        device = "cuda" if ctranslate2.get_cuda_device_count() else "cpu"
    default = {"cpu": "int8", "cuda": "float16"}[device]
    named = {None: default, True: "float16", False: "float32" if device == "cuda" else default}[options.fp16]
    compute_type = options.compute_type or named
    try:
        supported = ctranslate2.get_supported_compute_types(device)
    except (RuntimeError, ValueError) as exc:
        raise OptionError(f"CTranslate2 cannot compute on {device} here ({str(exc).splitlines()[0]})") from exc
    if compute_type not in supported:
        raise OptionError.unknown(f"compute_type on this {device}", compute_type, supported)
    return device, compute_type


class StoppableModel(WhisperModel):  # type: ignore[misc]  # faster-whisper publishes no types
    """A model of faster-whisper that can be stopped between the passes of a window of 30 s."""

    model: Any  # CTranslate2's

    def __init__(self, folder: Path, options: FasterWhisperOptions) -> None:
        device, compute_type = device_of(options)
        # taken by the threads that the model starts, when they draw first
        ctranslate2.set_random_seed(0)
        super().__init__(str(folder), device=device, compute_type=compute_type, cpu_threads=options.cpu_threads)
        self.model = _Stoppable(self.model)

    @property
    def has_drawn(self) -> bool:
        """Tell if tokens were drawn at random: another recording would get other draws."""
        return bool(self.model.has_drawn)

    # Any: here and below, faster-whisper's arguments and results
    def get_prompt(self, tokenizer: Any, previous_tokens: list[int], **settings: Any) -> list[int]:
        """Return faster-whisper's prompt, with so few of the tokens before that half of all are left for the text.

        It cuts hot words and the tokens before to a half each, and CTranslate2 then has no room for a single token.
        """
        hotwords = settings.get("hotwords")
        taken = len(tokenizer.encode(" " + hotwords.strip())) if hotwords else 0
        room = max(0, self.max_length // 2 - 1 - taken)
        prompt: list[int] = super().get_prompt(tokenizer, previous_tokens[-room:] if room else [], **settings)
        return prompt

    def generate_with_fallback(self, features: Any, prompt: list[int], tokenizer: Any, options: Any) -> Any:
        """Decode as faster-whisper does, which refuses a long prompt together with `max_new_tokens`."""
        if options.max_new_tokens is not None:
            room = self.max_length - len(prompt)
            options = replace(options, max_new_tokens=min(options.max_new_tokens, room))
        return super().generate_with_fallback(features, prompt, tokenizer, options)


class _Stoppable:
    """A model of CTranslate2 that first looks, before each pass, whether the work is to stop."""

    # Any: CTranslate2's model, its arguments and results
    def __init__(self, model: Any) -> None:
        self._model = model
        self.has_drawn = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)

    def encode(self, *arguments: Any, **named: Any) -> Any:
        raise_if_cancelled()
        return self._model.encode(*arguments, **named)

    def generate(self, *arguments: Any, **named: Any) -> Any:
        raise_if_cancelled()
        self.has_drawn = self.has_drawn or named.get("sampling_temperature", 0) > 0
        return self._model.generate(*arguments, **named)

    def align(self, *arguments: Any, **named: Any) -> Any:
        raise_if_cancelled()
        return self._model.align(*arguments, **named)


def load(folder: Path, options: FasterWhisperOptions) -> StoppableModel:
    """Load the model in `folder`.

    Raises:
        ModelError: its files cannot be read, or are not a Whisper model's.
        OptionError: the device or the type of the numbers cannot be had.
    """
    try:
        return StoppableModel(folder, options)
    except OptionError:
        raise
    except Exception as exc:  # a tokenizer raises a plain Exception, CTranslate2 one of C++'s
        reason = str(exc).splitlines()[0] if str(exc) else type(exc).__name__
        raise ModelError(
            f"{folder}: CTranslate2 cannot load it ({reason:.200}); copy or download the model again"
        ) from exc
