"""One whole training step of a narrow network: Tests/MultiTaskTests/Golden/training_step.safetensors.

Two clips of 20 frames, batch norm in training mode, heads `logSumExp`, loss 2·roll + pitch + instrument with positive
weight 10, then one step of AdamW. Its epsilon is large on purpose: the biases in front of a batch norm have a true
gradient of zero, and Adam's usual 1e-8 would turn their rounding noise into whole steps.

Keys: `input` (N, 88, T, 1), `target/roll` (N, 88, T, M), `target/pitch` (N, 88, T), `target/instrument` (N, T, M),
`loss/roll`, `loss/pitch`, `loss/instrument`, `loss/total`, `weights/<name>` before the step (running statistics and
counters included), `grad/<name>`, `after/<name>` (parameters and running statistics), all with the authors' names and
PyTorch's layouts. The settings of AdamW stand in the file's metadata.
"""

import torch

from golden import MULTITASK, last, write_safetensors
from network import Settings, losses, random_input, random_network, random_targets, total_loss

SETTINGS = Settings(instruments=3, channels=(4, 8, 12, 16), heads="logSumExp")
FRAMES, CLIPS = 20, 2
ADAMW = {"lr": 0.01, "betas": (0.9, 0.999), "eps": 1e-4, "weight_decay": 0.05}


def main():
    torch.set_num_threads(1)
    network = random_network(SETTINGS, seed=31).double().train()
    x = random_input(FRAMES, seed=32, clips=CLIPS).double()
    targets = {name: value.double() for name, value in random_targets(SETTINGS, FRAMES, seed=33, clips=CLIPS).items()}
    tensors = {
        "input": last(x),
        "target/roll": last(targets["roll"]),
        "target/pitch": targets["pitch"],
        "target/instrument": last(targets["instrument"]),
    }
    for name, value in network.state_dict().items():
        tensors[f"weights/{name}"] = value.clone()

    optimizer = torch.optim.AdamW(network.parameters(), **ADAMW)
    parts = losses(network(x), targets)
    total = total_loss(parts)
    total.backward()
    for name, value in {**parts, "total": total}.items():
        tensors[f"loss/{name}"] = value
    for name, parameter in network.named_parameters():
        tensors[f"grad/{name}"] = parameter.grad.clone()
    optimizer.step()
    for name, value in network.state_dict().items():
        if not name.endswith("num_batches_tracked"):
            tensors[f"after/{name}"] = value

    metadata = {
        "channels": "4,8,12,16", "instruments": "3", "heads": SETTINGS.heads,
        "learning_rate": str(ADAMW["lr"]), "beta1": "0.9", "beta2": "0.999",
        "epsilon": str(ADAMW["eps"]), "weight_decay": str(ADAMW["weight_decay"]), "torch": torch.__version__.split("+")[0],
    }  # fmt: skip
    write_safetensors(MULTITASK / "training_step.safetensors", tensors, metadata)


if __name__ == "__main__":
    main()
