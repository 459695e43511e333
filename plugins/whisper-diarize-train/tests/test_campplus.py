import torch
from whisper_diarize_train.campplus import CamPlusPlus, ContextAwareMask
from whisper_diarize_train.fbank import window_of


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
