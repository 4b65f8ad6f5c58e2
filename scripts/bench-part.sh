#!/usr/bin/env bash
# Times a part of the package beside its peers.
#
#   bench-part.sh NAME TOOL [ARGUMENTS]   runs Benchmarks/NAME.py with the program TOOL of Benchmarks/
set -euo pipefail
cd "$(dirname "$0")/.."

command -v python3 >/dev/null || {
    echo "bench-$1: there is no python3 on the PATH (Debian: apt-get install python3)" >&2
    exit 1
}
scripts/setup.sh
# Without the flag SwiftPM doesn't notice that files came or went in a package beside the one it builds.
swift build -c release --package-path Benchmarks --disable-build-manifest-caching
tool="$(swift build -c release --package-path Benchmarks --show-bin-path)/$2"
exec python3 "Benchmarks/$1.py" --tool "$tool" "${@:3}"
