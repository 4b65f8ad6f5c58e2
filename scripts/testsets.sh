#!/usr/bin/env bash
# Builds the fixed test sets: the same songs, the same instruments, the same labels each time.
#
#   testsets.sh DATA [OUT]
#
# DATA has scores/ (MIDI files) and banks/ (recorded notes and their register banks.csv); OUT is .testsets by default.
# Docs/Evaluation.md says what the sets are. Those that are there already are kept.
set -euo pipefail
cd "$(dirname "$0")/.."

. scripts/material.sh
material testsets "${1:-}"
out=${2:-.testsets}
# The synthesizer that training doesn't know.
freepats=/etc/timidity/freepats.cfg
command -v timidity >/dev/null && [ -f "$freepats" ] || fail "timidity or its patches are missing: apt-get install timidity freepats"

scripts/setup.sh
swift build -c release --product pitchstreamer
tool="$(swift build -c release --show-bin-path)/pitchstreamer"

known=("${recorded[@]}" --general-midi "$fluid" --general-midi "$musescore" --general-midi "$timgm")
six=piano,"acoustic guitar","electric guitar",saxophone,bass,cello
hour=(--count 120 --seconds 30 --jobs "$(nproc)" --least-minutes 5)

# make_set NAME SPLIT SEED OPTIONS…
make_set() {
    local name=$1 split=$2 seed=$3
    shift 3
    [ ! -f "$out/$name/testset.json" ] || return 0
    printf '\n== %s\n' "$name"
    "$tool" corpus "${scores[@]}" --split "$split" --seed "$seed" "${hour[@]}" -o "$out/$name" "$@"
}

make_set A test 1001 "${known[@]}"
make_set B test 1002 --timidity "$freepats"
make_set C test 1003 "${recorded[@]}" --use "test C" --instruments "$six" --parts 1-4
make_set D test 1001 "${known[@]}" --hard
make_set validation validation 1004 "${known[@]}"
# Every note of a velocity of its own, few parts: what velocities are measured on.
if [ ! -f "$out/velocity/testset.json" ]; then
    printf '\n== velocity\n'
    "$tool" corpus "${scores[@]}" --split test --seed 1010 --count 60 --seconds 30 --jobs "$(nproc)" "${known[@]}" \
        --parts 1-3 --velocity-spread 30 --least-minutes 1 -o "$out/velocity"
fi

if [ ! -f "$out/notes/made" ]; then
    printf '\n== notes\n'
    "$tool" notes "${recorded[@]}" --use "test C" --instruments "$six" --seed 1005 -o "$out/notes"
    touch "$out/notes/made"
fi
if [ ! -f "$out/nothing/made" ]; then
    printf '\n== nothing\n'
    "$tool" nothing "${scores[@]}" --split test "${known[@]}" --count 8 --seconds 15 --seed 1006 \
        -o "$out/nothing"
    touch "$out/nothing/made"
fi
