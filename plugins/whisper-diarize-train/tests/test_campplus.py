from pathlib import Path

import numpy as np
import torch
from whisper_diarize_train.campplus import CamPlusPlus, ContextAwareMask
from whisper_diarize_train.fbank import window_of

from whisper_diarize.weights import load_embedding


def test_parameters_are_named_and_shaped_as_those_of_3d_speaker() -> None:
    state = CamPlusPlus().state_dict()

    assert len(state) == 937
    assert state["head.layer1.0.shortcut.0.weight"].shape == (32, 32, 1, 1)
    assert state["xvector.tdnn.linear.weight"].shape == (128, 320, 5)
    assert state["xvector.block2.tdnnd24.linear1.weight"].shape == (128, 992, 1)
    assert state["xvector.block3.tdnnd16.cam_layer.linear2.bias"].shape == (32,)
    assert state["xvector.transit3.linear.weight"].shape == (512, 1024, 1)
    assert state["xvector.out_nonlinear.batchnorm.weight"].shape == (512,)
    assert state["xvector.dense.linear.weight"].shape == (192, 1024, 1)
    assert "xvector.dense.nonlinear.batchnorm.weight" not in state


def test_a_recording_gives_a_vector() -> None:
    torch.manual_seed(0)

    assert CamPlusPlus(dim=16).eval()(0.1 * torch.randn(2, 16000)).shape == (2, 16)


def test_the_mask_is_of_the_recording_and_of_the_frames_around() -> None:
    torch.manual_seed(0)
    layer = ContextAwareMask(dilation=1)
    for parameter in layer.linear2.parameters():
        torch.nn.init.zeros_(parameter)
    x = torch.randn(1, 128, 150)

    torch.testing.assert_close(layer(x), 0.5 * layer.linear_local(x))


def test_the_povey_window_is_a_hann_window_to_the_power_of_0_85() -> None:
    window = window_of("povey")

    assert window[0] == 0
    torch.testing.assert_close(window[200], torch.tensor(0.999988**0.85), atol=1e-4, rtol=0)


def test_the_port_gives_the_vectors_of_torch(tmp_path: Path) -> None:
    torch.manual_seed(0)
    network = CamPlusPlus().eval()
    for name, value in network.state_dict().items():
        if name.endswith("running_mean"):
            value.uniform_(-0.1, 0.1)
        elif name.endswith(("running_var", "batchnorm.weight")):
            value.uniform_(0.5, 1.5)
    torch.save(network.state_dict(), tmp_path / "campplus.pt")
    samples = 0.1 * torch.randn(2, 48000) * torch.linspace(0.1, 1, 48000)

    ours = load_embedding(tmp_path / "campplus.pt")
    found = ours.embed(ours.features(samples.numpy()), np.ones((2, 1, 1), np.float32))[:, 0].astype(np.float64)
    with torch.inference_mode():
        expected = network.double()(samples.double()).numpy()

    cosines = (found * expected).sum(axis=1) / np.linalg.norm(found, axis=1) / np.linalg.norm(expected, axis=1)
    assert cosines.min() > 0.99999
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-4 * np.abs(expected).max())
