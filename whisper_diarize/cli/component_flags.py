"""The options of components: flags of their own, and `-o NAME.KEY=VALUE`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from whisper_diarize.registry import parse_assignments

from .speaker_names import without_effect
from .suggestions import naming
from .typed_flags import typed_flags

OF_DIARIZER = ("num_speakers", "min_speakers", "max_speakers")
OF_SPEAKERS = (*OF_DIARIZER, "speaker_names", "voices", "same_people")
DIARIZER_FLAGS = {"model": "diarization_model", "mode": "diarization_mode"}
ENGINE_OPTIONS = (
    *("model", "language", "task", "temperature", "best_of", "length_penalty", "suppress_tokens"),
    *("initial_prompt", "hotwords", "condition_on_previous_text", "fp16"),
    *("compression_ratio_threshold", "logprob_threshold", "no_speech_threshold", "prepend_punctuations"),
    *("append_punctuations", "hallucination_silence_threshold", "clip_timestamps"),
)


def component_options(
    params: Mapping[str, object],
    formats: Mapping[str, Mapping[str, object]],
    assignments: Sequence[str],
    transcriber: str,
    diarizer: str,
) -> dict[str, dict[str, object]]:
    """Gather the options of all components: those that have flags of their own, and `-o NAME.KEY=VALUE`."""
    engine = typed_flags(params, {name: name for name in ENGINE_OPTIONS} | {"path": "transcript"})
    flags = {**formats, transcriber: engine, diarizer: typed_flags(params, DIARIZER_FLAGS), **naming(params)}
    assigned = parse_assignments(assignments)
    names = dict.fromkeys((*flags, *assigned))
    merged = {name: {**flags.get(name, {}), **assigned.get(name, {})} for name in names}
    return {name: values for name, values in merged.items() if values}


def speaker_flags_without_effect(params: Mapping[str, object]) -> Iterator[str]:
    """Yield a line for the flags of speakers in a run that finds none; a transcript may have speakers to name."""
    names = OF_SPEAKERS if params["transcript"] is None else OF_DIARIZER
    return without_effect({f"--{name.replace('_', '-')}": bool(params[name]) for name in names})
