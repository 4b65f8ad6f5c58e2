#!/usr/bin/env bash
# Runs the tests under the address sanitizer, then under the thread sanitizer; or under those named: address, thread.
# FILTER in the environment chooses tests, as in make test. What a sanitizer finds ends the run.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh
if [ $# -eq 0 ]; then set -- address thread; fi
filter=()
if [ -n "${FILTER:-}" ]; then filter=(--filter "$FILTER"); fi

# What libraries still hold when a process ends (fontconfig's caches, Foundation's environment) is no fault of anyone's.
export ASAN_OPTIONS="${ASAN_OPTIONS:-detect_leaks=0}"

for sanitizer in "$@"; do
    echo "sanitize: $sanitizer" >&2
    # Without the pool each tensor has memory of its own, so that what is read beside it or too late is seen.
    flags=(-Xswiftc -DSANITIZED)
    case $sanitizer in
        address) scratch=.build-asan flags+=(-Xswiftc -DUNPOOLED) ;;
        thread) scratch=.build-tsan ;;
        *)
            echo "sanitize: there is no sanitizer \"$sanitizer\"; there are address and thread" >&2
            exit 2
            ;;
    esac
    swift test -c release -Xswiftc -enable-testing --disable-xctest --sanitize="$sanitizer" \
        --scratch-path "$scratch" "${flags[@]}" "${filter[@]}"
done
