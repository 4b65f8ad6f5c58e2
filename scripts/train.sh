#!/usr/bin/env bash
# Trains weights by the recipe of the bundled ones, from nothing; Docs/Training.md tells it.
#
#   train.sh DATA [OUT]
#
# DATA has scores/ (MIDI files) and banks/ (recorded notes and their register banks.csv); OUT is .training by default and
# gets some 35 GB. What is there already is kept, so a command that was stopped goes on where it stood. FIRST,
# SECOND, THIRD and FOURTH are the clips of the four stages; QUICK=1 makes little material and few steps, to see it run.
set -euo pipefail
cd "$(dirname "$0")/.."

. scripts/material.sh
material train "${1:-}"
out=${2:-.training}

scripts/setup.sh
swift build -c release --product pitchstreamer
tool="$(swift build -c release --show-bin-path)/pitchstreamer"
items=3000 all=5000 validation=60 first=${FIRST:-93104} second=${SECOND:-131824} third=${THIRD:-75264} fourth=${FOURTH:-136784}
narrow=0.5 width=1
[ -z "${QUICK:-}" ] || {
    items=30 all=50 validation=6 first=${FIRST:-640} second=${SECOND:-640} third=${THIRD:-320} fourth=${FOURTH:-320}
    narrow=0.25 width=0.5
}
known=("${scores[@]}" "${recorded[@]}" --general-midi "$fluid" --general-midi "$timgm" --jobs "$(nproc)")

printf '\n== Material\n\n'
"$tool" corpus "${known[@]}" --general-midi "$musescore" --count "$items" --seed 2 -o "$out/pairs"
"$tool" render "${known[@]}" --count "$items" --seed 11 -o "$out/stems"
"$tool" corpus "${known[@]}" --general-midi "$musescore" --count "$validation" --seed 3 --split validation \
    -o "$out/validation"

printf '\n== First stage: mixtures as they were rendered\n\n'
"$tool" train "$out/pairs" -o "$out/first" --width "$narrow" --optimizer adamW --clips "$first" --seed 1 \
    --checkpoint-every 10000 --validation "$out/validation"
printf '\n== Second stage: stems, mixed anew for every clip\n\n'
"$tool" train "$out/stems" -o "$out/second" --weights "$out/first/weights.safetensors" --width "$narrow" \
    --last-hidden 24 --optimizer adamW --clips "$second" --warm-up 0.03 --seed 4 --checkpoint-every 10000 \
    --validation "$out/validation"
printf '\n== Third stage: twice as wide, with Muon\n\n'
"$tool" train "$out/stems" -o "$out/third" --weights "$out/second/weights.safetensors" --width "$width" \
    --last-hidden 32 --learning-rate 6e-3 --clips "$third" --warm-up 0.03 --seed 5 --checkpoint-every 10000 \
    --validation "$out/validation"
printf '\n== Fourth stage: more stems, in bfloat16 where the processor has it\n\n'
more=("${scores[@]}" "${recorded[@]}" --general-midi "$musescore" --general-share 0.5 --jobs "$(nproc)")
"$tool" render "${more[@]}" --count "$all" --seed 11 -o "$out/stems"
"$tool" train "$out/stems" -o "$out/fourth" --weights "$out/third/weights.safetensors" --width "$width" \
    --last-hidden 32 --learning-rate 5e-3 --clips "$fourth" --warm-up 0.03 --seed 6 --checkpoint-every 10000 \
    --precision bfloat16 --validation "$out/validation"
printf '\n== Thresholds\n\n'
"$tool" corpus "${known[@]}" --general-midi "$musescore" --count "$validation" --seed 5 --split test -o "$out/test"
"$tool" evaluate "$out/test" --weights "$out/fourth/weights.safetensors" --fit "$out/validation" \
    --save "$out/weights.safetensors"
