"""Enrolment: from a voice of a recording to an exemplar in the library.

A bad exemplar gives wrong names from then on, so that there are conditions: enough clean speech, over several turns,
and agreement with what is known of the person. A sample that contradicts it is quarantined, and freed when another
recording agrees with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from whisper_diarize.errors import VoiceError
from whisper_diarize.records import VoiceFigures

from .library import VoiceLibrary, checked_name
from .matching import MIN_SECONDS
from .records import Exemplar, Person, Voice, unit

ENROL_SECONDS = 15.0
"""Of clean speech in all, to be compared with anyone's."""
ENROL_TURNS = 3
"""Of a speaker in a recording of several: one turn may be another person's."""


def exemplar(voice: Voice, *, recording: str, model: str, added: str, consent: str) -> Exemplar:
    """Return the exemplar of a voice.

    Raises:
        VoiceError: there is too little speech.
    """
    if voice.seconds < MIN_SECONDS:
        raise VoiceError(
            f"{voice.label} has {voice.seconds:.1f} s of speech alone, and a voice is known from {MIN_SECONDS:g} s on"
        )
    vector = unit(voice.vector)
    return Exemplar(vector, round(voice.seconds, 1), voice.turns, recording, model, added, consent)


def enrol(
    library: VoiceLibrary,
    name: str,
    exemplars: Sequence[Exemplar],
    figures: VoiceFigures,
    *,
    min_turns: int = ENROL_TURNS,
) -> Person:
    """Add a person's exemplars, of one model, to the library; return the person as the library has it then.

    Raises:
        VoiceError: it would have too little speech of the person, or another person's voice is the same.
        OptionError: the name cannot be one.
    """
    name = checked_name(name)
    people = library.people()
    before = next((person for person in people if person.name == name), Person(name))
    model = exemplars[0].model
    known = before.usable(model)
    recordings = {one.recording for one in exemplars}
    earlier = [one for one in known if one.recording not in recordings]
    _refuse_little(name, [*earlier, *exemplars], min_turns)
    _refuse_others(name, exemplars, people, figures)
    library.add(name, [replace(one, quarantined=contradicts(one, earlier, figures)) for one in exemplars])
    return _released(library, name, model, figures)


def contradicts(one: Exemplar, known: Sequence[Exemplar], figures: VoiceFigures) -> bool:
    """Tell whether a sample is unlike all that is known of its person: below half the cut-off's cosine to the best."""
    return bool(known) and max(float(one.vector @ other.vector) for other in known) < figures.cutoff / 2


def _refuse_little(name: str, exemplars: Sequence[Exemplar], min_turns: int) -> None:
    seconds, turns = sum(one.seconds for one in exemplars), sum(one.turns for one in exemplars)
    if seconds >= ENROL_SECONDS and turns >= min_turns:
        return
    wanted = f"{ENROL_SECONDS:g} s" + (f" over {min_turns} turns" if min_turns > 1 else "")
    found = f"{seconds:.1f} s of speech alone" + (f" over {turns} turns" if min_turns > 1 else "")
    raise VoiceError(f"{name}: {found}, and a voice is learnt from {wanted}; add a longer recording")


def _refuse_others(name: str, exemplars: Sequence[Exemplar], people: Sequence[Person], figures: VoiceFigures) -> None:
    """Refuse a sample that is surely the voice of another person in the library, and less surely this one's."""
    for one in exemplars:
        best = {
            person.name: max((float(one.vector @ other.vector) for other in person.usable(one.model)), default=-1.0)
            for person in people
        }
        own = best.pop(name, -1.0)
        nearest = max(best, key=lambda other: best[other], default=None)
        if nearest is not None and best[nearest] >= figures.cutoff and best[nearest] > own:
            raise VoiceError(
                f"{name}: this is the voice of {nearest} in the library (score {figures.score(best[nearest]):.2f}); if "
                f"the two are one person, `whisper-diarize voices rename` or `delete` one of them"
            )


def _released(library: VoiceLibrary, name: str, model: str, figures: VoiceFigures) -> Person:
    """Free quarantined samples that another recording, quarantined or not, agrees with."""
    here = [one for one in library.person(name).exemplars if one.model == model]

    def changed(one: Exemplar) -> Exemplar:
        if not one.quarantined or one.model != model:
            return one
        others = [other for other in here if other.recording != one.recording]
        agreed = any(float(one.vector @ other.vector) >= figures.cutoff for other in others)
        return replace(one, quarantined=not agreed)

    return library.update(name, changed)
