"""Known mistakes of ports of CAM++: for each, a regular expression of stages, its text, and how to compute it."""

from __future__ import annotations

from .mistakes_fbank import KnownMistake, filterbank_mistakes
from .plain_layers import ALL_FRAMES, SEGMENT, Arithmetic

NORMED = r"head\..*|xvector\.(tdnn|out_nonlinear|dense|transit\d|block\d\..*)"
DENSE = r"xvector\.block\d\..*"

CAMPPLUS_ARITHMETIC: tuple[KnownMistake, ...] = (
    *filterbank_mistakes("povey"),
    (NORMED, "a batch norm epsilon of 1e-3 (torch's is 1e-5)", Arithmetic(batch_norm_epsilon=1e-3)),
    (r"head\.layer.*", "no shortcut", Arithmetic(shortcut=False)),
    (r"head\.layer.*", "no ReLU after the shortcut", Arithmetic(last_relu=False)),
    (r"xvector\.tdnn", "bins before channels (torch's are channels before bins)", Arithmetic(channels_first=False)),
    (r"xvector\.block1\..*", "a dilation of 2 (that of the first block is 1)", Arithmetic(dilation=2)),
    (r"xvector\.block[23]\..*", "a dilation of 1 (that of the second and third block is 2)", Arithmetic(dilation=1)),
    (DENSE, "no mask", Arithmetic(masked=False)),
    (DENSE, "masks that look at segments of 2 s only, not at all frames", Arithmetic(context=frozenset({SEGMENT}))),
    (DENSE, "masks that look at all frames only, not at segments of 2 s", Arithmetic(context=frozenset({ALL_FRAMES}))),
    (DENSE, "a last segment that is filled up with zeros", Arithmetic(whole_segments=True)),
    (r"xvector\.out_nonlinear", "no ReLU", Arithmetic(last_relu=False)),
    (r"xvector\.stats", "a deviation that is not the unbiased one", Arithmetic(unbiased=False)),
    (r"xvector\.stats", "variances in place of deviations", Arithmetic(deviation=False)),
    (r"xvector\.dense", "a ReLU after the last norm", Arithmetic(dense_relu=True)),
    (r"voices", "the mean of the whole window, not that of the speaker's frames", Arithmetic(mean_of_window=True)),
    (r"voices", "the speaker's frames pooled, not cut out before", Arithmetic(cut=False)),
)
