"""RTTM, the rich transcription time marked format: turns. `formats.rttm` has the one parser of its lines."""

from __future__ import annotations

from whisper_diarize.errors import AnnotationError
from whisper_diarize.formats import RttmLine, is_rttm, rttm_lines
from whisper_diarize.records import SavedFile, SavedSpeech, Turn

from .recordings import one_of


def read(file: SavedFile) -> SavedSpeech | None:
    """Return the turns of one recording; those of negative length are left out, and counted."""
    if not is_rttm(file.text):
        return None
    try:
        lines = list(rttm_lines(file.text))
        name = one_of((line.recording for line in lines), file.recording)
        mine = [line for line in lines if line.recording == name]
        turns = [turn for turn in map(_turn, mine) if turn is not None]
        if mine and not turns:
            mine[0].turn()  # it says what is wrong
    except AnnotationError as exc:
        raise ValueError(str(exc)) from exc
    lost = len(mine) - len(turns)
    notes = (f"{lost} of {len(mine)} turns have a negative length and were left out",) if lost else ()
    return SavedSpeech(turns=tuple(turns), name=name, notes=notes)


def _turn(line: RttmLine) -> Turn | None:
    return None if line.is_negative else line.turn()
