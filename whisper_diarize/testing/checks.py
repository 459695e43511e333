"""Checks that a component keeps its contract; they raise `AssertionError` with the violation."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.plugins import PluginInfo, load
from whisper_diarize.protocols import (
    Attributor,
    Diarizer,
    Embedder,
    Exporter,
    PostProcessor,
    ResumableDiarizer,
    Transcriber,
)
from whisper_diarize.records import (
    AttributedTranscript,
    Audio,
    Diarization,
    Inference,
    SpeakerCount,
    Transcript,
)

from . import conformance
from .conformance.embeddings import embed, window_of
from .conformance.post_processors import check_text_and_words
from .conformance.transcribers import check_cache_key
from .inputs import attributed_example
from .progress_recorder import ProgressRecorder


def check_transcriber(transcriber: Transcriber, audio: Audio) -> Transcript:
    """Check an engine with all cases of the conformance kit; return its transcript of `audio`."""
    for case in conformance.cases("transcriber", audio):
        case.check(lambda: transcriber)
    return transcriber.transcribe(audio, ProgressRecorder())


def check_diarizer(diarizer: Diarizer, audio: Audio) -> Diarization:
    """Check a diarizer with all cases of the conformance kit; return its diarization of `audio`."""
    for case in conformance.cases("diarizer", audio):
        case.check(lambda: diarizer)
    found = diarizer.diarize(audio, SpeakerCount(), ProgressRecorder())
    if isinstance(diarizer, ResumableDiarizer):
        check_cache_key(diarizer.cache_key(), diarizer.cache_key())
        _check_phases(diarizer, audio, found)
    return found


def _check_phases(diarizer: ResumableDiarizer, audio: Audio, found: Diarization) -> None:
    """Check that both phases equal `diarize`, and that inference can go on after any part."""
    parts = list(diarizer.infer(audio, Inference(), ProgressRecorder()))
    for number in range(len(parts) + 1):
        before = Inference.join(parts[:number])
        after = list(diarizer.infer(audio, before, ProgressRecorder()))
        finalized = diarizer.finalize(audio, Inference.join([before, *after]), {}, SpeakerCount())
        assert finalized.turns == found.turns, f"interrupted after part {number}, inference leads to other turns"
    inference = Inference.join(parts)
    precomputed = diarizer.precompute(inference)
    for count in (SpeakerCount(), SpeakerCount(num=1), SpeakerCount(num=3)):
        plain, helped = (diarizer.finalize(audio, inference, given, count) for given in ({}, precomputed))
        assert plain.turns == helped.turns, f"what was precomputed leads to other turns ({count})"


def check_embedding(network: Embedder, audio: Audio) -> NDArray[np.float32]:
    """Check an embedding network with all cases of the conformance kit; return its vector of 5 s of `audio`: (dim,)."""
    for case in conformance.cases("embedding", audio):
        case.check(lambda: network)
    return embed(network, window_of(audio)).reshape(-1)


def check_attributor(attributor: Attributor) -> None:
    """Check a way of attribution with all cases of the conformance kit."""
    for case in conformance.cases("attributor"):
        case.check(lambda: attributor)


def check_post_processor(processor: PostProcessor, transcript: AttributedTranscript | None = None) -> None:
    """Check a post-processor with all cases of the conformance kit, and with a `transcript` of one's own."""
    for case in conformance.cases("post-processor"):
        case.check(lambda: processor)
    if transcript is not None:
        check_text_and_words(processor.process(transcript))


def check_exporter(exporter: Exporter, transcript: AttributedTranscript | None = None) -> str | bytes:
    """Check an exporter with all cases of the conformance kit; return its output for `transcript`, or an example."""
    for case in conformance.cases("exporter"):
        case.check(lambda: exporter)
    return exporter.render(transcript or attributed_example())


def check_plugin(plugin: object) -> PluginInfo:
    """Check that a plugin loads beside ours, and ours only; return its components.

    Raises:
        PluginError: it implements an unknown hook or wrong arguments, or registers a name that is taken.
    """
    return load([plugin], installed=False).infos[-1]
