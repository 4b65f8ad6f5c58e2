"""The multitask network in PyTorch: the peer that the engine is compared with.

Names of parameters are the authors' state dict, layouts are PyTorch's (OIHW, IOHW for transposed convolutions).
Nothing is written by this file; the other scripts of this folder import it. Run by itself, it counts parameters.
"""

from dataclasses import dataclass

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F

SLOPE = 0.01
POSITIVE_WEIGHT = 10.0


@dataclass(frozen=True)
class Settings:
    """A file of weights without metadata has these values: they are the paper's."""

    instruments: int = 10
    channels: tuple = (32, 64, 128, 256)
    last_hidden: int | None = None  # None: half of the first block's channels
    heads: str = "paper"  # or "logSumExp"
    time_pooling: bool = False


class EncoderBlock(nn.Module):
    """(N, inp, H, W) → (N, out, ⌊H/2⌋, ⌊W/2⌋), and the size (H, W) that the decoder must come back to."""

    def __init__(self, inp, out):
        super().__init__()
        self.conv1 = nn.Conv2d(inp, out, 3, padding=1)
        self.bn1 = nn.BatchNorm2d(out)
        self.conv2 = nn.Conv2d(out, out, 3, padding=1)
        self.bn2 = nn.BatchNorm2d(out)
        self.skip = nn.Conv2d(inp, out, 1)
        self.ds = nn.Conv2d(out, out, 2, stride=2)

    def forward(self, x):
        inner = F.leaky_relu(self.bn1(self.conv1(x)), SLOPE)
        inner = F.leaky_relu(self.bn2(self.conv2(inner)), SLOPE) + self.skip(x)
        return self.ds(inner), tuple(inner.shape[2:])


class Encoder(nn.Module):
    def __init__(self, channels):
        super().__init__()
        a, b, c, d = channels
        self.bn = nn.BatchNorm2d(1)
        self.block1 = EncoderBlock(1, a)
        self.block2 = EncoderBlock(a, b)
        self.block3 = EncoderBlock(b, c)
        self.block4 = EncoderBlock(c, d)
        self.conv1 = nn.Conv2d(c, c, 3, padding=1)
        self.conv2 = nn.Conv2d(b, b, 3, padding=1)
        self.conv3 = nn.Conv2d(a, a, 3, padding=1)

    def forward(self, x):
        x1, size1 = self.block1(self.bn(x))
        x2, size2 = self.block2(x1)
        x3, size3 = self.block3(x2)
        x4, size4 = self.block4(x3)
        return x4, (self.conv1(x3), self.conv2(x2), self.conv3(x1)), (size4, size3, size2, size1)


class DecoderBlock(nn.Module):
    """`inp` channels come in, `skip` more are joined after the up-sampling; the last block has no skip and no `bn1d`."""

    def __init__(self, inp, skip, out, last=False, hidden=None):
        super().__init__()
        joined = inp + skip
        hidden = hidden or joined // 2
        self.us = nn.ConvTranspose2d(inp, inp, 2, stride=2)
        self.conv2d = nn.ConvTranspose2d(joined, hidden, 3, padding=1)
        self.bn2d = nn.BatchNorm2d(hidden)
        self.conv1d = nn.ConvTranspose2d(hidden, out, 3, padding=1)
        self.bn1d = None if last else nn.BatchNorm2d(out)

    def forward(self, x, skip, size):
        x = self.us(x, output_size=size)
        if skip is not None:
            x = torch.cat([x, skip], dim=1)
        x = self.conv1d(F.leaky_relu(self.bn2d(self.conv2d(x)), SLOPE))
        return x if self.bn1d is None else F.leaky_relu(self.bn1d(x), SLOPE)


class Decoder(nn.Module):
    def __init__(self, channels, instruments, last_hidden=None):
        super().__init__()
        a, b, c, d = channels
        self.d_block1 = DecoderBlock(d, c, c)
        self.d_block2 = DecoderBlock(c, b, b)
        self.d_block3 = DecoderBlock(b, a, a)
        self.d_block4 = DecoderBlock(a, 0, instruments, last=True, hidden=last_hidden)

    def forward(self, x, skips, sizes):
        x = self.d_block1(x, skips[0], sizes[0])
        x = self.d_block2(x, skips[1], sizes[1])
        x = self.d_block3(x, skips[2], sizes[2])
        return self.d_block4(x, None, sizes[3])


