"""pyannote.audio's own pipeline on a recording, and what every stage of it gives.

Nothing of whisper_diarize is imported. Where pyannote's -2 stands for "no cluster", our -1 is written.
"""

from collections.abc import Callable, Mapping

import numpy as np
import torch
from numpy.typing import NDArray
from pyannote.audio import Inference
from pyannote.audio.core.plda import PLDA
from pyannote.audio.pipelines import SpeakerDiarization
from pyannote.audio.utils.vbx import cluster_vbx
from pyannote.core import SlidingWindow, SlidingWindowFeature
from scipy.cluster.hierarchy import fcluster, linkage

from tests.golden.estimated_plda import Voices, estimate, plda
from tests.golden.reference_networks import (
    Sizes,
    Stages,
    Tensors,
    embedding_stages,
    fill,
    pyannet,
    segmentation_stages,
    wespeaker,
)

Arrays = dict[str, NDArray[np.generic]]
Clip = tuple[SlidingWindowFeature, NDArray[np.float32]]  # who talks in each window, and their voices

SAMPLE_RATE = 16000
DURATION, STEP = 10.0, 1.0  # seconds
LOGITS_OF = (0, 17, 36)  # windows; zeros follow the recording in the last one
AHC = {"method": "centroid", "threshold": 0.55, "min_cluster_size": 12}
VBX = {
    "threshold": 0.45,
    "Fa": 0.07,
    "Fb": 0.8,
}  # the factors are community-1's; from its threshold VBx has nothing to mend
MERGING = {"threshold": 0.3, "Fa": 1.0, "Fb": 1.0}  # far too many speakers to begin with, of whom VBx drops some
SPLITTING = 0.25  # a threshold that leaves clusters of few vectors, which go to the larger ones
FEWER = 2  # speakers than AHC finds
FORCED = 3  # speakers; VBx finds another number


def pipeline_arrays(
    segmentation: Tensors, embedding: Tensors, clip: NDArray[np.int16], other: NDArray[np.int16]
) -> Arrays:
    """Return every stage of the diarization of a clip; the PLDA knows the voices of both recordings."""
    pipeline = _pipeline(segmentation, embedding, "AgglomerativeClustering", PLDA.__new__(PLDA))
    # pyannote's AHC, so constrained, lets the silent compete for clusters, its VBx and we do not; in this clip and with
    # this threshold it makes no difference.
    pipeline.clustering.constrained_assignment = True
    file = _file(clip)
    stages, talk = _network_stages(pipeline, file)
    stages |= _floors(segmentation, embedding, clip, stages["embedding.masks"])  # type: ignore[arg-type]  # a fake, or what is to be refused
    pipeline.instantiate({"clustering": AHC, "segmentation": {"min_duration_off": 0.0}})
    voices = [_voices(pipeline, *talk), _voices(pipeline, *_talk(pipeline, _file(other)))]
    parameters = estimate(voices)
    ahc = {f"ahc.{name}": np.array(AHC[name]) for name in ("threshold", "min_cluster_size")}
    stages |= ahc | {"ahc.labels": voices[0].labels} | _clustered(pipeline, "ahc", file, talk)
    pipeline.instantiate({"clustering": AHC | {"threshold": SPLITTING}})
    stages |= {"splitting.threshold": np.array(SPLITTING), "splitting.labels": _voices(pipeline, *talk).labels}
    pipeline.instantiate({"clustering": AHC})
    pipeline.clustering.constrained_assignment = False  # as pyannote's own pipelines with AHC are
    for name, number in (("fewer", FEWER), ("single", 1)):
        stages |= _clustered(pipeline, name, file, talk, num_speakers=number)
    vbx = _pipeline(segmentation, embedding, "VBxClustering", plda(parameters))
    stages |= {f"plda.{name}": array for name, array in parameters.items()}
    stages |= {"plda.features": vbx._plda(voices[0].vectors), "plda.phi": vbx._plda.phi}
    for name, how in (("vbx", VBX), ("merging", MERGING)):
        vbx.instantiate({"clustering": how, "segmentation": {"min_duration_off": 0.0}})
        stages |= _bayesian(vbx._plda, name, voices[0].vectors, how)
        stages |= _clustered(vbx, name, file, talk)
    vbx.instantiate({"clustering": VBX, "segmentation": {"min_duration_off": 0.0}})
    forced = _clustered(vbx, "forced", file, talk, num_speakers=FORCED)
    return stages | forced | {"fewer.num_speakers": np.array(FEWER), "forced.num_speakers": np.array(FORCED)}


