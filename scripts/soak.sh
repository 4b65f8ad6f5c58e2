#!/usr/bin/env bash
# Lets one live session listen for a day, as fast as it goes, and checks that its memory stays, that a passage that comes
# again and again gives the same notes each time, and that nothing drifts. Fails where one of these doesn't hold.
#
#   soak.sh [HOURS] [LOOK-AHEAD] [WEIGHTS]
set -euo pipefail
cd "$(dirname "$0")/.."

weights=()
[ -z "${3:-}" ] || weights=(--weights "$3")
scripts/setup.sh
swift build -c release --product pitchstreamer
tool="$(swift build -c release --show-bin-path)/pitchstreamer"
"$tool" soak Examples/Recording/canon.flac --hours "${1:-24}" --look-ahead "${2:-0.5}" "${weights[@]}"
