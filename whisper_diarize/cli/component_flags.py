"""The options of components: flags of their own, and `-o NAME.KEY=VALUE`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import typer

from whisper_diarize.component_options import Standing
from whisper_diarize.registry import parse_assignments

from .configured import setting_of
from .speaker_names import without_effect
from .suggestions import naming
from .typed_flags import flag_of, typed_flags

Options = Mapping[str, Mapping[str, object]]

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
    context: typer.Context,
    formats: Mapping[str, Mapping[str, object]],
    assignments: Sequence[str],
    transcriber: str,
    diarizer: str,
) -> dict[str, dict[str, object]]:
    """Gather the options of all components: those that have flags of their own, and `-o NAME.KEY=VALUE`."""
    engine = typed_flags(context, {name: name for name in ENGINE_OPTIONS} | {"path": "transcript"})
    flags = {**formats, diarizer: typed_flags(context, DIARIZER_FLAGS), **naming(context)}
    flags[transcriber] = {**flags.get(transcriber, {}), **engine}  # one engine may do both
    return with_assignments(flags, assignments)


def with_assignments(flags: Options, assignments: Sequence[str]) -> dict[str, dict[str, object]]:
    """Return options that flags set, by component, with those of `-o`, which hold before them.

    But for an assignment from a configuration file: a flag that was typed holds before it.
    """
    assigned = parse_assignments(assignments)
    names = dict.fromkeys((*flags, *assigned))
    merged = {name: _stronger(flags.get(name, {}), assigned.get(name, {})) for name in names}
    return {name: values for name, values in merged.items() if values}


def _stronger(flags: Mapping[str, object], assigned: Mapping[str, object]) -> dict[str, object]:
    typed = {key for key, value in flags.items() if not isinstance(value, Standing)}
    return {**flags, **{key: one for key, one in assigned.items() if key not in typed or not isinstance(one, Standing)}}


def speaker_flags_without_effect(context: typer.Context) -> Iterator[str]:
    """Yield a line for the flags of speakers in a run that finds none; a transcript may have speakers to name."""
    names = OF_SPEAKERS if context.params["transcript"] is None else OF_DIARIZER
    typed = [name for name in names if setting_of(context, name) is None]
    return without_effect({flag_of(name): bool(context.params[name]) for name in typed})