class Network(nn.Module):
    """x (N, 1, 88, T) with T ≥ 16 → raw logits `roll` (N, M, 88, T), `pitch` (N, 88, T), `instrument` (N, M, T)."""

    def __init__(self, settings=Settings()):
        super().__init__()
        self.settings = settings
        self.encode = Encoder(settings.channels)
        self.decode = Decoder(settings.channels, settings.instruments, settings.last_hidden)

    def logits(self, x):
        return self.decode(*self.encode(x))

    def forward(self, x):
        return apply_heads(self.logits(x), self.settings)


def apply_heads(y, settings):
    """y (N, M, 88, T): the decoder's output. Time pooling takes pairs of frames; an odd last frame is its own pair."""
    frames = y.shape[3]
    if settings.time_pooling:
        y = F.max_pool2d(y, (1, 2), (1, 2), ceil_mode=True).repeat_interleave(2, dim=3)[..., :frames]
    if settings.heads == "paper":
        instrument = 0.01 * y.sum(dim=2)
        pitch = 0.1 * y.sum(dim=1)
        roll = y * torch.sigmoid(instrument)[:, :, None, :]
    elif settings.heads == "logSumExp":
        instrument = torch.logsumexp(y, dim=2)
        pitch = torch.logsumexp(y, dim=1)
        roll = y
    else:
        raise ValueError(f"unknown heads {settings.heads!r}; known are 'paper' and 'logSumExp'")
    return {"roll": roll, "pitch": pitch, "instrument": instrument}


def losses(output, targets, positive_weight=POSITIVE_WEIGHT):
    """Each head's binary cross-entropy with logits, averaged over all elements."""
    return {
        name: F.binary_cross_entropy_with_logits(
            output[name], targets[name], pos_weight=torch.tensor(positive_weight, dtype=output[name].dtype)
        )
        for name in ("roll", "pitch", "instrument")
    }


def total_loss(parts):
    return 2 * parts["roll"] + parts["pitch"] + parts["instrument"]


def random_network(settings, seed):
    """A network in evaluation mode whose weights keep the signal's size, and whose batch norms are not identities."""
    generator = torch.Generator().manual_seed(seed)

    def normal(shape, deviation):
        return torch.randn(shape, generator=generator) * deviation

    def uniform(shape, low, high):
        return torch.rand(shape, generator=generator) * (high - low) + low

    network = Network(settings).eval()
    with torch.no_grad():
        for module in network.modules():
            if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d)):
                taps = module.kernel_size[0] * module.kernel_size[1]
                if isinstance(module, nn.ConvTranspose2d):  # with stride 2, each output sees one tap only
                    taps //= module.stride[0] * module.stride[1]
                fan_in = module.in_channels * taps
                module.weight.copy_(normal(module.weight.shape, (1.5 / fan_in) ** 0.5))
                module.bias.copy_(normal(module.bias.shape, 0.1))
            elif isinstance(module, nn.BatchNorm2d):
                module.weight.copy_(uniform(module.weight.shape, 0.5, 1.5))
                module.bias.copy_(normal(module.bias.shape, 0.2))
                module.running_mean.copy_(normal(module.running_mean.shape, 0.2))
                module.running_var.copy_(uniform(module.running_var.shape, 0.5, 2.0))
                module.num_batches_tracked.fill_(1000)
    return network


def random_input(frames, seed, clips=1):
    """(clips, 1, 88, frames), about what standardised features look like."""
    return torch.randn((clips, 1, 88, frames), generator=torch.Generator().manual_seed(seed))


def random_targets(settings, frames, seed, clips=1):
    """A sparse random roll of zeros and ones, and the pitches and instruments that follow from it."""
    generator = torch.Generator().manual_seed(seed)
    roll = (torch.rand((clips, settings.instruments, 88, frames), generator=generator) < 0.02).float()
    return {"roll": roll, "pitch": roll.amax(dim=1), "instrument": roll.amax(dim=2)}


def save_weights(network, path, metadata=None):
    """Every entry of the state dict, the integer counters of the batch norms included, as PyTorch has them."""
    save_file({name: value.contiguous() for name, value in network.state_dict().items()}, str(path), metadata)


if __name__ == "__main__":
    torch.set_num_threads(1)
    model = random_network(Settings(), seed=1)
    print("parameters at M = 10:", sum(p.numel() for p in model.parameters()))
    narrow = random_network(Settings(instruments=3, channels=(4, 8, 12, 16)), seed=1)
    print("parameters of the narrow network:", sum(p.numel() for p in narrow.parameters()))
    with torch.no_grad():
        for name, value in model(random_input(312, seed=2)).items():
            print(f"{name:<10} {tuple(value.shape)}  mean {value.mean():.3f}  deviation {value.std():.3f}")
