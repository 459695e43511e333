"""One set of speakers over several recordings, without a library: who was heard before keeps the label."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from whisper_diarize.errors import VoiceError
from whisper_diarize.records import Diarization, VoiceModel

from .identifier import comparable, figures_of
from .matching import MIN_SECONDS
from .records import Voice, unit
from .speech import voices_of


@dataclass(slots=True)
class SharedSpeakers:
    """The people of the recordings so far: the sum of each one's vectors, weighted by seconds, by label.

    Call `labels` with one recording after the other. The speakers of a recording are different people; each is
    given to the person whose average voice is like theirs, so that the sum of cosines is largest, if it is above the
    cut-off of the network. Others are new people.
    """

    network: VoiceModel | None = None
    sums: dict[str, NDArray[np.float64]] = field(default_factory=dict)

    def labels(self, diarization: Diarization) -> dict[str, str]:
        """Return the label that each speaker has in the series, and learn the voices of the recording.

        Raises:
            VoiceError: it has no voices that can be compared, or those of another network than before.
        """
        if not diarization.speakers:
            return {}
        network = comparable(diarization)
        if self.network not in (None, network):
            raise VoiceError("the voices of two models cannot be compared; find all speakers with one model")
        self.network, figures = network, figures_of(network, diarization.model)
        voices = {voice.label: voice for voice in voices_of(diarization)}
        same = self._same([voice for voice in voices.values() if voice.seconds >= MIN_SECONDS], figures.cutoff)
        labels: dict[str, str] = {}
        for label in diarization.speakers:
            labels[label] = same.get(label) or self._new_label(labels)
        for label, voice in voices.items():
            added = voice.seconds * voice.vector.astype(np.float64)
            self.sums[labels[label]] = self.sums.get(labels[label], np.zeros_like(added)) + added
        for label in labels.values():  # one without a vector has the label for good
            self.sums.setdefault(label, np.zeros(len(next(iter(diarization.embeddings.values())))))
        return labels

    def _same(self, heard: list[Voice], cutoff: float) -> dict[str, str]:
        known = {label: unit(total) for label, total in self.sums.items() if total.any()}
        if not known or not heard:
            return {}
        found = np.stack([voice.vector for voice in heard]) @ np.stack(list(known.values())).T
        gains = np.where(found >= cutoff, found, 0.0)
        names = list(known)
        pairs = zip(*linear_sum_assignment(gains, maximize=True), strict=True)
        return {heard[row].label: names[column] for row, column in pairs if gains[row, column] > 0}

    def _new_label(self, taken: dict[str, str]) -> str:
        """Return the first label that no person of any recording has."""
        used = {*self.sums, *taken.values()}
        return next(label for number in range(len(used) + 1) if (label := f"SPEAKER_{number:02d}") not in used)
