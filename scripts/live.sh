#!/usr/bin/env bash
# Measures what each look-ahead is worth and costs on the sets of testsets.sh, and prints the tables of Docs/Live.md.
#
#   live.sh SETS OUT [CLIPS] [WEIGHTS]
#
# SETS is the folder of testsets.sh, OUT gets the figures as JSON, CLIPS is how many pieces of each set are heard (16),
# WEIGHTS are the bundled ones by default. NAMES chooses the sets: "A B C" by default.
set -euo pipefail
cd "$(dirname "$0")/.."

sets=${1:-.testsets}
out=${2:-out/live}
clips=${3:-16}
weights=()
[ -z "${4:-}" ] || weights=(--weights "$4")
[ -f "$sets/A/testset.json" ] || {
    echo "live: $sets: there are no test sets; make testsets DATA=FOLDER builds them" >&2
    exit 1
}
scripts/setup.sh
swift build -c release --product pitchstreamer
tool="$(swift build -c release --show-bin-path)/pitchstreamer"
mkdir -p "$out"

for name in ${NAMES:-A B C}; do
    printf '\n== %s\n\n' "$name"
    "$tool" measure-live "$sets/$name" --clips "$clips" "${weights[@]}" --json "$out/$name.json"
done
