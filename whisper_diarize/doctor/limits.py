"""How far a stage may be from its recording.

The measure is what float32 itself does: torch in float32 and torch in float64 differ, with the bundled weights and with
random ones, on 20 s of speech, by at most the share of a stage's largest value in the middle column; ours on an x86-64
CPU and torch in float32 by that in the last.

    sincnet.filters     1e-6   3e-6     (ours is computed from an angle that is not rounded in the same place)
    sincnet             3e-5   9e-5     (MLX adds up a window's 160,000 samples one by one)
    lstm                3e-4   5e-4
    linear              5e-5   8e-5
    classifier          3e-5   6e-5
    fbank               5e-5   6e-5
    resnet, its trunk   6e-5   7e-5
    resnet.pool, seg_1  7e-7   4e-6

The limits are about ten times the middle column. Correlation lacked at most 2e-9; it may lack 1e-7.

Some GPUs round what they multiply to 11 bits (TF32). NumPy doing so differs from itself in float64 by 20 to 500 times
as much (sincnet 9e-3, lstm 4e-2, trunk 1e-3), correlations lack up to 1e-5, and all decisions but one frame in 600 of a
random network stay. Where the products of this machine are measured to be rounded so, limits are 100 times as wide, and
correlation may lack 5e-5.
"""

from __future__ import annotations

from .compare import Limit

ROUNDED_PRODUCT = 1e-5  # relative error of a matrix product: float32 makes 3e-7, TF32 some 3e-4
ROUNDED_TIMES = 100

_SHARES = (
    ("sincnet.filters", 3e-5),
    ("sincnet.", 3e-4),
    ("lstm.", 2e-3),
    ("linear.", 5e-4),
    ("classifier", 3e-4),
    ("fbank", 5e-4),
    ("resnet.pool", 5e-5),
    ("resnet.seg_1", 5e-5),
    ("resnet.", 5e-4),
)


def limit(stage: str, *, rounded: bool) -> Limit:
    """Return the limit of a stage; `rounded`: whether this machine rounds what it multiplies."""
    share = next(share for prefix, share in _SHARES if stage.startswith(prefix))
    return Limit(share * ROUNDED_TIMES, 5e-5) if rounded else Limit(share, 1e-7)
