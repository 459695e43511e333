from pathlib import Path

import numpy as np
import pytest
from whisper_diarize_train import corpus as corpora
from whisper_diarize_train.corpus import Corpus, split_of
from whisper_diarize_train.speech import speech_mask

from .conftest import RATE, voice  # type: ignore[import-not-found]  # made by the test


def test_splits_share_no_speaker(corpus: Corpus) -> None:
    names = [
        {(set_name, speaker) for set_name, speakers in corpus.speakers(split).items() for speaker in speakers}
        for split in ("train", "validation", "test")
    ]

    assert not names[0] & names[1]
    assert not names[0] & names[2]
    assert not names[1] & names[2]
    assert len(set.union(*names)) == 60


def test_a_tenth_of_many_speakers_is_held_out() -> None:
    splits = [split_of("set", str(number)) for number in range(10_000)]

    assert splits.count("validation") == pytest.approx(500, abs=80)
    assert splits.count("test") == pytest.approx(500, abs=80)


@pytest.mark.parametrize(("speaker", "split"), [("0", "train"), ("2", "validation"), ("18", "test")])
def test_a_speaker_has_one_split_for_good(speaker: str, split: str) -> None:
    assert split_of("a", speaker) == split


def test_decoded_clips_are_the_corpus_audio(corpus: Corpus) -> None:
    clip = next(clip for clip in corpus.clips if clip.speaker == "speaker0")

    audio = corpus.audio(clip)

    expected = voice(80, 3.5, np.random.default_rng(1))  # the hiss differs, below the tolerance
    assert audio.shape == (clip.num_samples,) == (56000,)
    np.testing.assert_allclose(audio, expected, atol=2e-4)


def test_noise_is_no_speaker(corpus: Corpus) -> None:
    assert len(corpus.noises) == 2
    assert all(not clip.set.startswith("_") for clip in corpus.clips)


def test_speech_mask_follows_the_energy_tightly() -> None:
    mask = speech_mask(voice(120, 3.0, np.random.default_rng(0)).astype(np.float32))

    np.testing.assert_array_equal(np.abs(np.diff(mask.astype(int))).nonzero()[0] // 10, [6, 9, 16, 19, 26])
    assert mask[30]
    assert not mask[80]


@pytest.mark.parametrize("audio", [np.zeros(RATE, np.float32), np.zeros(0, np.float32)], ids=["silence", "nothing"])
def test_silence_is_no_speech(audio: np.ndarray) -> None:
    assert not speech_mask(audio).any()


def test_stereo_at_another_rate_is_read_as_mono_at_16_khz(tmp_path: Path) -> None:
    import soundfile

    soundfile.write(tmp_path / "a.wav", np.zeros((44100, 2)), 44100)

    assert corpora.read_audio(tmp_path / "a.wav").shape == (16000,)
