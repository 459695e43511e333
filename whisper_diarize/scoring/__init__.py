"""How right is it? Measures of who said what and when, against a reference."""

from .annotation import Annotation, SaidWord
from .read import read_annotation
from .score import Rules, Scores, score

__all__ = ["Annotation", "Rules", "SaidWord", "Scores", "read_annotation", "score"]
