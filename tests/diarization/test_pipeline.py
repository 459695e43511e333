from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.fakes.optional import present
from whisper_diarize.clustering import Centroids, Plda, Precomputed
from whisper_diarize.diarization import DiarizationOptions, MlxDiarizer
from whisper_diarize.diarization.pipeline import _labels
from whisper_diarize.diarization.powerset import powerset
from whisper_diarize.errors import DiarizationError, ModelError, OptionError
from whisper_diarize.models import Model
from whisper_diarize.protocols import Diarizer
from whisper_diarize.records import Audio, Diarization, Span, SpeakerCount, Turn

FRAME_SECONDS = 270 / 16_000
TWO = ((1.0, 8.0, 0), (9.0, 17.0, 1), (18.0, 26.0, 0), (27.0, 40.0, 1), (41.0, 55.0, 0))
OVERLAPPING = ((1.0, 20.0, 0), (15.0, 40.0, 1), (42.0, 59.0, 0))


def ignore(done: float, total: float) -> None:
    """Take no notice of progress."""


def diarize(model: Any, audio: Audio, count: SpeakerCount = SpeakerCount(), **options: Any) -> Diarization:  # noqa: B008
    return MlxDiarizer(model, DiarizationOptions(**options)).diarize(audio, count, ignore)


def told(turns: tuple[Turn, ...]) -> list[tuple[float, float, int]]:
    """Number the speakers in order of appearance."""
    names = list(dict.fromkeys(turn.speaker for turn in turns))
    return [(turn.start, turn.end, names.index(turn.speaker)) for turn in turns]


def about(*turns: tuple[float, float, int]) -> list[object]:
    """Return what the turns of the truth must look like: edges within a frame and a half."""
    edge = 1.5 * FRAME_SECONDS
    return [(pytest.approx(s, abs=edge), pytest.approx(e, abs=edge), k) for s, e, k in turns]


class Known:
    """Knows the voices of all speakers, each in some direction."""

    def __init__(self, *voices: int) -> None:
        self.vectors = np.full((len(voices), 8), -1.0)
        self.vectors[range(len(voices)), voices] = 1.0

    def centroids(self, vectors: np.ndarray, minimum: int, maximum: int | None, precomputed: Precomputed) -> Centroids:
        return Centroids(self.vectors, constrained=False)


def test_it_is_a_diarizer(model: Any) -> None:
    assert isinstance(MlxDiarizer(model), Diarizer)


def test_turns_are_found_and_speakers_recognised(model: Any, conversation: Callable[..., Audio]) -> None:
    assert told(diarize(model, conversation(*TWO)).turns) == about(*TWO)


def test_labels_are_in_the_order_of_the_clusters_numbers_as_text_as_in_pyannote(
    model: Any, conversation: Callable[..., Audio]
) -> None:
    diarizer = MlxDiarizer(model)
    diarizer._clustering = Known(3, 6, 5, 6, 6, 6, 6, 6, 6, 6, 0)  # type: ignore[assignment]  # speaker 5 is cluster 2, and speaker 0 cluster 10
    found = diarizer.diarize(conversation((1, 9, 5), (10, 19, 0), (20, 29, 3), (30, 39, 5)), SpeakerCount(), ignore)
    assert [turn.speaker for turn in found.turns] == [f"SPEAKER_0{k}" for k in (2, 1, 0, 2)]
    assert {turn.speaker for turn in found.exclusive()} == {"SPEAKER_00", "SPEAKER_01", "SPEAKER_02"}
    assert list(found.embeddings) == ["SPEAKER_00", "SPEAKER_01", "SPEAKER_02"]
    assert [int(vector.argmax()) for vector in found.embeddings.values()] == [3, 0, 5]


def test_speakers_in_order_of_appearance_do_not_depend_on_the_labels(
    model: Any, conversation: Callable[..., Audio]
) -> None:
    diarizer = MlxDiarizer(model)
    diarizer._clustering = Known(2, 0, 1)  # type: ignore[assignment]  # a fake in its place
    found = diarizer.diarize(conversation((1, 9, 0), (10, 19, 1), (20, 29, 2)), SpeakerCount(), ignore)
    assert found.speakers == ("SPEAKER_01", "SPEAKER_02", "SPEAKER_00")


