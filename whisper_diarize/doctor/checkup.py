"""Findings of `whisper-diarize doctor`: about this machine, or about some weights."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from whisper_diarize.errors import ModelError, OptionError
from whisper_diarize.files import expanded, is_folder
from whisper_diarize.models import bundled_directory, load_model, resolve
from whisper_diarize.weights import (
    SUFFIXES,
    SegmentationWeights,
    embedding_weights,
    load_embedding,
    load_segmentation,
    network_file,
    network_weights,
    segmentation_weights,
)

from .diagnosis import POOLED, Diagnosis, Finding, Subject, diagnose, recorded_networks
from .golden import Golden, read_golden
from .machine import Machine, describe_machine, on_cpu
from .pipeline import check_pipeline
from .speed import Speed, measure_speed

GOLDEN = Path(__file__).parent / "golden"
CAMPPLUS = GOLDEN / "campplus.safetensors"  # a small one, with random weights
SEGMENTATION, EMBEDDING = "segmentation", "embedding"


@dataclass(frozen=True, slots=True)
class Report:
    """All that was found; `speed` is None where it was not asked for."""

    machine: Machine
    diagnoses: tuple[Diagnosis, ...]
    speed: Speed | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Findings: the first wrong stage of each network."""
        return tuple(diagnosis.finding for diagnosis in self.diagnoses if diagnosis.finding is not None)

    @property
    def passed(self) -> bool:
        """True if all stages agree."""
        return not self.findings


def examine_machine() -> Report:
    """Run the networks and the pipeline here, compare them with the originals' results, measure speed.

    The networks are the bundled ones, and a small CAM++ with random weights.

    Raises:
        ModelError: the bundled weights are damaged.
    """
    machine, golden = describe_machine(), read_golden(GOLDEN / "networks.npz")
    networks = _networks(bundled_directory())
    for network, file in networks.items():
        _check_hash(file, str(golden.notes[f"sha256/{network}"]))
    diagnoses = [_diagnose(network, file, golden, machine) for network, file in networks.items()]
    diagnoses.append(_diagnose(EMBEDDING, CAMPPLUS, read_golden(CAMPPLUS.with_suffix(".npz")), machine))
    diagnoses.append(check_pipeline(read_golden(GOLDEN / "pipeline.npz")))
    return Report(machine, tuple(diagnoses), measure_speed(load_model(), golden.samples[0]))


def examine_weights(weights: str | Path, recording: str | Path) -> Report:
    """Run a network with some weights, and compare with what was recorded of the network they come from.

    `weights` is a weight file, a model's folder, or the name of a model. This is about them, not about the machine: it
    runs on the CPU, which does not round products as some GPUs do.

    Raises:
        OptionError: the recording is not one, or of another network.
        ModelError: the weights cannot be read.
    """
    golden = read_golden(recording)
    at_hand = _networks(weights)
    networks = [network for network in recorded_networks(golden) if network in at_hand]
    if not networks:
        raise OptionError(
            f"{recording}: it has no stage of the {' or '.join(at_hand)} network of {weights}; stages have names like "
            "sincnet.0, lstm.0, linear.0, classifier, or fbank, resnet.conv1, resnet.layer1.0, resnet.pool, or "
            "head.conv1, head.layer1.0, xvector.tdnn, xvector.block1.tdnnd1, xvector.dense, voices"
        )
    with on_cpu():
        machine = describe_machine()
        return Report(machine, tuple(_diagnose(name, at_hand[name], golden, machine) for name in networks))


def _networks(weights: str | Path) -> dict[str, Path]:
    """Return the weight file of each network that is at hand."""
    path = expanded(weights)
    if path.is_file() or path.suffix in SUFFIXES:
        kind = SEGMENTATION if isinstance(network_weights(path), SegmentationWeights) else EMBEDDING
        return {kind: path}
    if is_folder(path):
        return {network: network_file(path, network) for network in (SEGMENTATION, EMBEDDING)}
    files = resolve(weights)
    return {SEGMENTATION: files.segmentation, EMBEDDING: files.embedding}


def _diagnose(network: str, file: Path, golden: Golden, machine: Machine) -> Diagnosis:
    """Run a network on the golden's input, and compare."""
    samples = golden.samples
    if network == SEGMENTATION:
        stages, tensors = load_segmentation(file).stages(samples), segmentation_weights(file).float32()
        subject = Subject(network, stages, tensors, samples)
    else:
        pools = any(stage in golden.stages for stage in POOLED)
        masks = golden.masks if pools else np.ones((len(samples), 1, 1), dtype=np.float32)
        stages, tensors = load_embedding(file).stages(samples, masks), embedding_weights(file).float32()
        subject = Subject(network, stages, tensors, samples, masks)
    return diagnose(subject, golden, rounded=machine.rounded)


def _check_hash(path: Path, expected: str) -> None:
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != expected:
        raise ModelError(
            f"{path}: not the weights that pyannote.audio's results were recorded with: the file is damaged or was "
            "changed; install whisper-diarize again"
        )
