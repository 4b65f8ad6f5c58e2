"""Every convolution of the network by itself, ours beside oneDNN's: `make bench-operators`.

GFLOP/s are effective: the additions and multiplications of the plain sum, however few were really done. So more than
the machine's limit, which a big product of matrices shows, is possible.
"""

import argparse
import json
import sys
from pathlib import Path

import contenders
import machine
from bench import say
from race import Contender, Result, Unfit, Worker, ratio
from report import head, markdown, plain

CHANNELS = (32, 64, 128, 256)
SIZES = ((88, 312), (44, 156), (22, 78), (11, 39), (5, 19))  # of ten seconds, before each halving and at the end
INSTRUMENTS = 10
PASSES = ("forward", "data", "weights")
LIMIT = 2048  # rows of the products that show the machine's limit, one for each thread


def layers():
    """(name, operator, inputs, outputs, kernel, stride, padding, size of the image, size of the result)."""
    found = []

    def add(name, inputs, outputs, kernel, size, to=None, transposed=False):
        stride, padding = (2, 0) if kernel == 2 else (1, kernel // 2)
        kind = "transposed" if transposed else "convolution"
        found.append((name, kind, inputs, outputs, kernel, stride, padding, size, to or size))

    for index, outputs in enumerate(CHANNELS):
        inputs, size = (1, *CHANNELS)[index], SIZES[index]
        name = f"encode.block{index + 1}"
        add(f"{name}.conv1", inputs, outputs, 3, size)
        add(f"{name}.conv2", outputs, outputs, 3, size)
        add(f"{name}.skip", inputs, outputs, 1, size)
        add(f"{name}.ds", outputs, outputs, 2, size, SIZES[index + 1])
    for index in range(3):
        channels = CHANNELS[2 - index]
        add(f"encode.conv{index + 1}", channels, channels, 3, SIZES[3 - index])
    for index in range(4):
        inputs, skip = CHANNELS[3 - index], (*CHANNELS[2::-1], 0)[index]
        name, size, middle = f"decode.d_block{index + 1}", SIZES[3 - index], (inputs + skip) // 2
        add(f"{name}.us", inputs, inputs, 2, SIZES[4 - index], size, transposed=True)
        add(f"{name}.conv2d", inputs + skip, middle, 3, size, transposed=True)
        add(f"{name}.conv1d", middle, skip or INSTRUMENTS, 3, size, transposed=True)
    return found


def works(clips):
    """(name, what to send to the contenders, floating-point operations)."""
    for name, kind, inputs, outputs, kernel, stride, padding, size, to in layers():
        pixels = to[0] * to[1] if stride == 1 or kind == "convolution" else size[0] * size[1]
        operations = 2 * clips * pixels * inputs * outputs * kernel * kernel
        for one in PASSES:
            if one == "data" and inputs == 1:
                continue  # nothing before it learns
            yield f"{name}, {one}", {
                "operator": kind, "pass": one, "clips": clips, "inputs": inputs, "outputs": outputs, "kernel": kernel,
                "stride": stride, "padding": padding, "from": size, "to": to,
            }, operations  # fmt: skip


def measure(workers, work, rounds):
    for worker in workers:
        worker.go()
        worker.ask(json.dumps(work))
        worker.turn(0)
    times = {worker.name: [] for worker in workers}
    for number in range(rounds):
        for worker in workers if number % 2 == 0 else reversed(workers):
            times[worker.name].append(worker.turn(0.02))
    return [Result(worker.name, worker.version, times[worker.name], 0, 0) for worker in workers]


def table(workers, options):
    titles = ["layer and pass", "channels", "size"]
    for worker in workers:
        titles += [f"{worker.name}, ms", "GFLOP/s"]
    rows, totals = [titles + ["its time / ours"]], {}
    for name, work, operations in works(options.clips):
        say(f"  {name}", passing=True)
        results = measure(workers, work, options.rounds)
        size = "{}×{}".format(*work["from"])
        row = [name, f"{work['inputs']}→{work['outputs']}", size]
        for result in results:
            row += [f"{1e3 * result.median:.2f}", f"{operations / result.median / 1e9:.0f}"]
            sums = totals.setdefault(result.name, {})
            done = sums.setdefault(work["pass"], [0, 0])
            done[0] += result.median
            done[1] += operations
        rows.append(row + [f"{ratio(results[-1], results[0]):.2f}" if len(results) > 1 else "–"])
    for one in PASSES:
        sums = [totals[worker.name][one] for worker in workers]
        row = [f"all, {one}", "", ""]
        for seconds, operations in sums:
            row += [f"{1e3 * seconds:.1f}", f"{operations / seconds / 1e9:.0f}"]
        rows.append(row + [f"{sums[-1][0] / sums[0][0]:.2f}" if len(sums) > 1 else "–"])
    product = {
        "operator": "product", "pass": "forward", "clips": options.threads, "inputs": LIMIT, "outputs": LIMIT,
        "kernel": 1, "stride": 1, "padding": 0, "from": [1, 1], "to": [1, 1],
    }  # fmt: skip
    results = measure(workers, product, options.rounds)
    row = ["products: the limit", f"{LIMIT}", f"{LIMIT}×{LIMIT}"]
    for result in results:
        row += [f"{1e3 * result.median:.1f}", f"{2 * options.threads * LIMIT**3 / result.median / 1e9:.0f}"]
    rows.append(row + [f"{ratio(results[-1], results[0]):.2f}" if len(results) > 1 else "–"])
    return rows


def main():
    options = arguments()
    contenders.prepare_environment(options.kernels)
    company, kernels = machine.Company(), options.kernels
    cpus = machine.cores()[: options.threads]
    peer = (str(contenders.PYTHON), str(contenders.HERE / "peers/torch_operators.py"), str(options.threads))
    wanted = [
        Contender(contenders.OURS, (str(options.tool),), contenders.our_environment(options.threads)),
        Contender("oneDNN in PyTorch", peer, contenders.peer_environment(options.threads, kernels)),
    ]
    workers = []
    try:
        for contender in wanted:
            try:
                workers.append(Worker(contender, cpus))
            except Unfit as problem:
                say(f"  {contender.name}: not measured: {problem}")
        rows = table(workers, options)
    finally:
        for worker in workers:
            worker.end()
    facts = {
        **machine.describe(), "rounds": options.rounds, "kernels": kernels, "company": company.share(),
        "peers": contenders.limits(kernels),
        "versions": [f"{worker.name} {worker.version}" for worker in workers],
    }  # fmt: skip
    text = f"{head(facts)}\n{options.clips} clips of ten seconds, {options.threads} threads"
    print(f"\n{text}\n\n{plain(rows)}")
    if options.markdown:
        Path(options.markdown).write_text(f"{text}\n\n{markdown(rows)}\n")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tool", default=contenders.HERE / ".build/release/OperatorBenchmark", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--clips", type=int, default=8)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--kernels", help="OPENBLAS_CORETYPE for this engine, such as Haswell; the peer limited alike")
    parser.add_argument("--markdown", metavar="FILE", help="write the table there too")
    options = parser.parse_args()
    if not options.tool.is_file():
        sys.exit(f"{options.tool} is not there; `make bench-operators` builds it")
    return options


if __name__ == "__main__":
    main()
