#!/usr/bin/env bash
# Times this engine beside every peer that `make bench-peers` installed; what follows goes to Benchmarks/bench.py.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v python3 >/dev/null || {
    echo "bench: there is no python3 on the PATH; it runs the contenders in turn (Debian: apt-get install python3)" >&2
    exit 1
}
scripts/setup.sh
swift build -c release --product pitchstreamer
exec python3 Benchmarks/bench.py --tool "$(swift build -c release --show-bin-path)/pitchstreamer" "$@"
