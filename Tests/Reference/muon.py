"""Golden values of Muon, in Tests/TensorTests/Golden/muon.safetensors.

Five steps of `torch.optim.Muon` on a tall matrix, a wide one and a convolution's kernel (read as one matrix, since PyTorch's takes
nothing else), and of `torch.optim.AdamW` on a bias beside them. PyTorch iterates in bfloat16, here it is made to
do so in double precision. Keys: `start/<name>`, `grad<k>/<name>`, `<case>/step<k>/<name>` for k = 1 … 5; the settings of each case are
in the metadata under its name.
"""

import inspect

import torch
from torch.optim import _muon

from golden import TENSOR, write_safetensors

SHAPES = {"tall": (7, 3), "wide": (2, 5), "kernel": (4, 3, 2, 2), "bias": (4,)}
CASES = {
    "plain": {"lr": 0.02, "weight_decay": 0.01, "momentum": 0.95, "ns_steps": 5},
    "settings": {"lr": 0.05, "weight_decay": 0.2, "momentum": 0.8, "ns_steps": 3},
}
STEPS = 5


def in_double_precision():
    source = inspect.getsource(_muon._zeropower_via_newtonschulz)
    assert "torch.bfloat16" in source
    exec(source.replace("torch.bfloat16", "torch.float64"), vars(_muon))


def as_matrix(x):
    return x.reshape(x.shape[0], -1).double() if x.dim() > 1 else x.double()


def steps(generator):
    start = {name: torch.randn(shape, generator=generator) for name, shape in SHAPES.items()}
    gradients = [
        {name: torch.randn(shape, generator=generator) for name, shape in SHAPES.items()} for _ in range(STEPS)
    ]
    tensors = {f"start/{name}": value for name, value in start.items()}
    for index, gradient in enumerate(gradients, 1):
        tensors |= {f"grad{index}/{name}": value for name, value in gradient.items()}
    for case, settings in CASES.items():
        weights = {name: as_matrix(value).requires_grad_() for name, value in start.items()}
        matrices = [weight for weight in weights.values() if weight.dim() == 2]
        optimizers = [
            torch.optim.Muon(matrices, nesterov=True, adjust_lr_fn="match_rms_adamw", **settings),
            torch.optim.AdamW([weights["bias"]], lr=settings["lr"], weight_decay=settings["weight_decay"]),
        ]
        for index, gradient in enumerate(gradients, 1):
            for name, weight in weights.items():
                weight.grad = as_matrix(gradient[name])
            for optimizer in optimizers:
                optimizer.step()
            tensors |= {
                f"{case}/step{index}/{name}": weight.detach().clone().reshape(SHAPES[name])
                for name, weight in weights.items()
            }
    return tensors


if __name__ == "__main__":
    torch.set_num_threads(1)
    in_double_precision()
    about = {case: ", ".join(f"{key} {value}" for key, value in settings.items()) for case, settings in CASES.items()}
    write_safetensors(TENSOR / "muon.safetensors", steps(torch.Generator().manual_seed(81)), about)
