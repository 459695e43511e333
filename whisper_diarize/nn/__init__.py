"""The networks in MLX, their kernels and their runtime. Layout is (batch, time, channels) from the first line on."""

from whisper_diarize.blas import load_fast_blas
from whisper_diarize.dimensions import CamPlusPlusDimensions, PyanNetDimensions, ResNetDimensions

load_fast_blas()  # MLX binds its BLAS when it is first imported

from .campplus import CamPlusPlus  # noqa: E402 - after the line above
from .campplus_network import CamPlusPlusNetwork  # noqa: E402
from .fbank import Fbank  # noqa: E402
from .pooling import statistics_pool  # noqa: E402
from .pyannet import PyanNet  # noqa: E402
from .resnet import ResNet  # noqa: E402
from .runtime import EmbeddingNetwork, SegmentationNetwork  # noqa: E402

__all__ = [
    "CamPlusPlus",
    "CamPlusPlusDimensions",
    "CamPlusPlusNetwork",
    "EmbeddingNetwork",
    "Fbank",
    "PyanNet",
    "PyanNetDimensions",
    "ResNet",
    "ResNetDimensions",
    "SegmentationNetwork",
    "statistics_pool",
]
