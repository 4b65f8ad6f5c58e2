"""A narrow network in evaluation mode, as golden values for the tests, in Tests/MultiTaskTests/Golden/:

network.safetensors            `weights/<name>` (authors' names, PyTorch's layouts, counters included) and, for each
                               number of frames T, `frames<T>/input` (1, 88, T, 1) and `frames<T>/<heads>/<head>`
network_gradients.safetensors  for T = 25 and both kinds of heads, `target/<head>`, `<heads>/loss/<head>` and
                               `<heads>/grad/<name>` of 2·roll + pitch + instrument with positive weight 10
heads.safetensors              the heads alone, on a small y: `y.T<frames>`, `upstream`s and gradients, pooled and not

Layouts: roll (N, 88, T, M), pitch (N, 88, T), instrument (N, T, M), y as roll. To save room the roll of `paper` is
stored for T = 25 alone; the roll of `logSumExp` is the decoder's output itself.
PyTorch's network needs 16 frames; `frames9` is nine frames followed by zeros up to sixteen, results cut back to nine.
"""

from dataclasses import replace

import torch
from torch.nn import functional as F

from golden import MULTITASK, last, write_safetensors
from network import Settings, apply_heads, losses, random_input, random_network, random_targets, total_loss

SETTINGS = Settings(instruments=3, channels=(4, 8, 12, 16))
KINDS = ("paper", "logSumExp")
FRAMES = (16, 24, 25, 31, 9)


def stored(output):
    return {"roll": last(output["roll"]), "pitch": output["pitch"], "instrument": last(output["instrument"])}


def write(name, tensors, **metadata):
    metadata = {"channels": "4,8,12,16", "instruments": "3", "torch": torch.__version__.split("+")[0], **metadata}
    write_safetensors(MULTITASK / name, tensors, metadata)


def outputs(network):
    tensors = {f"weights/{name}": value for name, value in network.state_dict().items()}
    for frames in FRAMES:
        x = random_input(frames, seed=50 + frames).double()
        tensors[f"frames{frames}/input"] = last(x)
        with torch.no_grad():
            y = network.logits(F.pad(x, (0, max(0, 16 - frames))))[..., :frames]
        for heads in KINDS:
            for pooling in (False, True):
                result = stored(apply_heads(y, replace(SETTINGS, heads=heads, time_pooling=pooling)))
                if pooling or (heads == "paper" and frames != 25):
                    del result["roll"]
                if pooling and frames > 16:
                    continue
                for head, value in result.items():
                    tensors[f"frames{frames}/{heads}{'_pooled' if pooling else ''}/{head}"] = value
    write("network.safetensors", tensors)


def gradients(network):
    frames = 25
    x = random_input(frames, seed=50 + frames).double()
    targets = {name: value.double() for name, value in random_targets(SETTINGS, frames, seed=60).items()}
    tensors = {f"target/{head}": value for head, value in stored(targets).items()}
    for heads in KINDS:
        network.zero_grad()
        parts = losses(apply_heads(network.logits(x), replace(SETTINGS, heads=heads)), targets)
        total_loss(parts).backward()
        for head, value in parts.items():
            tensors[f"{heads}/loss/{head}"] = value
        for name, parameter in network.named_parameters():
            tensors[f"{heads}/grad/{name}"] = parameter.grad.clone()
    write("network_gradients.safetensors", tensors, input="frames25/input of network.safetensors")


def heads_alone():
    generator = torch.Generator().manual_seed(70)
    tensors = {}
    for frames in (6, 7):
        y = (2 * torch.randn((2, 3, 5, frames), generator=generator)).float().double()
        tensors[f"y.T{frames}"] = last(y)
        for heads in KINDS:
            for pooling in (False, True):
                leaf = y.clone().requires_grad_()
                output = apply_heads(leaf, replace(SETTINGS, heads=heads, time_pooling=pooling))
                upstream = {k: torch.randn(v.shape, generator=generator).double() for k, v in output.items()}
                (gradient,) = torch.autograd.grad(list(output.values()), leaf, [upstream[k] for k in output])
                case = f"{heads}.T{frames}{'.pooled' if pooling else ''}"
                for head, value in stored(output).items():
                    tensors[f"{case}/{head}"] = value
                for head, value in stored(upstream).items():
                    tensors[f"{case}/upstream.{head}"] = value
                tensors[f"{case}/grad.y"] = last(gradient)
    write("heads.safetensors", tensors)


if __name__ == "__main__":
    torch.set_num_threads(1)
    narrow = random_network(SETTINGS, seed=41).double()
    outputs(narrow)
    gradients(narrow)
    heads_alone()
