"""Options of the identification by voices. Imports no NumPy, so that they can be listed without it."""

from __future__ import annotations

from dataclasses import dataclass

from whisper_diarize.errors import OptionError


@dataclass(frozen=True, slots=True)
class VoicesOptions:
    """Options of the identification by voices. None leaves the choice to what was measured of the model.

    Attributes:
        names: who may be there: names of people in the library, separated by commas, or all.
        library: the file of the library; the one in the user's data folder if left out.
        cutoff: cosine of two voices from which a name is suggested; larger suggests fewer names, and fewer wrong ones.
        margin: cosine by which a person must be ahead of the next.
    """

    names: str = "all"
    library: str | None = None
    cutoff: float | None = None
    margin: float | None = None

    def __post_init__(self) -> None:
        for name in ("cutoff", "margin"):
            value = getattr(self, name)
            if value is not None and not 0 <= value <= 1:
                raise OptionError(f"{name} must be from 0 to 1, not {value:.15g}")