def _pipeline(segmentation: Tensors, embedding: Tensors, clustering: str, plda: PLDA) -> SpeakerDiarization:
    segmenter = pyannet(Sizes.of(segmentation, DURATION))
    embedder = wespeaker(len(embedding["resnet.conv1.weight"]), len(embedding["resnet.seg_1.weight"]))
    fill(segmenter, segmentation)
    fill(embedder, embedding)
    return SpeakerDiarization(
        legacy=False,
        segmentation=segmenter,
        segmentation_step=STEP / DURATION,
        embedding=embedder,
        embedding_exclude_overlap=True,
        plda=plda,
        clustering=clustering,
        embedding_batch_size=3,
        segmentation_batch_size=8,
    )


def _file(clip: NDArray[np.int16]) -> dict[str, object]:
    return {"waveform": torch.from_numpy(clip / np.float32(32768))[None], "sample_rate": SAMPLE_RATE, "uri": "clip"}


def _talk(pipeline: SpeakerDiarization, file: Mapping[str, object]) -> Clip:
    segmentations = pipeline.get_segmentations(file)
    return segmentations, pipeline.get_embeddings(file, segmentations, exclude_overlap=True)


def _network_stages(pipeline: SpeakerDiarization, file: Mapping[str, object]) -> tuple[Arrays, Clip]:
    """Run the networks; record the logits of a few windows, and the masks that pyannote hands to the embedding."""
    logits: list[torch.Tensor] = []
    masks: list[torch.Tensor] = []
    classifier = pipeline._segmentation.model.classifier
    resnet = pipeline._embedding.model_.resnet
    pipeline._embedding.min_num_samples  # noqa: B018 - it runs the network to find out: before the hooks
    hooks = [
        classifier.register_forward_hook(lambda _module, _inputs, output: logits.append(output)),
        resnet.pool.register_forward_pre_hook(
            lambda _module, _inputs, keywords: masks.append(keywords["weights"]), with_kwargs=True
        ),
    ]
    segmentations, vectors = _talk(pipeline, file)
    for hook in hooks:
        hook.remove()
    chunks, frames, speakers = segmentations.data.shape
    count = pipeline.speaker_count(segmentations, pipeline._segmentation.model.receptive_field, warm_up=(0.0, 0.0))
    _, chunk, speaker = pipeline.clustering.filter_embeddings(vectors, segmentations)
    clean = np.zeros((chunks, speakers), dtype=np.uint8)
    clean[chunk, speaker] = 1
    stages = {
        "duration": np.array(DURATION),
        "step": np.array(STEP),
        "logits": torch.cat(logits).numpy()[list(LOGITS_OF)],
        "logits.chunks": np.array(LOGITS_OF),
        "decisions": segmentations.data.astype(np.uint8),
        "count": count.data[:, 0].astype(np.uint8),
        "embedding.masks": torch.cat(masks).numpy().reshape(chunks, speakers, frames).astype(np.uint8),
        "embeddings": vectors,
        "clean": clean,
    }
    return stages, (segmentations, vectors)


def _floors(segmentation: Tensors, embedding: Tensors, clip: NDArray[np.int16], masks: NDArray[np.uint8]) -> Arrays:
    """Return how far float32 is from float64 in the windows whose logits are kept."""
    window, step = round(DURATION * SAMPLE_RATE), round(STEP * SAMPLE_RATE)
    samples = np.pad(clip / np.float32(32768), (0, window))
    chunks = [samples[place * step :][:window] for place in LOGITS_OF]
    return {
        "logits/floor": max(_floor(segmentation_stages, segmentation, x) for x in chunks),
        "embeddings/floor": max(
            _floor(embedding_stages, embedding, x, masks[place : place + 1].astype(np.float32))
            for place, x in zip(LOGITS_OF, chunks, strict=True)
        ),
    }


def _floor(stages: Callable[..., Stages], *given: object) -> NDArray[np.float64]:
    """Return the largest difference of the last stage."""
    single, double = (list(stages(*given, dtype).values())[-1] for dtype in (torch.float32, torch.float64))
    return np.abs(single - double).max()


