"""What pyannote.audio gave, and which files here are scripts."""

from pathlib import Path

import pytest

import whisper_diarize
from whisper_diarize.doctor.golden import Golden, read_golden

# they need pyannote.audio, which the tests do without
collect_ignore = ["make_goldens.py", "reference_networks.py", "reference_pipeline.py", "estimated_plda.py"]

IN_THE_PACKAGE = Path(whisper_diarize.__file__).parent / "doctor" / "golden"
HERE = Path(__file__).parent
FILES = {
    "networks": IN_THE_PACKAGE / "networks.npz",
    "pipeline": IN_THE_PACKAGE / "pipeline.npz",
    "segmentation_random": HERE / "segmentation_random.npz",
    "multilabel_random": HERE / "multilabel_random.npz",
    "embedding_random": HERE / "embedding_random.npz",
}


def golden(name: str) -> Golden:
    return read_golden(FILES[name])


def stage_names(name: str) -> list[str]:
    """Return what the networks' stages are called, without what is said about them."""
    return [stage for stage in golden(name).stages if "/" not in stage and stage != "seed"]


@pytest.fixture(scope="session")
def pipeline() -> Golden:
    return golden("pipeline")
