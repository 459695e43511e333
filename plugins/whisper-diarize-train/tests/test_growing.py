from collections.abc import Callable

import pytest
import torch
from whisper_diarize_train.growing import grown, num_layers
from whisper_diarize_train.networks import PyanNet, WeSpeakerResNet34


def test_a_deeper_pyannet_starts_out_saying_much_the_same() -> None:
    torch.manual_seed(0)
    small, deep = PyanNet(1).eval(), PyanNet(3).eval()
    samples = 0.1 * torch.randn(1, 32000)
    hidden = small.hidden(small.sincnet(samples[:, None]).transpose(1, 2))

    deep.load_state_dict(grown(small.state_dict(), deep.state_dict()))

    deeper = deep.hidden(deep.sincnet(samples[:, None]).transpose(1, 2))
    assert torch.nn.functional.cosine_similarity(deeper, hidden, dim=-1).mean() > 0.9


def test_a_wider_resnet_starts_out_with_much_the_same_vectors() -> None:
    torch.manual_seed(0)
    small, wide = WeSpeakerResNet34(8).eval(), WeSpeakerResNet34(16).eval()
    samples = 0.1 * torch.randn(2, 32000)

    wide.load_state_dict(grown(small.state_dict(), wide.state_dict()))

    assert torch.nn.functional.cosine_similarity(wide(samples), small(samples), dim=-1).min() > 0.8


def test_the_copies_of_a_channel_differ() -> None:
    torch.manual_seed(0)
    state = grown(WeSpeakerResNet34(8).state_dict(), WeSpeakerResNet34(16).state_dict())

    first, second = state["resnet.layer1.0.conv1.weight"].chunk(2)

    assert not torch.equal(first, second)


@pytest.mark.parametrize("network", [lambda: PyanNet(2), lambda: WeSpeakerResNet34(8)], ids=["pyannet", "resnet"])
def test_a_network_of_the_wanted_size_is_left_as_it_is(network: Callable[[], torch.nn.Module]) -> None:
    held, wanted = network().state_dict(), network().state_dict()

    state = grown(held, wanted)

    assert all(torch.equal(state[name], held[name].float()) for name in held)


def test_layers_are_counted_without_those_that_run_backwards() -> None:
    assert num_layers(PyanNet(3).state_dict()) == 3
