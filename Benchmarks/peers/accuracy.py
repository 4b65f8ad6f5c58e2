"""How far the engine's outputs and gradients are from PyTorch's in double precision, as one JSON line.

Tests/Reference/parity.py does the work, and says in its head what its seeds are about: where rounding moves an
activation across the kink of a leaky ReLU, gradients jump. In ten seconds of sound some activation is always so near;
in clips of 16 and 97 frames, with those seeds, none is.
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


def main():
    worst = {}

    def note(kind, name, actual, expected):
        worst[kind] = max(worst.get(kind, 0.0), parity.difference(actual[name], expected)[1])

    for frames in (16, 97, 312):
        for heads in ("paper", "logSumExp"):
            actual, own, exact, rounded, own_rounded = answers(heads, frames)
            for name, expected in exact.items():
                kind = "outputs"
                if name.startswith("grad/"):
                    kind = "gradients, ten seconds" if frames == 312 else "gradients, short clips"
                note(kind, name, actual, expected)
                note(f"PyTorch's {kind}", name, own, expected)
                if name in rounded:
                    note("outputs, bf16", name, rounded, expected)
                    note("PyTorch's outputs, bf16", name, own_rounded, expected)
    print(json.dumps(worst))


def answers(heads, frames):
    """The engine's, PyTorch's own in single precision, and PyTorch's in double precision; then the outputs in bf16, the
    engine's and PyTorch's."""
    seed = parity.SEEDS[frames]
    single = parity.build(Settings(), heads, seed, torch.float32)
    x, targets = random_input(frames, seed + 1000), random_targets(Settings(), frames, seed + 2000)
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        save_weights(single, folder / "W.safetensors")
        numpy.save(folder / "X.npy", x[0, 0].numpy())
        numpy.savez(folder / "TARGETS.npz", **{name: targets[name][0].numpy() for name in parity.HEADS})
        actual = parity.run_binary(Path(sys.argv[1]), folder, heads, True)
        rounded = parity.run_binary(Path(sys.argv[1]), folder, heads, False, precision="bfloat16")
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        own_rounded = {name: value[0].float().numpy() for name, value in single(x).items()}
    double = parity.build(Settings(), heads, seed, torch.float64)
    exact = parity.reference(double, x.double(), parity.cast(targets, torch.float64))
    return actual, parity.reference(single, x, targets), exact, rounded, own_rounded


if __name__ == "__main__":
    main()
