"""What the figures were measured on, and which of its processors the contenders get."""

import os
import platform
import re
import resource
import time
from pathlib import Path

VECTORS = ("avx2", "avx512f", "avx512_bf16", "amx_bf16")


def describe():
    """The processor's name, those of its vector instructions that matter here, and how many cores may be used."""
    text = Path("/proc/cpuinfo").read_text()

    def field(name):
        found = re.search(rf"^{name}\s*:\s*(.*)$", text, re.M)
        return found.group(1) if found else ""

    flags, name = field("flags").split(), field("model name") or platform.machine()
    return {
        "processor": f"{name} (family {field('cpu family')}, model {field('model')})",
        "vectors": [vector for vector in VECTORS if vector in flags],
        "cores": len(cores()),
    }


def has_bf16():
    return any(vector.endswith("bf16") for vector in describe()["vectors"])


def cores():
    """One processor of each core that this process may use: threads that share a core aren't two."""
    found, seen = [], set()
    for cpu in sorted(os.sched_getaffinity(0)):
        path = Path(f"/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list")
        siblings = path.read_text().strip() if path.exists() else str(cpu)
        if siblings not in seen:
            seen.add(siblings)
            found.append(cpu)
    return found


def memory(pid, field):
    """A line of /proc/PID/status in bytes: VmRSS is what is resident, VmHWM the most that ever was."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(rf"^{field}:\s*(\d+) kB$", status, re.M).group(1)) * 1024


def forget_peak(pid):
    """Lets VmHWM begin anew at what is resident now."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")


class Company:
    """How much of the machine's processors others used since this was made: such figures are rough."""

    def __init__(self):
        self.start = self.now()

    @staticmethod
    def now():
        fields = [int(part) for part in Path("/proc/stat").read_text().splitlines()[0].split()[1:]]
        idle, tick = fields[3] + fields[4], os.sysconf("SC_CLK_TCK")
        spent = sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return time.monotonic(), (sum(fields[:8]) - idle) / tick, spent

    def share(self):
        """From 0 to 1. Children count as ours when they have ended."""
        elapsed, busy, spent = (after - before for after, before in zip(self.now(), self.start))
        return max(0.0, busy - spent) / max(elapsed, 1e-9) / os.cpu_count()
