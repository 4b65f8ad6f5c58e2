#!/usr/bin/env bash
# Builds the fixed test sets: the same songs, the same instruments, the same labels each time.
#
#   testsets.sh DATA [OUT]
#
# DATA has scores/ (MIDI files) and banks/ (recorded notes and their register banks.csv); OUT is .testsets by default.
# Docs/Evaluation.md says what the sets are. Those that are there already are kept.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() {
    printf 'testsets: %s\n' "$*" >&2
    exit 1
}

[ $# -ge 1 ] && [ -n "$1" ] || fail "say where the material is: make testsets DATA=FOLDER (with scores/ and banks/)"
data=$1
out=${2:-.testsets}
[ -d "$data/scores" ] || fail "$data/scores: there is no such folder of MIDI files"
[ -f "$data/banks/banks.csv" ] || fail "$data/banks/banks.csv: there is no such register of banks"

# The banks that training knows, and the synthesizer that it doesn't; where Debian's packages have them.
fluid=/usr/share/sounds/sf2/FluidR3_GM.sf2
musescore=/usr/share/sounds/sf3/MuseScore_General.sf3
timgm=/usr/share/sounds/sf2/TimGM6mb.sf2
freepats=/etc/timidity/freepats.cfg
packages=()
[ -f "$fluid" ] || packages+=(fluid-soundfont-gm)
[ -f "$musescore" ] || packages+=(musescore-general-soundfont)
[ -f "$timgm" ] || packages+=(timgm6mb-soundfont)
command -v timidity >/dev/null || packages+=(timidity)
[ -f "$freepats" ] || packages+=(freepats)
[ ${#packages[@]} -eq 0 ] || fail "these are missing: apt-get install ${packages[*]}"

scripts/setup.sh
swift build -c release --product pitchstreamer
tool="$(swift build -c release --show-bin-path)/pitchstreamer"

known=(--banks "$data/banks/banks.csv" --general-midi "$fluid" --general-midi "$musescore" --general-midi "$timgm")
six=piano,"acoustic guitar","electric guitar",saxophone,bass,cello
hour=(--count 120 --seconds 30 --jobs "$(nproc)" --least-minutes 5)

# make_set NAME SPLIT SEED OPTIONS…
make_set() {
    local name=$1 split=$2 seed=$3
    shift 3
    [ ! -f "$out/$name/testset.json" ] || return 0
    printf '\n== %s\n' "$name"
    "$tool" corpus --scores "$data/scores" --split "$split" --seed "$seed" "${hour[@]}" -o "$out/$name" "$@"
}

make_set A test 1001 "${known[@]}"
make_set B test 1002 --timidity "$freepats"
make_set C test 1003 --banks "$data/banks/banks.csv" --use "test C" --instruments "$six" --parts 1-4
make_set D test 1001 "${known[@]}" --hard
make_set validation validation 1004 "${known[@]}"

if [ ! -f "$out/notes/made" ]; then
    printf '\n== notes\n'
    "$tool" notes --banks "$data/banks/banks.csv" --use "test C" --instruments "$six" --seed 1005 -o "$out/notes"
    touch "$out/notes/made"
fi
if [ ! -f "$out/nothing/made" ]; then
    printf '\n== nothing\n'
    "$tool" nothing --scores "$data/scores" --split test "${known[@]}" --count 8 --seconds 15 --seed 1006 \
        -o "$out/nothing"
    touch "$out/nothing/made"
fi
