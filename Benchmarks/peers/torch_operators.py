"""PyTorch's convolutions, which are oneDNN's, as a contender of operators.py: one operator at a time, channels last."""

import json
import sys
import time

import protocol

try:
    import torch
    from torch.nn import functional as F
except ImportError as problem:
    protocol.skip(problem)


def prepared(work):
    """Makes random arguments; what is returned runs the operator on them and gives the seconds that took."""
    if work["operator"] == "product":
        left, right = torch.rand(2, work["clips"], work["inputs"], work["inputs"])
        return lambda: seconds(lambda: left @ right)
    inputs, outputs, kernel = work["inputs"], work["outputs"], work["kernel"]
    transposed = work["operator"] == "transposed"
    ends = (inputs, outputs) if transposed else (outputs, inputs)

    def random(*shape):
        return (torch.rand(*shape) - 0.5).contiguous(memory_format=torch.channels_last)

    image, weight = random(work["clips"], inputs, *work["from"]), random(*ends, kernel, kernel)
    bias, upstream = torch.rand(outputs), random(work["clips"], outputs, *work["to"])
    stride, padding = [work["stride"]] * 2, [work["padding"]] * 2
    smallest = [(size - 1) * work["stride"] - 2 * work["padding"] + kernel for size in work["from"]]
    rest = [size - least for size, least in zip(work["to"], smallest)] if transposed else [0, 0]
    if work["pass"] == "forward":
        if transposed:
            return lambda: seconds(lambda: F.conv_transpose2d(image, weight, bias, stride, padding, rest))
        return lambda: seconds(lambda: F.conv2d(image, weight, bias, stride, padding))
    mask = [work["pass"] == "data", work["pass"] == "weights", False]
    return lambda: seconds(
        lambda: torch.ops.aten.convolution_backward(
            upstream, image, weight, [outputs], stride, padding, [1, 1], transposed, rest, 1, mask))  # fmt: skip


def seconds(body):
    start = time.perf_counter()
    body()
    return time.perf_counter() - start


def main():
    torch.set_num_threads(int(sys.argv[1]))
    protocol.send({"version": torch.__version__.split("+")[0]})
    run = None
    with torch.no_grad():
        for line in sys.stdin:
            if line == "run\n":
                protocol.send({"seconds": run()})
            else:
                run = prepared(json.loads(line))
                protocol.send({})


if __name__ == "__main__":
    main()
