"""Golden values of optimizers, schedules and clipping, in Tests/TensorTests/Golden/.

optimizers.safetensors: five steps on two tensors `w` (3 × 2) and `b` (4) with given gradients. Keys:
`start/w`, `start/b`, `grad<k>/w`, `grad<k>/b` for k = 1 … 5 (shared by all), and `<case>/step<k>/w`, `…/b` after step k.
The settings of each case are in the file's metadata under its name. Clipping: `clip.<case>/…`, see `clipping` below.
Velocities begin as the first gradient does in PyTorch (no dampening); weight decay of SGD and Adam is added to the
gradient, that of AdamW shrinks the weights by 1 − rate·decay before the step.

schedules.json: the factor or rate at each step, by the formulas written beside them.
"""

import json
import math

import torch

from golden import TENSOR, write_safetensors

CASES = {
    "sgd.plain": (torch.optim.SGD, {"lr": 0.1}),
    "sgd.momentum": (torch.optim.SGD, {"lr": 0.1, "momentum": 0.9}),
    "sgd.nesterov": (torch.optim.SGD, {"lr": 0.1, "momentum": 0.9, "nesterov": True}),
    "sgd.weight_decay": (torch.optim.SGD, {"lr": 0.1, "weight_decay": 0.05}),
    "sgd.momentum_decay": (torch.optim.SGD, {"lr": 0.05, "momentum": 0.8, "weight_decay": 0.05}),
    "sgd.nesterov_decay": (torch.optim.SGD, {"lr": 0.05, "momentum": 0.8, "weight_decay": 0.05, "nesterov": True}),
    "adam.plain": (torch.optim.Adam, {"lr": 0.01, "betas": (0.9, 0.999), "eps": 1e-8}),
    "adam.settings": (torch.optim.Adam, {"lr": 0.02, "betas": (0.8, 0.95), "eps": 1e-3, "weight_decay": 0.1}),
    "adamw.plain": (torch.optim.AdamW, {"lr": 0.01, "betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0.01}),
    "adamw.settings": (torch.optim.AdamW, {"lr": 0.02, "betas": (0.8, 0.95), "eps": 1e-3, "weight_decay": 0.2}),
}
STEPS = 5


def steps(generator):
    names = {"w": (3, 2), "b": (4,)}
    start = {name: torch.randn(shape, generator=generator) for name, shape in names.items()}
    gradients = [
        {name: torch.randn(shape, generator=generator) for name, shape in names.items()} for _ in range(STEPS)
    ]
    tensors = {f"start/{name}": value for name, value in start.items()}
    for index, gradient in enumerate(gradients, 1):
        tensors |= {f"grad{index}/{name}": value for name, value in gradient.items()}
    metadata = {}
    for case, (kind, settings) in CASES.items():
        weights = {name: value.double().requires_grad_() for name, value in start.items()}
        optimizer = kind(weights.values(), **settings)
        for index, gradient in enumerate(gradients, 1):
            for name, weight in weights.items():
                weight.grad = gradient[name].double()
            optimizer.step()
            tensors |= {f"{case}/step{index}/{name}": weight.detach().clone() for name, weight in weights.items()}
        metadata[case] = ", ".join(f"{key} {value}" for key, value in settings.items())
    return tensors, metadata


def clipping(generator):
    """`clip.<case>/limit`, `/norm` (of all gradients together, before), `/before/<name>`, `/after/<name>`.

    PyTorch scales by min(1, limit ÷ (norm + 1e-6)).
    """
    tensors = {}
    gradients = {"w": 3 * torch.randn((3, 2), generator=generator), "b": torch.randn((4,), generator=generator)}
    for case, limit in (("above", 1.0), ("below", 100.0)):
        weights = {name: torch.zeros_like(value).double().requires_grad_() for name, value in gradients.items()}
        for name, weight in weights.items():
            weight.grad = gradients[name].double()
        norm = torch.nn.utils.clip_grad_norm_(weights.values(), limit)
        tensors |= {f"clip.{case}/limit": torch.tensor(limit), f"clip.{case}/norm": norm}
        tensors |= {f"clip.{case}/before/{name}": value for name, value in gradients.items()}
        tensors |= {f"clip.{case}/after/{name}": weight.grad for name, weight in weights.items()}
    return tensors


def rates(scheduler, optimizer, count):
    values = []
    for _ in range(count):
        values.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return values


def optimizer_at(rate):
    return torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=rate)


def schedules():
    """Each list holds the rate used at steps 0, 1, 2, …"""
    step = optimizer_at(0.1)
    stepped = rates(torch.optim.lr_scheduler.StepLR(step, step_size=3, gamma=0.5), step, 12)

    base, least, warm_up, total = 0.02, 0.002, 4, 16

    def cosine_with_warm_up(index):
        if index < warm_up:
            return (index + 1) / warm_up
        progress = min(1.0, (index - warm_up) / (total - warm_up))
        return (least + (base - least) * 0.5 * (1 + math.cos(math.pi * progress))) / base

    warm = optimizer_at(base)
    cosine = rates(torch.optim.lr_scheduler.LambdaLR(warm, cosine_with_warm_up), warm, 20)

    plain = optimizer_at(base)
    annealed = rates(torch.optim.lr_scheduler.CosineAnnealingLR(plain, T_max=total, eta_min=least), plain, total + 1)

    def papers(epoch):
        return 0.01 / (2 * (epoch // 70) + 1)

    return {
        "step": {"formula": "rate · factor^⌊i ÷ every⌋", "rate": 0.1, "every": 3, "factor": 0.5, "rates": stepped},
        "cosine_with_warm_up": {
            "formula": "i < warm_up: rate·(i+1)/warm_up; then least + (rate−least)·(1+cos(π·p))/2, "
            "p = min(1, (i−warm_up)/(total−warm_up))",
            "rate": base, "least": least, "warm_up": warm_up, "total": total, "rates": cosine,
        },  # fmt: skip
        "cosine": {
            "formula": "as above with warm_up 0: PyTorch's CosineAnnealingLR",
            "rate": base, "least": least, "warm_up": 0, "total": total, "rates": annealed,
        },  # fmt: skip
        "paper": {
            "formula": "0.01 ÷ (2·⌊epoch ÷ 70⌋ + 1)",
            "epochs": [0, 1, 69, 70, 139, 140, 210, 700],
            "rates": [papers(epoch) for epoch in (0, 1, 69, 70, 139, 140, 210, 700)],
        },
    }


if __name__ == "__main__":
    torch.set_num_threads(1)
    source = torch.Generator().manual_seed(80)
    values, about = steps(source)
    values |= clipping(source)
    write_safetensors(TENSOR / "optimizers.safetensors", values, about)
    text = json.dumps(schedules(), indent=1, ensure_ascii=False)
    (TENSOR / "schedules.json").write_text(text + "\n", encoding="utf-8")
    print(f"schedules.json: {len(text) / 1000:.1f} kB")
