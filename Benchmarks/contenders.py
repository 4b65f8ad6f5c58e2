"""Who takes part, each with the settings that were found to be its best."""

import os
from pathlib import Path

import machine
from race import Contender

HERE = Path(__file__).parent
ROOT = HERE.parent
OURS = "this engine"
PYTHON = HERE / ".venv/bin/python"

# For the peers, whose every intermediate is a block of its own: blocks are kept for the next step as tcmalloc would,
# and lie in big pages. It gains them up to a tenth.
PEERS_MEMORY = {
    "MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": str(16 << 30), "MALLOC_TOP_PAD_": str(64 << 20),
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
}  # fmt: skip

# What keeps a peer to the vectors of the kernels that were asked for. ONNX Runtime has no such setting: it is left out.
PEERS_ON_KERNELS = {
    "Haswell": {"ONEDNN_MAX_CPU_ISA": "AVX2", "DNNL_MAX_CPU_ISA": "AVX2", "ATEN_CPU_CAPABILITY": "avx2"},
}


def prepare_environment(kernels):
    """What happens to be set would choose kernels or threads by accident; only the kernels asked for are set."""
    for name in list(os.environ):
        if name.startswith(("OPENBLAS_", "OMP_", "GOMP_", "KMP_", "MKL_", "MALLOC_", "GLIBC_", "ONEDNN_", "DNNL_")):
            del os.environ[name]
    if kernels:
        os.environ["OPENBLAS_CORETYPE"] = kernels


def our_environment(threads):
    return {"OPENBLAS_NUM_THREADS": str(threads)}


def peer_environment(threads, kernels):
    return {"OMP_NUM_THREADS": str(threads), **PEERS_MEMORY, **PEERS_ON_KERNELS.get(kernels, {})}


def limits(kernels):
    """What is said of it in the table's head."""
    settings = " ".join(f"{name}={value}" for name, value in PEERS_ON_KERNELS.get(kernels, {}).items())
    return f"peers given {settings}; no ONNX Runtime, which has no such setting" if settings else "peers as they are"


def ours(tool, work):
    command = (str(tool), "benchmark", work.case, "--clips", str(work.clips), "--precision", work.ours)
    return Contender(OURS, command, our_environment(work.threads))


def peers(work, kernels):
    """Those that can do this work: all that compute in single precision, or those in bf16."""
    if not PYTHON.exists() or (work.bf16 and not has_bf16(kernels)):
        return []
    return [contender for contender in everyone(work, kernels) if contender.name.startswith(work.against)]


def has_bf16(kernels):
    return machine.has_bf16() and kernels not in PEERS_ON_KERNELS


def everyone(work, kernels):
    def peer(name, script, *options, plain_malloc=False):
        command = (str(PYTHON), str(HERE / "peers" / script), work.case)
        command += ("--batch", str(work.clips), "--threads", str(work.threads), *options)
        environment = peer_environment(work.threads, kernels)
        if plain_malloc:
            environment = {key: value for key, value in environment.items() if key not in PEERS_MEMORY}
        if work.bf16:
            name, command = f"{name}, bf16", (*command, "--bf16")
        return Contender(name, command, environment)

    compiled = ("torch_peer.py", "--mode", "compile")
    yield peer("PyTorch, compiled", *compiled)
    yield peer("PyTorch, eager", "torch_peer.py")
    if work.case == "training":
        if not work.bf16:  # slower, but for memory
            yield peer("PyTorch, compiled, plain malloc", *compiled, plain_malloc=True)
            yield peer("PyTorch, eager, plain malloc", "torch_peer.py", plain_malloc=True)
        return
    if not work.bf16 and kernels not in PEERS_ON_KERNELS:
        yield peer("ONNX Runtime", "onnx_peer.py")
    yield peer("OpenVINO, latency", "openvino_peer.py", "--hint", "latency")
    if work.clips > 1:
        yield peer("OpenVINO, throughput", "openvino_peer.py", "--hint", "throughput", "--split", str(work.clips))