def test_speaker_beyond_the_voices_that_were_found_has_a_vector_of_zeros(
    model: Any, conversation: Callable[..., Audio]
) -> None:
    diarizer = MlxDiarizer(model)
    diarizer._clustering = Known(0)  # type: ignore[assignment]  # a fake in its place
    found = diarizer.diarize(conversation(*OVERLAPPING), SpeakerCount(), ignore)
    assert [bool(vector.any()) for vector in found.embeddings.values()] == [True, False]


def test_who_only_talks_in_the_exclusive_view_is_named_last() -> None:
    spoken, alone = [[], [Span(0, 2)], [Span(0, 2)]], [[Span(1, 2)], [Span(0, 1)], []]
    assert _labels(spoken, alone) == {1: "SPEAKER_00", 2: "SPEAKER_01", 0: "SPEAKER_02"}


def test_overlapping_speech_gives_overlapping_turns(model: Any, conversation: Callable[..., Audio]) -> None:
    assert told(diarize(model, conversation(*OVERLAPPING)).turns) == about(*OVERLAPPING)


def test_exclusive_turns_do_not_overlap_and_leave_no_speech_out(model: Any, conversation: Callable[..., Audio]) -> None:
    first, second, third = diarize(model, conversation(*OVERLAPPING)).exclusive()
    assert first.end == second.start
    assert told((first, third)) == about((1, first.end, 0), (42, 59, 0))
    assert second.end == pytest.approx(40, abs=2 * FRAME_SECONDS)


def test_scores_say_who_is_heard_in_turns_and_who_is_not(model: Any, conversation: Callable[..., Audio]) -> None:
    found = diarize(model, conversation(*OVERLAPPING))

    assert present(found.scores).stretches.keys() == set(found.speakers)
    for turn, heard in zip(found.turns, present(found.scores).during(found.turns), strict=True):
        assert heard[turn.speaker] > 0.5
    assert present(found.scores).during([Span(100, 101)]) == [{}]


def test_scores_are_there_for_turns_that_are_too_short_to_be_kept(
    model: Any, conversation: Callable[..., Audio]
) -> None:
    everything = diarize(model, conversation(*OVERLAPPING))
    shortest = min(turn.duration for turn in everything.turns)
    long_ones = diarize(model, conversation(*OVERLAPPING), min_duration_on=shortest + 0.1)

    assert len(long_ones.turns) < len(everything.turns)
    for label, some in present(long_ones.scores).stretches.items():
        assert [s.values.tobytes() for s in some] == [
            s.values.tobytes() for s in present(everything.scores).stretches[label]
        ]


def test_more_than_three_speakers_are_told_apart(model: Any, conversation: Callable[..., Audio]) -> None:
    turns = tuple((6.0 * k + 0.5, 6.0 * k + 6, k) for k in range(8))
    assert told(diarize(model, conversation(*turns)).turns) == about(*turns)


def test_every_speaker_has_a_voice(model: Any, conversation: Callable[..., Audio]) -> None:
    found = diarize(model, conversation(*TWO))
    assert [int(found.embeddings[speaker].argmax()) for speaker in found.speakers] == [0, 1]
    assert all(vector.dtype == np.float32 for vector in found.embeddings.values())


def test_model_is_named(model: Any, conversation: Callable[..., Audio]) -> None:
    assert diarize(model, conversation(*TWO)).model == "fake"


@pytest.mark.parametrize(
    "count", [SpeakerCount(num=1), SpeakerCount(maximum=1), SpeakerCount(minimum=1, maximum=1)], ids=str
)
def test_one_speaker_can_be_demanded(model: Any, conversation: Callable[..., Audio], count: SpeakerCount) -> None:
    assert diarize(model, conversation(*TWO), count).speakers == ("SPEAKER_00",)


def test_at_most_as_many_talk_at_once_as_there_are_speakers(model: Any, conversation: Callable[..., Audio]) -> None:
    assert told(diarize(model, conversation(*OVERLAPPING), SpeakerCount(num=1)).turns) == about((1, 40, 0), (42, 59, 0))


@pytest.mark.parametrize("batch_size", [1, 7, 1000])
def test_batches_do_not_change_the_result(model: Any, conversation: Callable[..., Audio], batch_size: int) -> None:
    audio = conversation(*OVERLAPPING)
    assert diarize(model, audio, batch_size=batch_size).turns == diarize(model, audio).turns


