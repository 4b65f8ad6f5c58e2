#!/usr/bin/env bash
# Installs the Debian packages that building needs, those that are missing: with sudo where not root. Where all are
# there it does nothing, and needs neither apt nor the network.
set -euo pipefail

# What pkg-config knows a library by, and the Debian package that holds its headers.
# OpenBLAS, LAPACKE, libsndfile and libsoxr are what the libraries link; FluidSynth, Cairo, PortAudio and matio the command line alone.
libraries=(
    openblas:libopenblas-dev
    lapacke:liblapacke-dev
    sndfile:libsndfile1-dev
    soxr:libsoxr-dev
    fluidsynth:libfluidsynth-dev
    cairo:libcairo2-dev
    portaudio-2.0:portaudio19-dev
    matio:libmatio-dev
)

fail() {
    printf 'setup: %s\n' "$*" >&2
    exit 1
}

# Prints the Debian packages whose libraries pkg-config doesn't find.
missing_packages() {
    if ! command -v pkg-config >/dev/null; then
        # Without it nothing is known of the others: apt passes over those that are there.
        printf '%s\n' pkg-config "${libraries[@]#*:}"
        return
    fi
    local entry
    for entry in "${libraries[@]}"; do
        pkg-config --exists "${entry%%:*}" || printf '%s\n' "${entry#*:}"
    done
}

command -v swift >/dev/null ||
    fail "there is no swift on the PATH; install Swift 6.2 or later from https://www.swift.org/install and try again."

mapfile -t missing < <(missing_packages)
[ ${#missing[@]} -gt 0 ] || exit 0

by_hand="install them by hand: apt-get install ${missing[*]}"
command -v apt-get >/dev/null ||
    fail "these libraries are missing, and there is no apt-get to install them with (Debian's names): ${missing[*]}"
as_root=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null ||
        fail "Debian packages are missing, and this is neither root nor is there a sudo; $by_hand"
    as_root=(sudo)
fi

printf 'setup: installing %s\n' "${missing[*]}" >&2
apt() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@" >&2
}
if ! { apt update && apt install -y --no-install-recommends "${missing[@]}"; }; then
    fail "apt-get could not install what is missing; $by_hand"
fi

mapfile -t missing < <(missing_packages)
[ ${#missing[@]} -eq 0 ] || fail "still not found by pkg-config after installing: ${missing[*]}"
