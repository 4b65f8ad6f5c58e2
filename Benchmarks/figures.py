"""The rows of the table: what is measured, and what it has to reach."""

import json
import math
import os
import statistics
import subprocess
import tempfile
import time
import wave
from array import array
from dataclasses import dataclass, field
from pathlib import Path

import contenders
from race import race, ratio

SAMPLE_RATE = 44_100
MB = 1_000_000


@dataclass(frozen=True)
class Race:
    """Work that all contenders do."""

    text: str
    case: str  # inference or training
    clips: int
    threads: int
    must: float | None = None
    aim: float | None = None
    bf16: bool = False  # whether the peers compute in it
    ours: str = "single"  # in which numbers this engine multiplies
    against: str = ""  # how the names of the peers begin


RACES = {
    "inference-8": Race("inference, batch 8 × 10 s, fp32, against the best fp32 peer", "inference", 8, 2, 1.3, 1.6),
    "inference-8-openvino-bf16": Race(
        "the same against OpenVINO in bf16 (ours fp32)", "inference", 8, 2, 1.0, 1.25, bf16=True, against="OpenVINO"),
    "inference-8-both-bf16": Race(
        "the same, both in bf16", "inference", 8, 2, 1.0, 1.25, bf16=True, ours="bfloat16", against="OpenVINO"),
    "inference-8-pytorch-bf16": Race(
        "the same against PyTorch in bf16 (ours fp32)", "inference", 8, 2, bf16=True, against="PyTorch"),
    "inference-1-one": Race("inference, batch 1, one thread", "inference", 1, 1, 1.3, 1.6),
    "inference-1-two": Race("inference, batch 1, two threads", "inference", 1, 2, 1.3, 1.6),
    "training-8": Race("training step, batch 8", "training", 8, 2, 1.4, 2.0),
    "training-16": Race("training step, batch 16", "training", 16, 2, 1.4, 2.0),
    "training-16-bf16": Race("the same against PyTorch in bf16 (ours fp32)", "training", 16, 2, bf16=True),
    "training-16-both-bf16": Race("the same, both in bf16", "training", 16, 2, bf16=True, ours="bfloat16"),
}  # fmt: skip
NAMES = [*RACES, "cold-start", "hour", "accuracy"]


@dataclass
class Figure:
    """One row. `measured` is a ratio to the best peer or a number with a unit, None where it couldn't be had."""

    work: str
    measured: float | None
    unit: str
    must: float | None
    aim: float | None
    at_most: bool = False
    against: str = ""
    results: list = field(default_factory=list)  # of a race, ours first

    def holds(self, limit):
        if self.measured is None or limit is None:
            return None
        return self.measured <= limit if self.at_most else self.measured >= limit


def measure(name, options, say):
    """The rows that a name stands for; none where they couldn't be measured, which is said."""
    if name in RACES:
        return raced(RACES[name], options, say)
    if name == "cold-start":
        return cold_start(options.tool, max(10, options.rounds))
    return hour(options.tool, say) if name == "hour" else accuracy(options.tool, say)


def raced(work, options, say):
    """The row of a race; of training with 16 clips that of its memory too."""
    wanted = [contenders.ours(options.tool, work), *contenders.peers(work, options.kernels)]
    if work.bf16 and len(wanted) == 1:
        say("  not measured: there is no peer, or no bf16")
        return []
    results = race(wanted, options.rounds, work.threads, say)
    if not results or results[0].name != contenders.OURS:
        return []
    own, others = results[0], results[1:]
    best = min(others, key=lambda result: result.median, default=None)
    against = best.name if best else ""
    rows = [Figure(work.text, best and ratio(best, own), "×", work.must, work.aim, against=against, results=results)]
    if (work.case, work.clips, work.bf16) == ("training", 16, False):
        least = min(others, key=lambda result: result.grown, default=None)
        text, share = "its peak memory over what was resident before", least and own.grown / least.grown
        rows.append(Figure(text, share, "×", 1.0, 0.6, at_most=True, against=least.name if least else ""))
    return rows


def cold_start(tool, rounds):
    """The whole process of `recognize` on a second of sound, from its start to its end."""
    with tempfile.TemporaryDirectory() as folder:
        sound = Path(folder, "second.wav")
        write_sound(sound, seconds=1)
        times = []
        for _ in range(rounds + 1):
            start = time.perf_counter()
            subprocess.run([tool, "recognize", sound], check=True, stdout=subprocess.DEVNULL)
            times.append((time.perf_counter() - start) * 1e3)
    text = f"cold start of recognize, one second of sound, median of {rounds}"
    return [Figure(text, statistics.median(times[1:]), "ms", 150, 60, at_most=True)]


def hour(tool, say):
    """Peak memory of `transcribe` on an hour of sound, which it reads bit by bit: all of it is over the samples."""
    with tempfile.TemporaryDirectory() as folder:
        sound = Path(folder, "hour.wav")
        write_sound(sound, seconds=3600)
        process = subprocess.Popen([tool, "transcribe", sound, "-o", Path(folder, "hour.mid")],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            say(f"  transcribe ended with {process.returncode}")
            return []
    return [Figure("an hour of sound, peak memory of the process", usage.ru_maxrss * 1024 / MB, "MB", 200, 100, True)]


def accuracy(tool, say):
    """The worst output and the worst gradient beside PyTorch in double precision."""
    if not contenders.PYTHON.exists():
        say("  accuracy: not measured: the reference is PyTorch's")
        return []
    command = [contenders.PYTHON, contenders.HERE / "peers/accuracy.py", tool]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        say(f"  accuracy: not measured: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}")
        return []
    found = json.loads(done.stdout.splitlines()[-1])

    def own(kind):
        return found[f"PyTorch's {kind}"]

    limits = {
        "outputs": (1e-4, 1e-5), "outputs, bf16": (None, None), "gradients, short clips": (1e-3, 1e-4), "gradients, ten seconds": (1e-3, 1e-4),
    }  # fmt: skip
    return [
        Figure(f"relative error of {kind}", found[kind], "", must, aim, at_most=True,
               against=f"double precision; PyTorch's own: {own(kind):.1e}")
        for kind, (must, aim) in limits.items()
    ]  # fmt: skip


def write_sound(path, seconds):
    """A mono WAV file of notes that come and go, the same four seconds over and over."""
    notes = (220.0, 277.2, 329.6, 440.0)
    pattern = array("h")
    for note in notes:
        for index in range(SAMPLE_RATE):
            at = index / SAMPLE_RATE
            wave_form = sum(math.sin(2 * math.pi * note * k * at) / k for k in (1, 2, 3))
            pattern.append(int(9000 * math.exp(-3 * at) * wave_form))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        for start in range(0, seconds, len(notes)):
            file.writeframes(pattern[: SAMPLE_RATE * min(len(notes), seconds - start)].tobytes())
