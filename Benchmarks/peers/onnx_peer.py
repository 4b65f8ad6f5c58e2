"""ONNX Runtime on the processor, as a contender of bench.py: inference."""

import argparse

import protocol

try:
    import onnxruntime
    from export import exported
    from network import random_input
except ImportError as problem:
    protocol.skip(problem)


def main():
    options = arguments()
    settings = onnxruntime.SessionOptions()
    settings.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    settings.intra_op_num_threads = options.threads
    settings.inter_op_num_threads = 1
    settings.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    settings.log_severity_level = 3
    step = options.batch // options.split
    path = exported(step, options.frames, plain=not options.transposed)
    session = onnxruntime.InferenceSession(str(path), settings, providers=["CPUExecutionProvider"])
    x = random_input(options.frames, seed=2, clips=options.batch).numpy()
    name = session.get_inputs()[0].name

    def run():
        for first in range(0, options.batch, step):
            session.run(None, {name: x[first : first + step]})

    protocol.serve(run, version=onnxruntime.__version__)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("case", choices=("inference",))
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--frames", type=int, default=312)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--split", type=int, default=1, help="calls that the batch is split into")
    parser.add_argument("--transposed", action="store_true", help="leave transposed convolutions as they are")
    return parser.parse_args()


if __name__ == "__main__":
    main()
