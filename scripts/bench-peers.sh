#!/usr/bin/env bash
# Installs the peers of `make bench` into Benchmarks/.venv, after saying how big they are.
set -euo pipefail
cd "$(dirname "$0")/../Benchmarks"

gigabytes=6
fail() {
    printf 'bench-peers: %s\n' "$*" >&2
    exit 1
}

command -v python3 >/dev/null || fail "there is no python3 on the PATH (Debian: apt-get install python3 python3-venv python3-dev)"
cat >&2 <<TEXT
bench-peers: installing into Benchmarks/.venv, about ${gigabytes} GB of disk; half of that is downloaded. Most of it are
the parts for graphics cards that PyPI's PyTorch insists on; only the processor is measured. \`rm -r Benchmarks/.venv\`
removes all of it.
TEXT
free=$(($(df --output=avail -k . | tail -1) / 1024 / 1024))
[ "$free" -gt "$gigabytes" ] || fail "there are only ${free} GB free here"

python3 -m venv .venv || fail "python3 can't make a virtual environment (Debian: apt-get install python3-venv)"
.venv/bin/pip install --disable-pip-version-check --no-cache-dir -r requirements.txt

# PyTorch's compiler writes C++.
command -v c++ >/dev/null || echo "bench-peers: without a C++ compiler PyTorch takes part uncompiled (Debian: g++)" >&2
