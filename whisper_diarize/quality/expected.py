"""How much a model is known to get wrong: read from where it was measured, never written down a second time."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ACCURACY_FILE = "accuracy.json"
"""Beside a model's weights: `{"dialogues": {"automatic": {"der": 34.2}, "given": {"der": 27.7}}}`, in %, and more."""


@dataclass(frozen=True, slots=True)
class ExpectedError:
    """Diarization error rates on test dialogues, in %: with the number of speakers found by itself, and given."""

    automatic: float
    given: float


def expected_error(folder: Path) -> ExpectedError | None:
    """Return what is known of the model in `folder`; None if nothing is, or nobody can tell what it means."""
    try:
        dialogues = json.loads((folder / ACCURACY_FILE).read_text(encoding="utf-8"))["dialogues"]
        return ExpectedError(_rate(dialogues["automatic"]["der"]), _rate(dialogues["given"]["der"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


# Any: whatever JSON can hold
def _rate(value: Any) -> float:
    """Return an error rate.

    Raises:
        TypeError, ValueError: it is none.
    """
    rate = float(value)
    if isinstance(value, bool) or not math.isfinite(rate) or rate < 0:
        raise ValueError(f"not an error rate: {value}")
    return rate
