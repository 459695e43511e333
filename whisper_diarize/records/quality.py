"""What a run noticed of a recording, beside its turns: how far they can be relied on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quality:
    """Plain numbers, as the run found them: corrections made later do not change them. None is "not known".

    `speech`: the share of the recording in which somebody talks; `overlap`: the share of that in which several do.
    `snr`: by how many decibels talk is louder than what is heard when nobody talks. `rival_speakers`: the next best
    number of speakers, of models that compare numbers; `rival_margin`: by how much it is worse, from 0 (not at all); 1
    is the price of a speaker more.
    """

    speech: float | None = None
    overlap: float | None = None
    snr: float | None = None
    rival_speakers: int | None = None
    rival_margin: float | None = None
