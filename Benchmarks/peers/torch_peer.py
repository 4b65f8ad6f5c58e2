"""PyTorch on the processor, as a contender of bench.py: inference, or whole training steps."""

import argparse
import sys
from pathlib import Path

import protocol

try:
    import torch
    from torch.fx.experimental.optimization import fuse
except ImportError as problem:
    protocol.skip(problem)

sys.path.insert(0, str(Path(__file__).parents[2] / "Tests/Reference"))
from network import Settings, losses, random_input, random_network, random_targets, total_loss

SETTINGS = Settings(heads="logSumExp")


def main():
    options = arguments()
    torch.set_num_threads(options.threads)
    torch.set_num_interop_threads(1)
    network = random_network(SETTINGS, seed=1)
    x = random_input(options.frames, seed=2, clips=options.batch)
    if options.channels_last:
        network = network.to(memory_format=torch.channels_last)
        x = x.to(memory_format=torch.channels_last)
    prepare = training if options.case == "training" else inference
    protocol.serve(prepare(options, network, x), version=torch.__version__.split("+")[0])


def inference(options, network, x):
    class Logits(torch.nn.Module):
        """The heads apart: symbolic tracing knows the decoder's sizes only as sizes of this very input."""

    network.eval()
    if options.mode == "fused":
        network = fold(network)
    elif options.mode == "compile":
        import torch._inductor.config as inductor

        inductor.freezing = True
        inductor.cpp.enable_kernel_profile = False
        network = torch.compile(network, dynamic=False, mode=options.compile_mode)
    elif options.mode == "script":
        network = torch.jit.optimize_for_inference(torch.jit.freeze(torch.jit.trace(network, x, strict=False)))

    def run():
        with torch.inference_mode() if options.mode != "compile" else torch.no_grad(), autocast(options):
            network(x)

    return run


def fold(network):
    for name in ("1", "2"):
        for index in range(1, 5):
            block = getattr(network.encode, f"block{index}")
            conv, norm = getattr(block, "conv" + name), getattr(block, "bn" + name)
            setattr(block, "conv" + name, torch.nn.utils.fuse_conv_bn_eval(conv, norm))
            setattr(block, "bn" + name, torch.nn.Identity())
    for index in range(1, 5):
        block = getattr(network.decode, f"d_block{index}")
        for c, b in (("conv2d", "bn2d"), ("conv1d", "bn1d")):
            if getattr(block, b) is not None:
                setattr(block, c, torch.nn.utils.fuse_conv_bn_eval(getattr(block, c), getattr(block, b), transpose=True))
                setattr(block, b, torch.nn.Identity())
    return network


def training(options, network, x):
    network.train()
    targets = random_targets(SETTINGS, options.frames, seed=3, clips=options.batch)
    optimizer = torch.optim.AdamW(network.parameters(), lr=1e-3, fused=True)

    def loss(x):
        return total_loss(losses(network(x), targets))

    if options.mode == "compile":
        loss = torch.compile(loss, dynamic=False, mode=options.compile_mode)

    def run():
        optimizer.zero_grad(set_to_none=True)
        with autocast(options):
            value = loss(x)
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
    parser.add_argument("--mode", choices=("eager", "fused", "compile", "script"), default="eager")
    parser.add_argument("--compile-mode", default="default")
    parser.add_argument("--channels-last", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--bf16", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
