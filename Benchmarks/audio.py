"""The audio module beside librosa, python-soxr and soundfile: `make bench-audio`.

A minute of sound that the benchmark makes. "First" is the first run of a fresh process, with what is loaded, compiled
or made once; the other times are those of warm runs, in turn.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import contenders
import machine
from bench import say
from race import Contender, Result, Unfit, Worker, ratio
from report import head, markdown, plain

SECONDS = 60
# name, threads, what it is
WORKS = (
    ("cqt", 1, "constant-Q, 88 bins, one thread"),
    ("cqt", 2, "constant-Q, 88 bins, two threads"),
    ("kernels", 1, "its kernels made, or a first short call"),
    ("stft", 1, "STFT of 2048, hop 512"),
    ("mel", 1, "128 mel bands of it"),
    ("resample", 1, "44.1 to 16 kHz, one channel"),
    ("flac", 1, "stereo FLAC to 16 kHz mono"),
    ("mp3", 1, "stereo MP3 to 16 kHz mono"),
)


def measure(contenders_, rounds, threads):
    """[(result, seconds of the first run)] of those that are there."""
    workers, firsts = [], []
    try:
        for contender in contenders_:
            try:
                worker = Worker(contender, machine.cores()[:threads])
            except Unfit as problem:
                say(f"  {contender.name}: not measured: {problem}")
                continue
            workers.append(worker)
            firsts.append(worker.run())
            worker.turn(0)
        times = [[] for _ in workers]
        for number in range(rounds):
            order = range(len(workers))
            for index in order if number % 2 == 0 else reversed(order):
                times[index].append(workers[index].turn())
        results = [Result(worker.name, worker.version, time, 0, 0) for worker, time in zip(workers, times)]
        return list(zip(results, firsts))
    finally:
        for worker in workers:
            worker.end()


def table(options, folder):
    rows = [("work", "ours, first ms", "ours, ms", "times real time", "peer", "first ms", "ms", "its time / ours")]
    for name, threads, about in WORKS:
        say(f"  {about}", passing=True)
        arguments = (name, str(folder))
        peer = (str(contenders.PYTHON), str(contenders.HERE / "peers/audio_peer.py"), *arguments)
        environment = {"OPENBLAS_NUM_THREADS": str(threads), "OMP_NUM_THREADS": str(threads)}
        wanted = [Contender(contenders.OURS, (str(options.tool), *arguments), environment)]
        if contenders.PYTHON.exists():
            wanted.append(Contender("peer", peer, environment))
        (own, own_first), *others = measure(wanted, options.rounds, threads)
        row = (about, f"{1e3 * own_first:.1f}", f"{1e3 * own.median:.1f}", f"{SECONDS / own.median:,.0f}")
        if others:
            (other, first), = others
            row += (other.version, f"{1e3 * first:.0f}", f"{1e3 * other.median:.1f}", f"{ratio(other, own):.2f} ×")
        rows.append(row + ("–",) * (len(rows[0]) - len(row)))
    return rows


def main():
    options = arguments()
    contenders.prepare_environment(None)
    company = machine.Company()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([str(options.tool), "prepare", folder], check=True)
        rows = table(options, Path(folder))
    facts = {
        **machine.describe(), "rounds": options.rounds, "kernels": None, "company": company.share(), "versions": [],
    }  # fmt: skip
    print(f"\n{head(facts)}\n\n{plain(rows)}")
    if options.markdown:
        Path(options.markdown).write_text(f"{head(facts)}\n\n{markdown(rows)}\n")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tool", default=contenders.HERE / ".build/release/AudioBenchmark", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--markdown", metavar="FILE", help="write the table there too")
    options = parser.parse_args()
    if not options.tool.is_file():
        sys.exit(f"{options.tool} is not there; `make bench-audio` builds it")
    return options


if __name__ == "__main__":
    main()
