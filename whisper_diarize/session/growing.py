"""A diarizer for one recording that grows: its networks run once over each part."""

from __future__ import annotations

from whisper_diarize.protocols import Diarizer, GrowingDiarizer, Progress
from whisper_diarize.records import Audio, Diarization, Inference, SpeakerCount


def growing(diarizer: Diarizer) -> Diarizer:
    """Return a diarizer for one recording that grows; one that cannot follow begins anew with each call."""
    return _KeptInference(diarizer) if isinstance(diarizer, GrowingDiarizer) else diarizer


class _KeptInference:
    """A diarizer that keeps the inference of all windows which will not change any more."""

    def __init__(self, engine: GrowingDiarizer) -> None:
        self._engine = engine
        self._settled = Inference()

    def diarize(self, audio: Audio, speaker_count: SpeakerCount, progress: Progress) -> Diarization:
        """Return the turns of the recording so far."""
        found = list(self._engine.infer(audio, self._settled, progress))
        inference = Inference.join([self._settled, *found])
        self._settled = inference.part(range(self._engine.settled_windows(audio.num_samples)))
        return self._engine.finalize(audio, inference, {}, speaker_count)
