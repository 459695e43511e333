"""How far a run can be relied on: what can be measured of a recording and its turns, and what it means to the user.

Importing this imports nothing heavy; `levels`, which reads samples, imports NumPy.
"""

from .expected import ExpectedError, expected_error
from .hints import Hint, hints
from .talk import talk_seconds, with_talk

__all__ = ["ExpectedError", "Hint", "expected_error", "hints", "talk_seconds", "with_talk"]
