"""Who takes part, each with the settings that were found to be its best."""

import os
from pathlib import Path

from race import Contender

HERE = Path(__file__).parent
ROOT = HERE.parent
OURS = "this engine"
PYTHON = HERE / ".venv/bin/python"

# glibc hands big blocks back to the system at once and gets them again as fresh pages, which PyTorch, whose every
# tensor is a block, pays for dearly (inference ×0.65, training ×0.9): so blocks are kept, as tcmalloc would keep them.
KEEP_MEMORY = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": str(16 << 30), "MALLOC_TOP_PAD_": str(64 << 20)}

# What keeps a peer to the vectors of the kernels that were asked for. ONNX Runtime has no such setting.
PEERS_ON_KERNELS = {
    "Haswell": {"ONEDNN_MAX_CPU_ISA": "AVX2", "DNNL_MAX_CPU_ISA": "AVX2", "ATEN_CPU_CAPABILITY": "avx2"},
}


def ours(tool, case, batch, threads, kernels):
    return Contender(
        OURS, (str(tool), "benchmark", case, "--clips", str(batch)), our_environment(threads, kernels))


def our_environment(threads, kernels):
    return {"OPENBLAS_NUM_THREADS": str(threads), **({"OPENBLAS_CORETYPE": kernels} if kernels else {})}


def peer_environment(threads, kernels):
    return {"OMP_NUM_THREADS": str(threads), **PEERS_ON_KERNELS.get(kernels, {}), **KEEP_MEMORY}


def peers(case, batch, threads, kernels, bf16=False):
    """`bf16`: those that compute in it, instead of those that compute in single precision."""
    if not PYTHON.exists():
        return []
    found = []

    def add(name, script, *options, **environment):
        command = (str(PYTHON), str(HERE / "peers" / script), case, "--batch", str(batch), "--threads", str(threads))
        chosen = {**PEERS_ON_KERNELS.get(kernels, {}), "OMP_NUM_THREADS": str(threads), **environment}
        if bf16:
            name, options = f"{name}, bf16", (*options, "--bf16")
        found.append(Contender(name, command + options, chosen))

    add("PyTorch, compiled", "torch_peer.py", "--mode", "compile", **KEEP_MEMORY)
    if case == "training":
        add("PyTorch, eager", "torch_peer.py", **KEEP_MEMORY)
        add("PyTorch, eager, glibc's own malloc", "torch_peer.py")
        return found
    add("PyTorch, eager, folded", "torch_peer.py", "--mode", "fused", **KEEP_MEMORY)
    if not bf16:
        add("ONNX Runtime", "onnx_peer.py")
    add("OpenVINO, latency", "openvino_peer.py", "--hint", "latency")
    if batch > 1:
        add("OpenVINO, throughput", "openvino_peer.py", "--hint", "throughput", "--split", str(batch))
    return found


def check_environment(kernels):
    """Whoever measures in an environment that chooses our kernels by accident would measure that."""
    for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "OPENBLAS_NUM_THREADS"):
        os.environ.pop(name, None)
    return kernels or None
