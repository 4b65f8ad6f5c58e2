"""PyTorch on the processor, as a contender of bench.py: inference, or whole training steps."""

import argparse
import sys
from pathlib import Path

import protocol

try:
    import torch
    from torch.nn.utils import fuse_conv_bn_eval
except ImportError as problem:
    protocol.skip(problem)

sys.path.insert(0, str(Path(__file__).parents[2] / "Tests/Reference"))
from network import Settings, losses, random_input, random_network, random_targets, total_loss

SETTINGS = Settings(heads="logSumExp")


def main():
    options = arguments()
    torch.set_num_threads(options.threads)
    network, x = random_network(SETTINGS, seed=1), random_input(options.frames, seed=2, clips=options.batch)
    if options.channels_last:
        network, x = (value.to(memory_format=torch.channels_last) for value in (network, x))
    prepare = training if options.case == "training" else inference
    protocol.serve(prepare(options, network, x), version=torch.__version__.split("+")[0])


def inference(options, network, x):
    network = folded(network)
    if options.mode == "compile":
        from torch._inductor import config

        config.freezing = True
        network = torch.compile(network, dynamic=False)

    def run():
        with torch.no_grad(), autocast(options):
            network(x)

    return run


def folded(network):
    """The same with each batch norm but the first made part of the convolution in front of it."""
    encoders = [getattr(network.encode, f"block{index}") for index in range(1, 5)]
    decoders = [getattr(network.decode, f"d_block{index}") for index in range(1, 5)]
    pairs = [(block, "conv1", "bn1") for block in encoders] + [(block, "conv2", "bn2") for block in encoders]
    pairs += [(block, "conv2d", "bn2d") for block in decoders] + [(block, "conv1d", "bn1d") for block in decoders[:-1]]
    for block, convolution, norm in pairs:
        transpose = block in decoders
        fused = fuse_conv_bn_eval(getattr(block, convolution), getattr(block, norm), transpose=transpose)
        setattr(block, convolution, fused)
        setattr(block, norm, torch.nn.Identity())
    return network


def training(options, network, x):
    network.train()
    targets = random_targets(SETTINGS, options.frames, seed=3, clips=options.batch)
    optimizer = torch.optim.AdamW(network.parameters(), lr=1e-3, fused=True)

    def loss():
        return total_loss(losses(network(x), targets))

    if options.mode == "compile":
        loss = torch.compile(loss, dynamic=False)

    def run():
        optimizer.zero_grad(set_to_none=True)
        with autocast(options):
            value = loss()
        value.backward()
        optimizer.step()

    return run


def autocast(options):
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=options.bf16)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("case", choices=("inference", "training"))
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--frames", type=int, default=312)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--mode", choices=("eager", "compile"), default="eager")
    parser.add_argument("--channels-last", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--bf16", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
