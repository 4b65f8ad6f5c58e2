#!/usr/bin/env bash
# Compares convolutions of random shapes, each way of computing them with plain sums: so many cases, of one seed (by
# default another one each time). What fails says how to repeat it alone.
set -euo pipefail
cd "$(dirname "$0")/.."

cases=${1:-10000}
seed=${2:-$(date +%s)}
echo "fuzz: $cases cases; to repeat them: make fuzz CASES=$cases SEED=$seed"
FUZZ_CASES=$cases FUZZ_SEED=$seed exec scripts/test.sh ConvolutionFuzzTests