@pytest.mark.parametrize("seconds", [0.5, 3.0, 10.0, 10.5])
def test_short_recordings_are_diarized(model: Any, conversation: Callable[..., Audio], seconds: float) -> None:
    found = diarize(model, conversation((0.1, seconds - 0.1, 0), seconds=seconds))
    assert told(found.turns) == about((0.1, seconds - 0.1, 0))


def test_no_turn_ends_after_the_recording(model: Any, conversation: Callable[..., Audio]) -> None:
    assert diarize(model, conversation((0, 12.005, 0), seconds=12.005)).turns[-1].end <= 12.005


def test_noise_is_measured_where_nobody_talks(model: Any, conversation: Callable[..., Audio]) -> None:
    audio = conversation(*TWO)  # talk is 1 and 2 of 256, the noise 1e-4
    powers = [(seconds, (2**speaker / 256) ** 2) for seconds, speaker in ((7 + 8 + 14, 0), (8 + 13, 1))]
    talk = sum(seconds * power for seconds, power in powers) / 50
    assert diarize(model, audio).quality.snr == pytest.approx(10 * np.log10(talk / 1e-8), abs=0.2)


def test_other_number_of_speakers_is_known_from_models_that_compare_numbers(
    model: Any, conversation: Callable[..., Audio]
) -> None:
    assert diarize(model, conversation(*TWO)).quality.rival_speakers is None
    model.config = replace(model.config, clustering="ward")
    free, given = (diarize(model, conversation(*TWO), count).quality for count in (SpeakerCount(), SpeakerCount(num=2)))
    assert free.rival_speakers == 3
    assert free.rival_margin > 0.9  # type: ignore[operator]  # voices are as far apart as can be
    assert (given.rival_speakers, given.rival_margin) == (None, None)


def test_empty_recording_has_no_turns(model: Any) -> None:
    found = diarize(model, Audio(np.zeros(0, np.float32)))
    assert (found.turns, found.exclusive_turns, found.embeddings) == ((), (), {})


@pytest.mark.parametrize("seconds", [0.01, 5.0, 30.0])
def test_silence_has_no_turns(model: Any, conversation: Callable[..., Audio], seconds: float) -> None:
    assert diarize(model, conversation(seconds=seconds)).turns == ()


def test_digital_silence_has_no_turns_whatever_the_network_says(model: Any) -> None:
    model.segmentation.logits = lambda samples: np.ones((len(samples), 589, 7), np.float32) * np.eye(7)[1]
    assert diarize(model, Audio(np.zeros(320_000, np.float32))).turns == ()


@pytest.mark.parametrize(("option", "edges"), [({"min_duration_off": 1.5}, 1), ({"min_duration_on": 7.5}, 4)], ids=str)
def test_short_pauses_and_turns_can_be_removed(
    model: Any, conversation: Callable[..., Audio], option: dict[str, Any], edges: int
) -> None:
    audio = conversation(*((s, e, 0) for s, e, _ in TWO))
    assert len(diarize(model, audio, **option).turns) == edges


def test_step_can_be_larger(model: Any, conversation: Callable[..., Audio]) -> None:
    assert told(diarize(model, conversation(*TWO), step=2.5, min_cluster_size=2).turns) == about(*TWO)


def test_progress_only_grows_and_ends_at_its_total(model: Any, conversation: Callable[..., Audio]) -> None:
    seen: list[tuple[float, float]] = []
    MlxDiarizer(model).diarize(conversation(*TWO), SpeakerCount(), lambda done, total: seen.append((done, total)))
    assert seen == sorted(seen)
    assert seen[-1] == (51, 51)


def test_progress_ends_at_its_total_for_silence_too(model: Any, conversation: Callable[..., Audio]) -> None:
    seen: list[tuple[float, float]] = []
    MlxDiarizer(model).diarize(conversation(), SpeakerCount(), lambda done, total: seen.append((done, total)))
    assert seen[-1] == (51, 51)


@pytest.mark.parametrize("mode", ["exact", "fast"])
def test_samples_are_read_in_pieces(model: Any, conversation: Callable[..., Audio], mode: str) -> None:
    whole = conversation(*TWO, seconds=300.0).array

    class Disk:
        longest = 0

        def __len__(self) -> int:
            return len(whole)

        def __getitem__(self, index: slice) -> np.ndarray:
            self.longest = max(self.longest, index.stop - index.start)
            return whole[index]

    disk = Disk()
    diarize(model, Audio(disk), batch_size=8, mode=mode)
    assert disk.longest == pytest.approx((10 + 7) * 16_000, abs=400)


