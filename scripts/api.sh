#!/usr/bin/env bash
# Holds the public symbols of the three libraries against the baseline: api.sh check. What isn't wanted is to be mended; what
# is wanted goes into CHANGELOG.md, and into the baseline by: api.sh accept.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/symbols.sh
folder=.build-docs
for module in Tensor Audio MultiTask; do
    "$folder/public-symbols" list "$folder/symbols/$module"
done > "$folder/API.txt"

if [ "${1:-check}" = accept ]; then
    cp "$folder/API.txt" Docs/API.txt
    printf 'Wrote Docs/API.txt, %s public symbols.\n' "$(wc -l < Docs/API.txt)"
elif ! diff -u Docs/API.txt "$folder/API.txt" >&2; then
    printf 'api: the public symbols differ from Docs/API.txt, lines with - are gone and break programs; see above.\n' >&2
    printf 'api: where that is meant, say so in CHANGELOG.md and renew the list with make api-accept.\n' >&2
    exit 1
fi
