#!/usr/bin/env bash
# Writes an hour of stereo at 44.1 kHz as FLAC and as MP3, reads each back in blocks as mono at 16 kHz, and says how
# much memory and time that took; then times the resampler by itself. Fails where a frame is missing.
#
#   bench-decoding.sh [SECONDS]
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:-3600}
scripts/setup.sh
swift build -c release --package-path Benchmarks --disable-build-manifest-caching --product DecodingBenchmark
tool="$(swift build -c release --package-path Benchmarks --show-bin-path)/DecodingBenchmark"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for ending in flac mp3; do
    "$tool" write "$folder/hour.$ending" "$seconds"
    "$tool" read "$folder/hour.$ending" "$seconds"
done
for quality in high veryHigh; do
    "$tool" resample 44100 16000 "$quality"
    "$tool" resample 48000 16000 "$quality"
done
