"""Advice about the reliability of speakers, in lines for the end of the summary."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

from whisper_diarize.catalogue import BUNDLED, built_in
from whisper_diarize.quality import hints
from whisper_diarize.records import AttributedTranscript, SpeakerCount

SLOW_SECONDS = 30.0
"""The seconds of a job from which on a faster engine matters."""


def advice(transcript: AttributedTranscript, count: SpeakerCount, *, about_model: bool = True) -> list[str]:
    """Return known weaknesses of the model, ways to do better, and hints about this recording.

    `about_model` False: those of the model have been told.
    """
    model = transcript.diarization.model if transcript.diarization else None
    about = [_about_bundled(count)] if about_model and model == BUNDLED else []
    noticed = [hint for hint in hints(transcript, count) if not (hint.name == "silent" and transcript.warnings)]
    return [*about, *(f"hint: {hint.text}" for hint in noticed)]


def faster_engine(transcript: AttributedTranscript, seconds: float) -> list[str]:
    """Return a line about the plugin that transcribes faster without a GPU, where it is missing and that matters.

    `seconds` is how long the job took. Words from the cache load no MLX, and give no line.
    """
    mlx = sys.modules.get("mlx.core")
    with_mlx_whisper = transcript.engine is not None and transcript.engine.startswith("mlx-whisper")
    if seconds < SLOW_SECONDS or not with_mlx_whisper or mlx is None or mlx.default_device() == mlx.gpu:
        return []
    if importlib.util.find_spec("whisper_diarize_faster_whisper") is not None:
        return []
    return [
        (
            "hint: without a GPU, words take about half of the time with --transcriber faster-whisper "
            "(pip install whisper-diarize-faster-whisper)"
        )
    ]


def _about_bundled(count: SpeakerCount) -> str:
    from whisper_diarize.models import bundled_directory  # noqa: PLC0415  NumPy is slow to import

    *others, last = [
        f"{model.name} (of {model.sources[0].place}{', with your consent and a token' if model.gated else ''})"
        for model in built_in().ranked
    ]
    better = f"{', '.join(others)} or {last}"
    return f"{_record(bundled_directory(), count)}; for fewer mistakes: --diarization-model {better}, free downloads"


def _record(folder: Path, count: SpeakerCount) -> str:
    """Describe the measured error of the model: on real conversations, if there are any."""
    from whisper_diarize.models import find_files  # noqa: PLC0415  NumPy is slow to import
    from whisper_diarize.models.accuracy import CONVERSATIONS, FOUND, GIVEN, read_accuracy  # noqa: PLC0415

    known = read_accuracy(find_files(folder))
    if known is None:
        return f"{BUNDLED} is a small model"
    row = next((row for row in known.rows if row.title.startswith(CONVERSATIONS)), known.rows[0])
    found, given = (round(row.answers[name].der) for name in (FOUND, GIVEN))
    wrong = found if count.num is None else given
    better = f", {given} % with --num-speakers" if count.num is None and given < found else ""
    return f"{BUNDLED} is a small model: in test conversations, {wrong} % of the talk went wrong{better}"