def _voices(pipeline: SpeakerDiarization, segmentations: SlidingWindowFeature, vectors: NDArray[np.float32]) -> Voices:
    """Return the vectors that are clustered, and pyannote's AHC clusters of them."""
    clean, _, _ = pipeline.clustering.filter_embeddings(vectors, segmentations)
    return Voices(clean, pipeline.clustering.cluster(clean.copy(), min_clusters=1, max_clusters=len(clean)))


def _bayesian(plda: PLDA, name: str, vectors: NDArray[np.float32], how: Mapping[str, float]) -> Arrays:
    """Run VBx as VBxClustering does, for what it does not return."""
    units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    warm = fcluster(linkage(units, method="centroid", metric="euclidean"), how["threshold"], criterion="distance") - 1
    warm = np.unique(warm, return_inverse=True)[1]  # type: ignore[assignment]  # a fake in its place
    responsibilities, priors = cluster_vbx(warm, plda(vectors), plda.phi, Fa=how["Fa"], Fb=how["Fb"], maxIters=20)
    return {
        f"{name}.threshold": np.array(how["threshold"]),
        f"{name}.fa": np.array(how["Fa"]),
        f"{name}.fb": np.array(how["Fb"]),
        f"{name}.labels": warm,
        f"{name}.responsibilities": responsibilities,
        f"{name}.priors": priors,
    }


def _clustered(
    pipeline: SpeakerDiarization, name: str, file: Mapping[str, object], talk: Clip, num_speakers: int | None = None
) -> Arrays:
    """Run all that follows the networks."""
    segmentations, vectors = talk
    least, most = (1, np.inf) if num_speakers is None else (num_speakers, num_speakers)
    _, _, centroids = pipeline.clustering(
        vectors.copy(), segmentations, num_clusters=num_speakers, min_clusters=least, max_clusters=most
    )
    found = _reconstructed(pipeline, file, talk, num_speakers)
    (clusters, activity, spoken), (_, _, alone) = found
    return {
        f"{name}.centroids": centroids,
        f"clusters.{name}": np.where(clusters == -2, -1, clusters),
        f"{name}.activity": activity.data,
        f"{name}.discrete": spoken.data.astype(np.uint8),
        f"{name}.turns": _turns(pipeline, spoken),
        f"{name}.exclusive_discrete": alone.data.astype(np.uint8),
        f"{name}.exclusive": _turns(pipeline, alone),
    }


Reconstruction = tuple[NDArray[np.int8], SlidingWindowFeature, SlidingWindowFeature]


def _reconstructed(
    pipeline: SpeakerDiarization, file: Mapping[str, object], talk: Clip, num_speakers: int | None
) -> list[Reconstruction]:
    """Run the pipeline on what the networks gave.

    Return clusters, activity and decisions, and then the same with one speaker at a time.
    """
    found: list[Reconstruction] = []
    activities: list[SlidingWindowFeature] = []
    reconstruct, to_diarization = pipeline.reconstruct, pipeline.to_diarization

    def summed(segmentations: SlidingWindowFeature, count: SlidingWindowFeature) -> SlidingWindowFeature:
        own = SlidingWindowFeature(segmentations.data.copy(), segmentations.sliding_window)  # aggregate writes to it
        frames: SlidingWindow = count.sliding_window
        activities.append(Inference.aggregate(own, frames, hamming=False, missing=0.0, skip_average=True))
        return to_diarization(segmentations, count)

    def recorded(
        segmentations: SlidingWindowFeature, hard_clusters: NDArray[np.int8], count: SlidingWindowFeature
    ) -> SlidingWindowFeature:
        discrete = reconstruct(segmentations, hard_clusters, count)
        found.append((hard_clusters.copy(), activities[-1], discrete))
        return discrete

    given = {
        "get_segmentations": lambda *_arguments, **_keywords: talk[0],
        "get_embeddings": lambda *_arguments, **_keywords: talk[1].copy(),
        "to_diarization": summed,
        "reconstruct": recorded,
    }
    for method, function in given.items():
        setattr(pipeline, method, function)
    pipeline(file, num_speakers=num_speakers)
    for method in given:
        delattr(pipeline, method)
    return found


def _turns(pipeline: SpeakerDiarization, discrete: SlidingWindowFeature) -> NDArray[np.float64]:
    """Return start and end in seconds, and the column, of each turn."""
    tracks = pipeline.to_annotation(discrete).itertracks(yield_label=True)
    return np.array([(turn.start, turn.end, column) for turn, _, column in tracks], dtype=np.float64)