def test_other_sample_rates_are_refused(model: Any) -> None:
    with pytest.raises(DiarizationError, match="8000 Hz"):
        diarize(model, Audio(np.zeros(8000, np.float32), sample_rate=8000))


@pytest.mark.parametrize(
    "options",
    [{"step": 0}, {"clustering_threshold": 0}, {"min_cluster_size": 0}, {"batch_size": 0}, {"min_duration_on": -1}],
    ids=str,
)
def test_options_that_make_no_sense_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(OptionError, match=next(iter(options))):
        DiarizationOptions(**options)


def test_step_that_leaves_gaps_is_refused(model: Any) -> None:
    with pytest.raises(OptionError, match="gaps"):
        MlxDiarizer(model, DiarizationOptions(step=11.0))


def test_multilabel_networks_are_diarized_too(model: Any, conversation: Callable[..., Audio]) -> None:
    class Multilabel(type(model.segmentation)):  # type: ignore[misc]  # a kind that only runs can tell
        def logits(self, samples: np.ndarray) -> np.ndarray:
            return 10 * (super().logits(samples) @ powerset(3, 2)).astype(np.float32) - 5

    model.segmentation = Multilabel()
    model.config = replace(model.config, max_speakers_per_frame=None)
    assert told(diarize(model, conversation(*OVERLAPPING)).turns) == about(*OVERLAPPING)


@pytest.fixture
def bayesian(model: Any) -> Any:
    """The model with a PLDA; a voice is an axis, and varies little."""
    eye = np.eye(8)
    model.plda = Plda(np.zeros(8), np.zeros(8), eye, np.zeros(8), 6 * eye, np.full(8, 30.0))
    model.config = replace(model.config, clustering="vbx", clustering_threshold=0.6, constrained=True)
    return model


def test_vbx_finds_the_turns_and_the_speakers(bayesian: Model, conversation: Callable[..., Audio]) -> None:
    assert told(diarize(bayesian, conversation(*TWO)).turns) == about(*TWO)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 60, 1000])
def test_vbx_takes_any_number_of_speakers(bayesian: Model, conversation: Callable[..., Audio], count: int) -> None:
    found = diarize(bayesian, conversation(*TWO), SpeakerCount(num=count))
    assert len(found.speakers) <= count
    assert sum(turn.duration for turn in found.turns) == pytest.approx(50, abs=0.5)


@pytest.mark.parametrize("seconds", [0.5, 3.0, 10.0, 10.5, 12.3])
def test_vbx_diarizes_short_recordings(bayesian: Model, conversation: Callable[..., Audio], seconds: float) -> None:
    found = diarize(bayesian, conversation((0.1, seconds - 0.1, 0), seconds=seconds))
    assert told(found.turns) == about((0.1, seconds - 0.1, 0))


def test_vbx_without_a_plda_is_refused(model: Any) -> None:
    model.config = replace(model.config, clustering="vbx")
    with pytest.raises(ModelError, match="'fake' clusters by VBx, but has no PLDA"):
        MlxDiarizer(model)


def test_pauses_are_filled_as_the_model_wants_unless_the_options_say_otherwise(
    model: Any, conversation: Callable[..., Audio]
) -> None:
    audio = conversation(*((s, e, 0) for s, e, _ in TWO))
    model.config = replace(model.config, min_duration_off=1.5)
    assert [len(diarize(model, audio, **options).turns) for options in ({}, {"min_duration_off": 0.0})] == [1, 5]  # type: ignore[arg-type]  # a fake, or what is to be refused


@pytest.mark.parametrize(("models", "option", "heard"), [(True, None, False), (False, None, True), (True, False, True)])
def test_voices_are_known_by_what_is_said_alone_if_the_model_wants_it(
    model: Any, conversation: Callable[..., Audio], models: bool, option: bool | None, heard: bool
) -> None:
    model.config = replace(model.config, exclude_overlap=models)
    diarizer = MlxDiarizer(model, DiarizationOptions(exclude_overlap=option))
    audio = conversation((0, 8, 0), (4, 10, 1), seconds=10)
    embeddings = diarizer.embed(audio, diarizer.segment(audio))
    others = embeddings.vectors[0, 0, 1] / embeddings.vectors[0, 0, 0]  # how much of the second is in the first
    assert bool(others > 0.1) == heard
