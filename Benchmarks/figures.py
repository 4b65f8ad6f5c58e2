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


@dataclass
class Figure:
    """One row. `measured` is a ratio to the best peer or a number with a unit, None where it couldn't be had."""

    work: str
    measured: float | None
    unit: str
    must: float
    aim: float
    at_most: bool = False
    against: str = ""
    results: list = field(default_factory=list)

    def holds(self, limit):
        if self.measured is None:
            return None
        return self.measured <= limit if self.at_most else self.measured >= limit


# name, case, clips, threads, whether against peers in bf16, must, aim
RACES = {
    "inference-8": ("inference, batch 8 × 10 s, fp32, against the best fp32 peer", "inference", 8, 2, False, 1.3, 1.6),
    "inference-8-bf16": ("the same against peers in bf16 (ours fp32)", "inference", 8, 2, True, 1.0, 1.25),
    "inference-1-one": ("inference, batch 1, one thread", "inference", 1, 1, False, 1.3, 1.6),
    "inference-1-two": ("inference, batch 1, two threads", "inference", 1, 2, False, 1.3, 1.6),
    "training-8": ("training step, batch 8", "training", 8, 2, False, 1.4, 2.0),
    "training-16": ("training step, batch 16", "training", 16, 2, False, 1.4, 2.0),
}


def raced(name, tool, rounds, kernels, say):
    """The figure of a race; of training with 16 clips that of its memory too."""
    work, case, clips, threads, bf16, must, aim = RACES[name]
    own = contenders.ours(tool, case, clips, threads, kernels)
    results = race([own, *contenders.peers(case, clips, threads, kernels, bf16)], rounds, threads, say)
    own, others = results[0], results[1:]
    best = min(others, key=lambda result: result.median, default=None)
    figures = [
        Figure(work, best and ratio(best, own), "×", must, aim, against=best.name if best else "", results=results)
    ]
    if name == "training-16":
        least = min(others, key=lambda result: result.peak - result.loaded, default=None)
        share = least and (own.peak - own.loaded) / (least.peak - least.loaded)
        figures.append(
            Figure("its peak memory over what was resident before", share, "×", 1.0, 0.6, at_most=True,
                   against=least.name if least else ""))  # fmt: skip
    return figures


def cold_start(tool, rounds, say):
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
    return [
        Figure("outputs beside double precision, relative", found["outputs"], "", 1e-4, 1e-5, True,
               f"PyTorch's own fp32: {found['own outputs']:.0e}"),
        Figure("gradients beside double precision, relative", found["gradients"], "", 1e-3, 1e-4, True,
               f"PyTorch's own fp32: {found['own gradients']:.0e}"),
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
