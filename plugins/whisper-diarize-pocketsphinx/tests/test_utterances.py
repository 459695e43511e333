import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whisper_diarize_pocketsphinx.utterances import cut, find_utterances, frame_levels, loud, widen

from whisper_diarize import SAMPLE_RATE, Audio, Span
from whisper_diarize.testing import silence, tone

LEVELS = st.lists(st.sampled_from([-100.0, -60.0, -55.0, -30.0, -20.0]), max_size=300)


def test_a_pause_ends_an_utterance() -> None:
    levels = np.array([-60] * 20 + [-20] * 30 + [-60] * 20 + [-20] * 30, np.float32)
    assert loud(levels, pause=15) == [(20, 50), (70, 100)]


def test_a_shorter_pause_does_not() -> None:
    levels = np.array([-60] * 20 + [-20] * 30 + [-60] * 15 + [-20] * 30, np.float32)
    assert loud(levels, pause=15) == [(20, 95)]


def test_digital_silence_says_nothing_about_the_noise() -> None:
    levels = np.array([-120] * 1000 + [-60] * 20 + [-20] * 30, np.float32)
    assert loud(levels, pause=15) == [(1020, 1050)]


def test_a_margin_is_never_more_than_half_a_pause() -> None:
    assert widen([(20, 50), (60, 100)], 15, 120) == [(5, 55), (55, 115)]


def test_a_margin_stays_in_the_recording() -> None:
    assert widen([(2, 118)], 15, 120) == [(0, 120)]


def test_a_long_stretch_is_cut_where_it_is_quietest() -> None:
    levels = np.full(150, -20, np.float32)
    levels[[20, 70]] = -40
    assert cut(levels, (0, 150), 100) == [(0, 70), (70, 150)]


def test_levels_are_full_scale() -> None:
    samples = np.ones(2 * SAMPLE_RATE // 100, np.float32)
    assert frame_levels(Audio(samples)).tolist() == pytest.approx([0, 0], abs=1e-6)


@pytest.mark.parametrize("seconds", [0.0, 0.001, 1.0])
def test_silence_has_no_utterances(seconds: float) -> None:
    assert find_utterances(silence(seconds), pause_seconds=0.2, margin_seconds=0.1, longest_seconds=20) == []


def test_an_even_sound_is_one_utterance() -> None:
    utterances = find_utterances(tone(2.0), pause_seconds=0.2, margin_seconds=0.1, longest_seconds=20)
    assert utterances == [Span(0.0, 2.0)]


@given(levels=LEVELS, pause=st.integers(1, 30), margin=st.integers(1, 30))
def test_stretches_never_overlap_and_stay_in_the_recording(levels: list[float], pause: int, margin: int) -> None:
    array = np.array(levels, np.float32)
    stretches = widen(loud(array, pause), margin, len(array))
    edges = [0, *(edge for stretch in stretches for edge in stretch), len(array)]
    assert edges == sorted(edges)


@given(levels=LEVELS, pause=st.integers(1, 30))
def test_stretches_hold_the_loudest_frames(levels: list[float], pause: int) -> None:
    array = np.array([*levels, -10], np.float32)
    stretches = loud(array, pause)
    assert set(np.flatnonzero(array == -10)) <= {frame for first, last in stretches for frame in range(first, last)}


@given(levels=LEVELS.filter(bool), longest=st.integers(100, 150))
def test_pieces_make_up_the_stretch_and_none_is_too_long(levels: list[float], longest: int) -> None:
    array = np.array(levels, np.float32)
    pieces = cut(array, (0, len(array)), longest)
    assert [frame for first, last in pieces for frame in range(first, last)] == list(range(len(array)))
    assert max(last - first for first, last in pieces) <= longest
