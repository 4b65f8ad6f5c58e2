"""OpenVINO on the processor, as a contender of bench.py: inference."""

import argparse

import protocol

try:
    import openvino
    from export import exported
    from network import random_input
except ImportError as problem:
    protocol.skip(problem)


def main():
    options = arguments()
    core = openvino.Core()
    if options.bf16 and "BF16" not in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"):
        protocol.skip("the processor has no bf16")
    settings = {
        "PERFORMANCE_HINT": options.hint.upper(),
        "INFERENCE_NUM_THREADS": options.threads,
        "INFERENCE_PRECISION_HINT": "bf16" if options.bf16 else "f32",
    }
    step = options.batch // options.split
    if options.hint == "throughput":
        settings["NUM_STREAMS"] = min(options.threads, options.split)
    path = exported(step, options.frames, plain=not options.transposed)
    model = core.compile_model(core.read_model(str(path)), "CPU", settings)
    x = random_input(options.frames, seed=2, clips=options.batch).numpy()
    parts = [x[first : first + step] for first in range(0, options.batch, step)]
    requests = [model.create_infer_request() for _ in parts]

    def run():
        for request, part in zip(requests, parts):
            request.start_async({0: part}, share_inputs=True)
        for request in requests:
            request.wait()

    protocol.serve(run, version=openvino.__version__.split("-")[0])


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("case", choices=("inference",))
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--frames", type=int, default=312)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--split", type=int, default=1, help="requests that the batch is split into")
    parser.add_argument("--hint", choices=("latency", "throughput"), default="latency")
    parser.add_argument("--transposed", action="store_true", help="leave transposed convolutions as they are")
    parser.add_argument("--bf16", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
