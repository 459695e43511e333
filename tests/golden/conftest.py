"""What pyannote.audio gave, and which files here are scripts."""

from pathlib import Path

import pytest

import whisper_diarize
from whisper_diarize.doctor.golden import Golden, read_golden
from whisper_diarize.nn import PyanNetDimensions, ResNetDimensions

# they need pyannote.audio, which the tests do without
collect_ignore = ["make_goldens.py", "make_campplus.py", "reference_networks.py", "reference_pipeline.py"]
collect_ignore += ["estimated_plda.py"]

IN_THE_PACKAGE = Path(whisper_diarize.__file__).parent / "doctor" / "golden"
HERE = Path(__file__).parent
FILES = {
    "networks": IN_THE_PACKAGE / "networks.npz",
    "pipeline": IN_THE_PACKAGE / "pipeline.npz",
    "campplus": IN_THE_PACKAGE / "campplus.npz",
    "segmentation_random": HERE / "segmentation_random.npz",
    "multilabel_random": HERE / "multilabel_random.npz",
    "embedding_random": HERE / "embedding_random.npz",
}


# of the random weights
NETWORKS = {
    "segmentation_random": PyanNetDimensions(num_lstm_layers=4),
    "multilabel_random": PyanNetDimensions(
        num_classes=3, num_lstm_layers=1, lstm_size=64, linear_size=48, num_linear_layers=1
    ),
    "embedding_random": ResNetDimensions(width=4, dim=64),
}


def golden(name: str) -> Golden:
    return read_golden(FILES[name])


@pytest.fixture(scope="session")
def pipeline() -> Golden:
    return golden("pipeline")
