"""How far the engine's outputs and gradients are from PyTorch's in double precision, as one JSON line.

Tests/Reference/parity.py does the work, and says in its head what the seeds are about; here are only ten seconds.
"""

import json
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "Tests/Reference"))
import numpy
import parity
import torch
from network import Settings, random_input, random_targets, save_weights

FRAMES = 312


def main():
    worst = {"outputs": 0.0, "gradients": 0.0, "own outputs": 0.0, "own gradients": 0.0}
    for heads in ("paper", "logSumExp"):
        seed = parity.SEEDS[FRAMES]
        single = parity.build(Settings(), heads, seed, torch.float32)
        x = random_input(FRAMES, seed + 1000)
        targets = random_targets(Settings(), FRAMES, seed + 2000)
        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            save_weights(single, folder / "W.safetensors")
            numpy.save(folder / "X.npy", x[0, 0].numpy())
            numpy.savez(folder / "TARGETS.npz", **{name: targets[name][0].numpy() for name in parity.HEADS})
            actual = parity.run_binary(Path(sys.argv[1]), folder, heads, True)
        own = parity.reference(single, x, targets)
        double = parity.build(Settings(), heads, seed, torch.float64)
        exact = parity.reference(double, x.double(), parity.cast(targets, torch.float64))
        for name, expected in exact.items():
            kind = "gradients" if name.startswith("grad/") else "outputs"
            worst[kind] = max(worst[kind], parity.difference(actual[name], expected)[1])
            worst["own " + kind] = max(worst["own " + kind], parity.difference(own[name], expected)[1])
    print(json.dumps(worst))


if __name__ == "__main__":
    main()
