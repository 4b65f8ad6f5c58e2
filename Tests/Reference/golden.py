"""Shared by the scripts of this folder: where golden files lie, and how a case is recorded.

Values are computed in double precision from inputs that are exact in single precision, and stored as F32.
"""

import json
from pathlib import Path

import torch
from safetensors.torch import save

TESTS = Path(__file__).resolve().parent.parent
TENSOR = TESTS / "TensorTests" / "Golden"
MULTITASK = TESTS / "MultiTaskTests" / "Golden"


def last(x):
    """(N, C, H, W) → (N, H, W, C): activations are stored channels-last, as the engine holds them."""
    return x.movedim(1, -1)


def write_safetensors(path, tensors, metadata):
    """F32 and I64 tensors; the same values give the same bytes, since the metadata are put in order."""
    ready = {
        key: (value if value.dtype == torch.int64 else value.detach().float()).contiguous().clone()
        for key, value in tensors.items()
    }
    content = save(ready, metadata)
    length = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + length])
    header["__metadata__"] = dict(sorted(metadata.items()))
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(len(text).to_bytes(8, "little") + text + content[8 + length :])
    print(f"{path.relative_to(TESTS.parent)}: {len(tensors)} arrays, {path.stat().st_size / 1000:.1f} kB")


def single(x):
    """The nearest values that single precision holds, kept in double; integers stay."""
    return x.float().double() if x.is_floating_point() else x


class GoldenFile:
    """One safetensors file of cases; the keys are `case/field`."""

    def __init__(self, path, about, seed):
        self.path = path
        self.metadata = {"about": about, "torch": torch.__version__.split("+")[0]}
        self.tensors = {}
        self.generator = torch.Generator().manual_seed(seed)

    def normal(self, *shape):
        return torch.randn(shape, generator=self.generator).double()

    def uniform(self, *shape, low=0.0, high=1.0):
        return (torch.rand(shape, generator=self.generator) * (high - low) + low).float().double()

    def put(self, case, field, value, channels_last=False):
        if not torch.is_tensor(value):
            value = torch.tensor(value)
        value = last(value) if channels_last else value
        kind = torch.int64 if value.dtype in (torch.int64, torch.int32, torch.bool) else torch.float32
        key = f"{case}/{field}"
        assert key not in self.tensors, f"{key} is written twice"
        self.tensors[key] = value.detach().to(kind).contiguous().clone()

    def case(self, name, function, inputs, activations=(), settings=None, constants=None, output_last=False):
        """Runs `function(**inputs, **constants)` forward, then backward from a random upstream gradient.

        `activations` names the inputs that are (N, C, H, W) here and are stored channels-last;
        `settings` are integers, stored as I64; `constants` take part but have no gradient.
        """
        inputs = {key: single(value) for key, value in inputs.items()}
        constants = {key: single(value) for key, value in (constants or {}).items()}
        leaves = {key: value.clone().requires_grad_() for key, value in inputs.items()}
        output = function(**leaves, **constants)
        upstream = self.normal(*output.shape)
        gradients = torch.autograd.grad(output, list(leaves.values()), upstream)
        if settings is not None:
            self.put(name, "settings", torch.tensor(settings, dtype=torch.int64))
        for key, value in inputs.items():
            self.put(name, key, value, key in activations)
        for key, value in constants.items():
            self.put(name, key, value, key in activations)
        self.put(name, "output", output, output_last)
        self.put(name, "upstream", upstream, output_last)
        for key, gradient in zip(leaves, gradients):
            self.put(name, f"grad.{key}", gradient, key in activations)

    def write(self):
        write_safetensors(self.path, self.tensors, self.metadata)
