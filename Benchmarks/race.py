"""Contenders side by side: each a process that is loaded once, then all take turns, one working at a time."""

import ctypes
import json
import os
import select
import signal
import statistics
import subprocess
import tempfile
from dataclasses import dataclass, field

import machine

LONGEST_LOAD = 900  # seconds: compilers take their time
TURN = 0.4  # seconds of timed work in a turn, at least one run

PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


class Unfit(Exception):
    """A contender that isn't there, or can't do what it was asked for."""


@dataclass(frozen=True)
class Contender:
    name: str
    command: tuple
    environment: dict = field(default_factory=dict)


@dataclass
class Result:
    name: str
    version: str
    seconds: list  # of each round: the mean of the runs in its turn
    loaded: int  # bytes resident before the first run
    peak: int  # bytes, the most that were resident in the rounds, which come after the warm-up

    @property
    def median(self):
        return statistics.median(self.seconds)

    @property
    def grown(self):
        """What running took, in bytes."""
        return self.peak - self.loaded


def begin(cpus):
    """In the new process: on these processors, and to end with its parent even while it is stopped."""
    os.sched_setaffinity(0, cpus)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Worker:
    """A contender's process. It is stopped outright while others work, so that no idle thread of it spins."""

    def __init__(self, contender, cpus):
        self.name = contender.name
        self.errors = tempfile.TemporaryFile()
        environment = {**os.environ, **contender.environment}
        try:
            self.process = subprocess.Popen(
                contender.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors,
                env=environment, start_new_session=True, preexec_fn=lambda: begin(cpus))
        except OSError as problem:
            raise Unfit(problem) from None
        about = self.answer(LONGEST_LOAD)
        self.version = about.get("version", "")
        self.loaded = machine.memory(self.process.pid, "VmRSS")

    def answer(self, patience):
        if not select.select([self.process.stdout], [], [], patience)[0]:
            raise Unfit(f"no answer in {patience} seconds")
        line = self.process.stdout.readline()
        if not line:
            self.errors.seek(0)
            said = self.errors.read().decode(errors="replace").strip().splitlines()
            raise Unfit(said[-1] if said else f"ended with {self.process.wait()}")
        answer = json.loads(line)
        if "skip" in answer:
            raise Unfit(answer["skip"])
        return answer

    def ask(self, line):
        try:
            self.process.stdin.write(f"{line}\n".encode())
            self.process.stdin.flush()
        except BrokenPipeError:
            pass  # its last words say more
        return self.answer(LONGEST_LOAD)

    def run(self):
        return self.ask("run")["seconds"]

    def go(self):
        self.signal(signal.SIGCONT)

    def halt(self):
        self.signal(signal.SIGSTOP)

    def turn(self, longest=TURN):
        """One run to wake up, then timed ones; their mean."""
        self.go()
        self.run()
        seconds = []
        while not seconds or sum(seconds) < longest:
            seconds.append(self.run())
        self.halt()
        return statistics.mean(seconds)

    def signal(self, number):
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            pass

    def end(self):
        self.signal(signal.SIGKILL)
        self.process.wait()


def race(contenders, rounds, threads, say):
    """Results of those that are there, in the order given. `say` takes a line for each that isn't."""
    cpus = machine.cores()[:threads]
    workers, times = [], {}
    try:
        for contender in contenders:
            worker = None
            try:
                say(f"  {contender.name}: loading", passing=True)
                worker = Worker(contender, cpus)
                workers.append(worker)
                for _ in range(2):
                    worker.run()
                machine.forget_peak(worker.process.pid)
                worker.turn(0)
            except Unfit as problem:
                say(f"  {contender.name}: not measured: {problem}")
                if worker:
                    workers.remove(worker)
                    worker.end()
        for number in range(rounds):
            say(f"  round {number + 1} of {rounds}", passing=True)
            # Every other round goes backwards, so that none always follows the same one.
            for worker in workers if number % 2 == 0 else reversed(workers):
                times.setdefault(worker.name, []).append(worker.turn())
        return [
            Result(worker.name, worker.version, times[worker.name], worker.loaded,
                   machine.memory(worker.process.pid, "VmHWM"))
            for worker in workers
        ]  # fmt: skip
    finally:
        for worker in workers:
            worker.end()


def ratio(other, own):
    """How many times as long `other` takes, round by round, which cancels what slows a whole round; their median."""
    return statistics.median(theirs / ours for theirs, ours in zip(other.seconds, own.seconds))
