"""Limits of the difference between a stage and its recording.

The measure is what float32 itself does. `tests/benchmarks/doctor_limits.py` prints, for the bundled networks, a random
PyanNet and a small random CAM++ on 20 s of speech, the largest differences as a share of a stage's largest value: of
torch in float32 from torch in float64; of ours on an x86-64 CPU from torch in float32; of NumPy that rounds what it
multiplies to 11 bits, as some GPUs do (TF32), from torch in float64.

    sincnet.filters        1e-6   2e-6   3e-6
    sincnet, before norms  3e-5   3e-6   2e-2
    sincnet, after them    2e-4   6e-6   3e-2
    lstm                   2e-4   3e-5   2e-2
    linear                 4e-5   4e-6   8e-3
    classifier             3e-5   3e-6   4e-3
    fbank                  5e-5   6e-5
    resnet, its trunk      6e-5   7e-5   1e-3
    resnet.pool, seg_1     1e-6   5e-6   4e-4
    head                   3e-5   3e-5   8e-4
    xvector, its frames    5e-6   4e-6   9e-4
    stats, dense, voices   2e-7   8e-7   2e-4
    lacking correlation    3e-10  4e-11  1e-5

Limits are some ten times the first column, where ours is not further away (filters, pool), and correlation may lack
1e-7. Those of CAM++ are the ResNet's: trained weights, whose voices are 1e-5 apart, err more than these random ones.
Where the products of this machine are measured to be rounded, limits are 100 times as wide, and correlation may lack
5e-5: that lets TF32 pass, and slight mistakes with it (ReLU for leaky ReLU in the bundled model). So weights are judged
on the CPU, which does not round.
"""

from __future__ import annotations

from .compare import Limit

ROUNDED_PRODUCT = 1e-5  # relative error of a matrix product: float32 makes 3e-7, TF32 some 3e-4
ROUNDED_TIMES = 100

_SHARES = (
    ("sincnet.filters", 3e-5),
    ("sincnet.0.conv", 3e-4),
    ("sincnet.1.conv", 3e-4),
    ("sincnet.2.conv", 3e-4),
    ("sincnet.", 2e-3),
    ("lstm.", 2e-3),
    ("linear.", 4e-4),
    ("classifier", 3e-4),
    ("fbank", 5e-4),
    ("resnet.pool", 5e-5),
    ("resnet.seg_1", 5e-5),
    ("resnet.", 5e-4),
    ("head.", 5e-4),
    ("xvector.stats", 5e-5),
    ("xvector.dense", 5e-5),
    ("xvector.", 5e-4),
    ("voices", 1e-4),
)


def limit(stage: str, *, rounded: bool) -> Limit:
    """Return the limit of a stage; `rounded`: whether this machine rounds factors."""
    share = next(share for prefix, share in _SHARES if stage.startswith(prefix))
    return Limit(share * ROUNDED_TIMES, 5e-5) if rounded else Limit(share, 1e-7)
