#!/usr/bin/env bash
# Builds Examples/EmbedDemo, a package of its own that depends on this one, and lets it hear a melody and the
# recording. What it links must not include what the command line alone needs.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh
swift build -c release --package-path Examples/EmbedDemo
demo="$(swift build -c release --package-path Examples/EmbedDemo --show-bin-path)/EmbedDemo"
if ldd "$demo" | grep -E 'libfluidsynth|libcairo|libportaudio|libmatio'; then
    echo "embed: EmbedDemo links what embedding should not need" >&2
    exit 1
fi
"$demo" Examples/Recording/canon.flac "$@"
