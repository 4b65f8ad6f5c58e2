#!/usr/bin/env bash
# Transcribes the recording that ships with the project into out/, and says how near that is to its score.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh
swift build -c release --product pitchstreamer
tool="$(swift build -c release --show-bin-path)/pitchstreamer"
recording=Examples/Recording/canon
mkdir -p out

printf '\n== Who plays when\n\n'
"$tool" recognize "$recording.flac" -o out/canon.csv
printf '\n== Which notes, and whose\n\n'
"$tool" transcribe "$recording.flac" -o out/canon.mid -o out/canon.png
printf '\n== Beside the score, %s.mid\n\n' "$recording"
"$tool" compare out/canon.mid "$recording.mid"
