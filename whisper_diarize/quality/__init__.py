"""How far a run can be relied on: what can be measured of a recording and its turns, and what it means to the user.

Importing this imports nothing heavy; `levels`, which reads samples, imports NumPy.
"""

from .hints import Hint, hints
from .talk import talk_seconds, with_talk

__all__ = ["Hint", "hints", "talk_seconds", "with_talk"]
