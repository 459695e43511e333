import pytest
import torch
from whisper_diarize_train.fbank import Fbank, window_of
from whisper_diarize_train.networks import PyanNet, SincFilters, WeSpeakerResNet34, statistics_pool


@pytest.fixture
def speech_like() -> torch.Tensor:
    return 0.1 * torch.randn(2, 160000, generator=torch.Generator().manual_seed(0))


def test_pyannet_has_589_frames_of_7_classes_in_10_seconds(speech_like: torch.Tensor) -> None:
    log_probabilities = PyanNet()(speech_like)

    assert log_probabilities.shape == (2, 589, 7)
    torch.testing.assert_close(log_probabilities.exp().sum(dim=-1), torch.ones(2, 589))


def test_pyannet_has_pyannotes_names_and_shapes() -> None:
    shapes = {name: tuple(value.shape) for name, value in PyanNet(num_lstm_layers=4).state_dict().items()}

    assert len(shapes) == 54
    assert shapes["sincnet.wav_norm1d.weight"] == (1,)
    assert shapes["sincnet.conv1d.0.filterbank.low_hz_"] == (40, 1)
    assert shapes["sincnet.conv1d.0.filterbank.window_"] == (125,)
    assert shapes["sincnet.conv1d.1.weight"] == (60, 80, 5)
    assert shapes["sincnet.norm1d.2.bias"] == (60,)
    assert shapes["lstm.weight_ih_l0"] == (512, 60)
    assert shapes["lstm.weight_hh_l3_reverse"] == (512, 128)
    assert shapes["linear.0.weight"] == (128, 256)
    assert shapes["classifier.weight"] == (7, 128)


def test_resnet_has_wespeakers_names_and_shapes() -> None:
    shapes = {name: tuple(value.shape) for name, value in WeSpeakerResNet34(width=8).state_dict().items()}

    assert shapes["resnet.conv1.weight"] == (8, 1, 3, 3)
    assert shapes["resnet.layer1.2.bn2.running_var"] == (8,)
    assert shapes["resnet.layer2.0.shortcut.0.weight"] == (16, 8, 1, 1)
    assert shapes["resnet.layer4.2.conv2.weight"] == (64, 64, 3, 3)
    assert shapes["resnet.seg_1.weight"] == (256, 1280)
    assert not any("fbank" in name for name in shapes)


def test_sinc_filters_are_even_then_odd() -> None:
    filters = SincFilters()()[:, 0]

    assert filters.shape == (80, 251)
    torch.testing.assert_close(filters[:40], filters[:40].flip(1))
    torch.testing.assert_close(filters[40:], -filters[40:].flip(1))
    torch.testing.assert_close(filters[:40, 125], torch.ones(40))


def test_fbank_of_one_second_has_98_frames_of_zero_mean(speech_like: torch.Tensor) -> None:
    energies = Fbank()(speech_like[:, :16000])

    assert energies.shape == (2, 98, 80)
    rounding = 98 * 2**-24 * 40  # of a sum of 98 values, whose logarithms are below 40
    torch.testing.assert_close(energies.mean(dim=1), torch.zeros(2, 80), atol=rounding, rtol=0)


def test_fbank_does_not_mind_the_level(speech_like: torch.Tensor) -> None:
    fbank, samples = Fbank().double(), speech_like.double()  # float32 loses digits where a band has little power

    torch.testing.assert_close(fbank(samples), fbank(0.1 * samples), atol=1e-9, rtol=0)


def test_fbank_in_float32_is_that_in_float64_but_for_bands_of_little_power(speech_like: torch.Tensor) -> None:
    exact = Fbank().double()(speech_like.double())

    missing = (Fbank()(speech_like) - exact).abs()

    rounding = 9 * 8 * 2**-24  # of an FFT of 9 stages, a few roundings each, relative to the length of the frame
    assert missing.mean() < rounding
    assert (missing > 100 * rounding).double().mean() < 1e-3


def test_fbank_hears_a_tone_in_its_band() -> None:
    seconds = torch.arange(16000) / 16000
    tone = torch.sin(2 * torch.pi * 1000 * seconds) * (seconds > 0.5)

    energies = Fbank()((tone + 1e-3 * torch.randn(16000))[None])[0]

    loudest = (energies[60:].mean(dim=0) - energies[:40].mean(dim=0)).argmax()
    assert int(loudest) == 27  # 1 kHz is 1000 mel, a band is 34.6 mel, the first at 66


def test_pooling_with_equal_weights_is_pooling_without() -> None:
    sequences = torch.randn(2, 5, 20)

    torch.testing.assert_close(statistics_pool(sequences, torch.ones(2, 7)), statistics_pool(sequences))


def test_pooling_looks_only_where_the_weights_are() -> None:
    sequences = torch.cat([torch.zeros(1, 3, 10), torch.randn(1, 3, 10)], dim=2)
    weights = torch.cat([torch.zeros(1, 10), torch.ones(1, 10)], dim=1)

    torch.testing.assert_close(statistics_pool(sequences, weights), statistics_pool(sequences[..., 10:]))


def test_embedding_has_256_values(speech_like: torch.Tensor) -> None:
    network = WeSpeakerResNet34(width=8).eval()

    assert network(speech_like, torch.ones(2, 589)).shape == (2, 256)


def test_the_povey_window_is_a_hann_window_to_the_power_of_0_85() -> None:
    window = window_of("povey")

    assert window[0] == 0
    torch.testing.assert_close(window[200], torch.tensor(0.999988**0.85), atol=1e-4, rtol=0)
