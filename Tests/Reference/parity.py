"""Does `pitchstreamer infer` equal the PyTorch network? Full width, random weights under the authors' names.

For both kinds of heads and each number of frames: writes W.safetensors (no metadata: the paper's file), X.npy
(88 × T, goes to the network as it is) and TARGETS.npz, runs the binary with `--gradients`, and compares
`instrument` (M × T), `pitch` (88 × T), `roll` (M × 88 × T) within 1e-4 and every `grad/<parameter name>` within 1e-3,
each as largest absolute difference over largest absolute reference value, array by array. Exit code 1 on failure.

    python Tests/Reference/parity.py --binary .build/release/pitchstreamer
    python Tests/Reference/parity.py --python-only      # no binary: single against double precision, a narrow network
"""

import argparse
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy
import torch

from network import Settings, losses, random_input, random_network, random_targets, save_weights, total_loss

HEADS = ("roll", "pitch", "instrument")
OUTPUT_TOLERANCE = 1e-4
GRADIENT_TOLERANCE = 1e-3
ZERO_TOLERANCE = 1e-6  # absolute, for an array whose reference is zero throughout


def reference(network, x, targets):
    """The peer's answer: outputs and, where targets are given, gradients, as arrays without the batch axis."""
    with torch.set_grad_enabled(targets is not None):
        output = network(x)
    arrays = {name: output[name][0].detach().numpy() for name in HEADS}
    if targets is not None:
        network.zero_grad()
        total_loss(losses(output, targets)).backward()
        for name, parameter in network.named_parameters():
            arrays[f"grad/{name}"] = parameter.grad.numpy().copy()
    return arrays


def run_binary(binary, folder, heads, with_gradients):
    """The engine's answer, read as it was written; what is wrong with the file itself is raised as ValueError."""
    result = folder / "Y.npz"
    result.unlink(missing_ok=True)
    command = [str(binary), "infer", "--weights", str(folder / "W.safetensors"), "--input", str(folder / "X.npy")]
    command += ["-o", str(result)]
    if heads != "paper":
        command += ["--heads", heads]
    if with_gradients:
        command += ["--gradients", str(folder / "TARGETS.npz")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=1800)
    if done.returncode != 0:
        raise ValueError(f"exit code {done.returncode}: {done.stderr.strip() or done.stdout.strip()}")
    with zipfile.ZipFile(result) as archive:
        packed = [entry.filename for entry in archive.infolist() if entry.compress_type != zipfile.ZIP_STORED]
    if packed:
        raise ValueError(f"Y.npz has compressed entries: {packed}")
    with numpy.load(result) as archive:
        return {name: archive[name] for name in archive.files}


def difference(actual, expected):
    """(largest absolute difference, the same over the largest absolute reference value; absolute if that is zero)."""
    absolute = float(numpy.abs(actual.astype(numpy.float64) - expected.astype(numpy.float64)).max())
    scale = float(numpy.abs(expected).max())
    return absolute, absolute / scale if scale > 0 else absolute * OUTPUT_TOLERANCE / ZERO_TOLERANCE


def compare(actual, expected, label, verbose):
    """Prints a line for each head and one for the worst gradient; returns the sentences of what failed."""
    failures, gradients = [], []
    for name, value in expected.items():
        tolerance = GRADIENT_TOLERANCE if name.startswith("grad/") else OUTPUT_TOLERANCE
        if name not in actual:
            failures.append(f"{label}: {name} is missing")
            continue
        if actual[name].shape != value.shape:
            failures.append(f"{label}: {name} has shape {actual[name].shape}, expected {value.shape}")
            continue
        absolute, relative = difference(actual[name], value)
        good = relative <= tolerance  # false for NaN
        if not good:
            failures.append(f"{label}: {name} differs by {relative:.2e}, allowed {tolerance:.0e}")
        row = (relative, absolute, name, good)
        if name.startswith("grad/"):
            gradients.append(row)
        if not name.startswith("grad/") or verbose:
            show(label, row)
    if gradients:
        relative, absolute, name, good = max(gradients, key=lambda row: (not row[3], row[0]))
        good = all(row[3] for row in gradients)
        show(label, (relative, absolute, f"worst of {len(gradients)}: {name}", good))
    extra = sorted(set(actual) - set(expected))
    if extra:
        failures.append(f"{label}: unexpected arrays {extra[:5]}{' …' if len(extra) > 5 else ''}")
    return failures


def show(label, row):
    relative, absolute, name, good = row
    print(f"{label:<18} {name:<52} {relative:10.2e} {absolute:10.2e}  {'ok' if good else 'FAILED'}", flush=True)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=Path, default=Path(".build/release/pitchstreamer"))
    parser.add_argument("--frames", type=int, nargs="+", default=[312, 313, 97, 16, 1000], metavar="T")
    parser.add_argument("--heads", nargs="+", choices=("paper", "logSumExp"), default=["paper", "logSumExp"])
    parser.add_argument("--no-gradients", action="store_true")
    parser.add_argument("--double", action="store_true", help="the PyTorch network in double precision")
    parser.add_argument("--python-only", action="store_true", help="single against double precision, without the binary")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=2019)
    parser.add_argument("--keep", type=Path, help="leave the files in this folder")
    parser.add_argument("--verbose", action="store_true", help="a line for every gradient")
    return parser.parse_args()


def main():
    options = arguments()
    torch.set_num_threads(options.threads)
    settings = Settings()
    if options.python_only:
        settings = Settings(instruments=3, channels=(4, 8, 12, 16))
        options.frames = [frames for frames in options.frames if frames < 400]
    elif not options.binary.is_file():
        sys.exit(f"{options.binary} is not there; build it with `swift build -c release` or name it with --binary")

    failures = []
    print(f"{'heads, frames':<18} {'array':<52} {'relative':>10} {'absolute':>10}")
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        weights = random_network(settings, options.seed)
        save_weights(weights, folder / "W.safetensors")
        for heads in options.heads:
            network = random_network(replace(settings, heads=heads), options.seed)
            if options.double or options.python_only:
                network = network.double()
            for frames in options.frames:
                label = f"{heads}, {frames}"
                x = random_input(frames, options.seed + frames)
                targets = None if options.no_gradients else random_targets(settings, frames, options.seed + 1)
                numpy.save(folder / "X.npy", x[0, 0].numpy())
                if targets is not None:
                    numpy.savez(folder / "TARGETS.npz", **{name: targets[name][0].numpy() for name in HEADS})
                try:
                    if options.python_only:
                        single = random_network(replace(settings, heads=heads), options.seed)
                        actual = reference(single, x, targets)
                    else:
                        actual = run_binary(options.binary, folder, heads, targets is not None)
                except (ValueError, OSError, zipfile.BadZipFile, subprocess.TimeoutExpired) as problem:
                    failures.append(f"{label}: {problem}")
                    print(f"{label:<18} {problem}")
                    continue
                kind = next(network.parameters()).dtype
                wanted = targets and {name: value.to(kind) for name, value in targets.items()}
                expected = reference(network, x.to(kind), wanted)
                failures += compare(actual, expected, label, options.verbose)
    print(f"{len(failures)} failures" if failures else "all within tolerance")
    for failure in failures:
        print(" ", failure)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
