"""What every stage of the networks in torch makes of an input, in our names and layout."""

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor
from whisper_diarize_train.networks import PyanNet, WeSpeakerResNet34, statistics_pool

Arrays = dict[str, np.ndarray]


@torch.inference_mode()
def record_segmentation(network: PyanNet, samples: np.ndarray) -> Arrays:
    dtype = network.classifier.weight.dtype
    sincnet, lstm = network.sincnet, network.lstm
    found = {"sincnet.filters": sincnet.conv1d[0].filterbank()[:, 0]}  # type: ignore[operator]  # a number here
    x = sincnet.wav_norm1d(torch.from_numpy(samples).to(dtype)[:, None])
    for layer, (conv, norm) in enumerate(zip(sincnet.conv1d, sincnet.norm1d, strict=True)):
        x = conv(x)
        found[f"sincnet.{layer}.conv"] = x.swapaxes(1, 2)
        x = F.leaky_relu(norm(F.max_pool1d(x.abs() if layer == 0 else x, 3)), 0.01)
        found[f"sincnet.{layer}"] = x.swapaxes(1, 2)
    x = x.swapaxes(1, 2)
    for layer in range(lstm.num_layers):
        x = one_layer(lstm, layer)(x)[0]
        found[f"lstm.{layer}"] = x
    for layer, linear in enumerate(network.linear):
        x = F.leaky_relu(linear(x), 0.01)
        found[f"linear.{layer}"] = x
    return arrays({**found, "classifier": network.classifier(x)})


def one_layer(lstm: torch.nn.LSTM, layer: int) -> torch.nn.LSTM:
    single = torch.nn.LSTM(
        lstm.input_size if layer == 0 else 2 * lstm.hidden_size, lstm.hidden_size, batch_first=True, bidirectional=True
    ).to(lstm.weight_hh_l0.dtype)  # type: ignore[arg-type]  # a fake, or what is to be refused
    ending = f"_l{layer}"
    weights = {name.replace(ending, "_l0"): value for name, value in lstm.state_dict().items() if ending in name}
    single.load_state_dict(weights)
    return single


@torch.inference_mode()
def record_embedding(network: WeSpeakerResNet34, samples: np.ndarray, masks: np.ndarray) -> Arrays:
    resnet = network.resnet
    found = {"fbank": network.fbank(torch.from_numpy(samples).to(resnet.seg_1.weight.dtype))}
    x = F.relu(resnet.bn1(resnet.conv1(found["fbank"].transpose(1, 2)[:, None])))
    found["resnet.conv1"] = image(x)
    for stage in range(1, 5):
        for place, block in enumerate(resnet.get_submodule(f"layer{stage}")):  # type: ignore[arg-type, var-annotated]  # a fake, or what is to be refused
            x = block(x)
            found[f"resnet.layer{stage}.{place}"] = image(x)
    weights = torch.from_numpy(masks).to(x.dtype)
    pooled = [statistics_pool(x.flatten(1, 2), weights[:, speaker]) for speaker in range(weights.shape[1])]
    found["resnet.pool"] = torch.stack(pooled, dim=1)
    return arrays({**found, "resnet.seg_1": resnet.seg_1(found["resnet.pool"])})


def image(x: Tensor) -> Tensor:
    """(batch, channels, bins, frames) as (batch, frames, bins, channels)."""
    return x.permute(0, 3, 2, 1)


def arrays(found: dict[str, Tensor]) -> Arrays:
    return {name: value.contiguous().numpy() for name, value in found.items()}
