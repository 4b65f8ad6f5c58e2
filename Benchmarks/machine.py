"""What the figures were measured on, and which of its processors the contenders get."""

import os
import platform
import re
from pathlib import Path

VECTORS = ("avx2", "avx512f", "avx512_bf16", "amx_bf16")


def describe():
    """The processor's name, the vector instructions that matter here, and the number of processors allowed."""
    text = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    flags = set(re.search(r"^(?:flags|Features)\s*:(.*)$", text, re.M).group(1).split()) if text else set()
    model = re.search(r"^model name\s*:\s*(.*)$", text, re.M)
    numbers = [re.search(rf"^{name}\s*:\s*(\d+)$", text, re.M) for name in ("cpu family", "model")]
    name = model.group(1) if model else platform.machine()
    if all(numbers):
        name += f" (family {numbers[0].group(1)}, model {numbers[1].group(1)})"
    return {
        "processor": name,
        "vectors": [flag for flag in VECTORS if flag in flags],
        "cores": len(cores()),
        "load": os.getloadavg()[0],
    }


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
