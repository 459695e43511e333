"""Scoring: measures of turns, words and their speakers against a reference."""

from .annotation import UNASSIGNED, Annotation, SaidWord, make_annotation
from .edges import EDGE_LIMIT_SECONDS
from .libraries import diarization_errors
from .matching import Confusion
from .read import read_annotation
from .score import Rules, Scores, score

__all__ = [
    "EDGE_LIMIT_SECONDS",
    "UNASSIGNED",
    "Annotation",
    "Confusion",
    "Rules",
    "SaidWord",
    "Scores",
    "diarization_errors",
    "make_annotation",
    "read_annotation",
    "score",
]
