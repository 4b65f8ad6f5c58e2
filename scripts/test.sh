#!/usr/bin/env bash
# Builds and runs the tests, those whose names match a regular expression where one is given.
#
# In release: loops over numbers are some fifty times slower in debug.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh
filter=()
if [ $# -gt 0 ]; then filter=(--filter "$1"); fi
exec swift test -c release -Xswiftc -enable-testing --disable-xctest "${filter[@]}"
