# To be sourced: where the material for training and tests is.
#
#   material COMMAND DATA
#
# Checks that DATA has scores/ (MIDI files) and banks/ (recorded notes and their register banks.csv), and that the General
# MIDI banks of training are where Debian's packages have them; sets the options of `pitchstreamer corpus`
# for the scores and the recorded notes, and the paths of those banks.

material() {
    local command=$1 data=$2 bank
    [ -n "$data" ] || fail "say where the material is: make $command DATA=FOLDER (with scores/ and banks/)"
    [ -d "$data/scores" ] || fail "$data/scores: there is no such folder of MIDI files"
    [ -f "$data/banks/banks.csv" ] || fail "$data/banks/banks.csv: there is no such register of banks"
    scores=(--scores "$data/scores")
    recorded=(--banks "$data/banks/banks.csv")
    fluid=/usr/share/sounds/sf2/FluidR3_GM.sf2
    musescore=/usr/share/sounds/sf3/MuseScore_General.sf3
    timgm=/usr/share/sounds/sf2/TimGM6mb.sf2
    for bank in "$fluid" "$musescore" "$timgm"; do
        [ -f "$bank" ] ||
            fail "$bank is missing: apt-get install fluid-soundfont-gm musescore-general-soundfont timgm6mb-soundfont"
    done
}

# Says what is wrong, and ends.
fail() {
    printf '%s: %s\n' "$(basename "$0" .sh)" "$*" >&2
    exit 1
}
