"""Score an exported model: voices, single chunks, and whole dialogues through the product's own pipeline."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.torch import load_file

from whisper_diarize_train.corpus import SAMPLE_RATE, Corpus, Split
from whisper_diarize_train.dialogues import (
    DialogueScore,
    Turns,
    one_speaker_everywhere,
    one_speaker_in_speech,
    score,
    true_turns,
)
from whisper_diarize_train.embedding import draw_trials, trial_error_rate
from whisper_diarize_train.export import DERIVABLE, EMBEDDING_FILE, SEGMENTATION_FILE
from whisper_diarize_train.networks import PyanNet, WeSpeakerResNet34
from whisper_diarize_train.segmentation import local_error_rate, validation_sets
from whisper_diarize_train.simulator import Mixture

NUM_CHUNKS = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the report: a name and a text for each column."""

    name: str
    values: tuple[str, ...]


def load_networks(model: Path) -> tuple[PyanNet, WeSpeakerResNet34]:
    """Build both torch networks from a model directory, strictly but for tensors that the export leaves out."""
    segmentation = load_file(model / SEGMENTATION_FILE)
    pyannet = PyanNet(sum(name.startswith("lstm.weight_hh_l") for name in segmentation) // 2)
    embedding = load_file(model / EMBEDDING_FILE)
    resnet = WeSpeakerResNet34(len(embedding["resnet.conv1.weight"]), len(embedding["resnet.seg_1.bias"]))
    for network, state in ((pyannet, segmentation), (resnet, embedding)):
        left_out = {name: value for name, value in network.state_dict().items() if name.endswith(DERIVABLE)}
        network.load_state_dict(left_out | {name: value.float() for name, value in state.items()})
        network.eval()
    return pyannet, resnet


def network_report(corpus: Corpus, model: Path, split: Split, seed: int) -> Iterator[Line]:
    """Yield the local error rate on 10 s chunks and the equal error rates on 3 s."""
    pyannet, resnet = load_networks(model)
    for name, batch in validation_sets(corpus, NUM_CHUNKS, seed, split).items():
        yield Line(f"local DER, {name} chunks of 10 s", (f"{local_error_rate(pyannet, *batch):.1%}",))
    for name in sorted(corpus.speakers(split)):
        samples, speakers = draw_trials(corpus, split, name)
        count = len(np.unique(speakers))
        if count > 1:
            yield Line(f"EER, {name}, 3 s, {count} speakers", (f"{trial_error_rate(resnet, samples, speakers):.1%}",))


def dialogue_report(
    dialogues: Sequence[Mixture], model: Path, progress: Callable[[int, int], None] = lambda _done, _total: None
) -> Iterator[Line]:
    """Yield DER, missed, false alarm, confusion and right counts of the model and of two guesses."""
    totals: dict[str, DialogueScore] = {}
    for done, dialogue in enumerate(dialogues, start=1):
        truth = true_turns(dialogue)
        for name, turns in _answers(dialogue, truth, model):
            totals[name] = totals.get(name, DialogueScore()) + score(truth, turns)
        progress(done, len(dialogues))
    for name, total in totals.items():
        shares = (total.missed, total.false_alarm, total.confusion)
        rates = (f"{total.rate:.1%}", *(f"{share / total.speech:.1%}" for share in shares))
        yield Line(name, (*rates, f"{total.right_counts} of {total.dialogues}"))


def _answers(dialogue: Mixture, truth: Turns, model: Path) -> Iterator[tuple[str, Turns]]:
    yield "the model", diarize(dialogue.samples, model, None)
    yield "the model, number of speakers given", diarize(dialogue.samples, model, dialogue.activity.shape[1])
    yield "guess: one speaker, true speech", one_speaker_in_speech(truth)
    yield "guess: one speaker, everywhere", one_speaker_everywhere(len(dialogue.samples) / SAMPLE_RATE)


def diarize(samples: NDArray[np.float32], model: Path, num_speakers: int | None) -> Turns:
    """Run whisper_diarize with a model directory on samples: (num_samples,) at 16 kHz."""
    import whisper_diarize  # noqa: PLC0415 - brings MLX in

    return whisper_diarize.diarize(whisper_diarize.Audio(samples), model=model, num_speakers=num_speakers).turns
