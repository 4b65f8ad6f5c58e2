#!/usr/bin/env bash
# Times every convolution of the network by itself, ours beside oneDNN's; what follows goes to Benchmarks/operators.py.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v python3 >/dev/null || {
    echo "bench-operators: there is no python3 on the PATH (Debian: apt-get install python3)" >&2
    exit 1
}
scripts/setup.sh
# Without the flag SwiftPM doesn't notice that files came or went in a package beside the one it builds.
swift build -c release --package-path Benchmarks --disable-build-manifest-caching
tool="$(swift build -c release --package-path Benchmarks --show-bin-path)/OperatorBenchmark"
exec python3 Benchmarks/operators.py --tool "$tool" "$@"
