"""The network as an ONNX file, for the peers that read one. Made once for each size, beside the virtual environment."""

import hashlib
import sys
from pathlib import Path

import torch
from torch import nn

sys.path.insert(0, str(Path(__file__).parents[2] / "Tests/Reference"))
import network
from network import Settings, random_input, random_network

SETTINGS = Settings(heads="logSumExp")
FOLDER = Path(__file__).parents[1] / ".models"


def transposed_as_plain(module):
    """Replaces each transposed convolution of stride 1 by the plain one that computes the same: its taps turned round.

    Not all peers know that the two are one, and some are much slower at the former.
    """
    for name, child in module.named_children():
        if isinstance(child, nn.ConvTranspose2d) and child.stride == (1, 1):
            padding = child.kernel_size[0] - 1 - child.padding[0]
            plain = nn.Conv2d(child.in_channels, child.out_channels, child.kernel_size, padding=padding)
            with torch.no_grad():
                plain.weight.copy_(child.weight.flip(2, 3).transpose(0, 1))
                plain.bias.copy_(child.bias)
            setattr(module, name, plain)
        else:
            transposed_as_plain(child)
    return module


def reference_network():
    return random_network(SETTINGS, seed=1)


def exported(batch, frames, plain=True):
    """The path of the file for inputs (batch, 1, 88, frames)."""
    text = Path(network.__file__).read_text() + Path(__file__).read_text() + torch.__version__
    key = hashlib.sha256(text.encode()).hexdigest()[:8]
    path = FOLDER / f"network-{batch}x{frames}-{'plain' if plain else 'transposed'}-{key}.onnx"
    if not path.exists():
        FOLDER.mkdir(exist_ok=True)
        model = reference_network()
        x = random_input(frames, seed=2, clips=batch)
        partial = path.with_suffix(".part.onnx")
        torch.onnx.export(
            transposed_as_plain(model) if plain else model, (x,), partial, dynamo=True, external_data=False,
            verbose=False)
        partial.rename(path)
    return path
