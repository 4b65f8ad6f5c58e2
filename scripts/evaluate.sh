#!/usr/bin/env bash
# Measures weights on the sets of testsets.sh, beside basic-pitch where its wheel is there, and prints one table.
#
#   evaluate.sh SETS OUT [WEIGHTS]
#
# SETS is the folder of testsets.sh, OUT gets the figures as JSON and pictures, WEIGHTS are the bundled ones by default.
# FIT=1 first fits the thresholds on the validation set, as it is done for weights that are to be shipped.
# WITHOUT_PEERS=1 leaves basic-pitch out; PYTHON names an interpreter with the packages of Benchmarks/basicpitch.txt.
set -euo pipefail
cd "$(dirname "$0")/.."

sets=${1:-.testsets}
out=${2:-out/evaluation}
weights=()
[ -z "${3:-}" ] || weights=(--weights "$3")
[ -f "$sets/A/testset.json" ] || {
    echo "evaluate: $sets: there are no test sets; make testsets DATA=FOLDER builds them" >&2
    exit 1
}
scripts/setup.sh
swift build -c release --product pitchstreamer
tool="$(swift build -c release --show-bin-path)/pitchstreamer"
mkdir -p "$out"

if [ -n "${FIT:-}" ]; then
    "$tool" evaluate "$sets/A" "${weights[@]}" --fit "$sets/validation" --save "$out/weights.safetensors" >/dev/null
    weights=(--weights "$out/weights.safetensors")
fi
for name in A B C D; do
    printf '\n== %s\n\n' "$name"
    some=()
    [ "$name" != C ] || some=(--instruments "piano,acoustic guitar,electric guitar,saxophone,bass,cello")
    "$tool" evaluate "$sets/$name" "${weights[@]}" "${some[@]}" --json "$out/$name.json" --picture "$out/$name.svg"
done
printf '\n== notes\n\n'
"$tool" evaluate "$sets/notes" "${weights[@]}" --single-notes --json "$out/notes.json"
printf '\n== nothing\n\n'
"$tool" evaluate "$sets/nothing" "${weights[@]}" --no-notes --json "$out/nothing.json"

python=${PYTHON:-Benchmarks/.venv/bin/python}
if [ -z "${WITHOUT_PEERS:-}" ] && [ -x "$python" ] && [ -n "$(ls Benchmarks/.models/basic_pitch-*.whl 2>/dev/null)" ]; then
    "$python" Benchmarks/basicpitch.py --fit "$sets/validation" --output "$out" "$sets"/{A,B,C,D}
fi
printf '\n== together\n\n'
python3 Benchmarks/ear_table.py "$out"
