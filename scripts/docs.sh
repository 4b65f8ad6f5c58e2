#!/usr/bin/env bash
# Makes the documentation of the three libraries as a static site: docs.sh OUTPUT [BASE]. BASE is the path that the site
# will be served under, such as /multitask; nothing for the root.
#
# Fails where a public symbol has no documentation comment, and where DocC has a warning: a link that leads nowhere, a
# parameter that isn't said.
set -euo pipefail
cd "$(dirname "$0")/.."
output=$1
base=${2:-}

docc=$(command -v docc || true)
if [ -z "$docc" ]; then
    printf 'docs: there is no docc on the PATH; it comes with the toolchains of https://www.swift.org/install.\n' >&2
    exit 1
fi
scripts/symbols.sh
folder=.build-docs
undocumented=0
for module in Tensor Audio MultiTask; do
    "$folder/public-symbols" undocumented "$folder/symbols/$module" >&2 || undocumented=1
done
[ "$undocumented" -eq 0 ] || exit 1

archives=()
for module in Tensor Audio MultiTask; do
    archive=$folder/$module.doccarchive
    rm -rf "$archive"
    "$docc" convert "Sources/$module/$module.docc" --additional-symbol-graph-dir "$folder/symbols/$module" \
        --fallback-display-name "$module" --fallback-bundle-identifier "multitask.$module" \
        --fallback-default-module-kind Library --warnings-as-errors \
        ${base:+--hosting-base-path "$base"} --output-path "$archive"
    archives=("$archive" "${archives[@]}")
done

rm -rf "$output"
mkdir -p "$(dirname "$output")"
"$docc" merge "${archives[@]}" --synthesized-landing-page-name MultiTask --output-path "$output"
printf 'Wrote %s. To look at it: python3 -m http.server -d %s, then http://localhost:8000/documentation\n' \
    "$output" "$output"
