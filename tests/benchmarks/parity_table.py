"""The rows of the parity table: measures, their format, and their limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Figures = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Row:
    """A figure and its limit; `shown` is its text."""

    key: str
    label: str
    limit: float | None = None
    shown: str = ".0e"

    def text(self, value: float) -> str:
        """Return a value as it is shown."""
        return format(value, self.shown) if value else "0"

    def holds(self, value: float) -> bool:
        """Say whether a value is within the limit."""
        return self.limit is None or value <= self.limit


ROWS = (
    Row("logits", "logits: 1 - correlation, worst class, over speech", 1e-5),
    Row("error", "logits: our rms error against float64"),
    Row("error of torch", "logits: that of torch in float32"),
    Row("error ratio", "logits: the ratio of both", 3, ".2f"),
    Row("decisions", "frames decided differently", 0.001, ".3%"),
    Row("floor: decisions", "the same, pyannote's float32 and float64", None, ".3%"),
    Row("voices", "embeddings: 1 - cosine, worst of all voices", 1e-4),
    *(
        row
        for prefix, name in (("own", "the model's clustering"), ("ahc", "AHC"), ("vbx", "VBx"))
        for row in (
            Row(f"{prefix}: DER", f"turns, {name}: DER, worst of 4 counts", 0.001, ".3%"),
            Row(f"floor: {prefix}: DER", "the same, pyannote's float32 and float64", None, ".3%"),
            Row(f"{prefix}: speakers", f"turns, {name}: difference in speakers", 0, "d"),
            Row(f"{prefix}: identical", f"turns, {name}: counts with identical turns, of 4", None, "d"),
        )
    ),
    Row("half: logits", "float16 weights: logits, 1 - correlation", 1e-5),
    Row("half: decisions", "float16 weights: frames decided differently", 0.001, ".3%"),
    Row("half: voices", "float16 weights: embeddings, 1 - cosine", 1e-4),
    Row("half: DER", "float16 weights: turns, DER", 0.001, ".3%"),
    Row("rounding: logits", "float16 against full weights: logits, 1 - correlation"),
    Row("rounding: decisions", "float16 against full weights: frames decided differently", 0.005, ".3%"),
    Row("rounding: DER", "float16 against full weights: turns, DER", None, ".3%"),
)
PROTOTYPE = (
    Row("relu: correlation", "ReLU (the prototype's mistake): correlation over speech", None, ".4%"),
    Row("relu: frames", "ReLU: frames decided the same", None, ".2%"),
    Row("relu: DER", "ReLU: turns, DER", None, ".2%"),
    Row("leaky: correlation", "leaky ReLU (ours): correlation over speech", None, ".8%"),
    Row("leaky: frames", "leaky ReLU: frames decided the same", None, ".2%"),
    Row("float32: correlation", "torch float32 against float64: correlation over speech", None, ".8%"),
    Row("float32: frames", "torch float32 against float64: frames decided the same", None, ".2%"),
)


@dataclass(frozen=True, slots=True)
class Result:
    """The figures of a model: for each recording, by name."""

    model: str
    figures: Mapping[str, Figures]

    def rows(self, rows: tuple[Row, ...]) -> list[Row]:
        """Return the rows for which there are figures."""
        return [row for row in rows if all(row.key in figures for figures in self.figures.values())]

    def holds(self, row: Row) -> bool:
        """Say whether a row is within its limit for every recording."""
        return all(row.holds(figures[row.key]) for figures in self.figures.values())
