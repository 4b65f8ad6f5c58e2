#!/usr/bin/env bash
# Builds the libraries, as the tests do, and writes what is public of each into .build-docs/symbols/MODULE, for
# scripts/docs.sh and scripts/api.sh. Prints nothing but the compiler's words.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh
folder=.build-docs
build=(swift build -c release -Xswiftc -enable-testing)
"${build[@]}" --target MultiTask >&2
products=$("${build[@]}" --show-bin-path)

mkdir -p "$folder"
if [ ! "$folder/public-symbols" -nt scripts/PublicSymbols.swift ]; then
    swiftc -O scripts/PublicSymbols.swift -o "$folder/public-symbols"
fi

# The C modules that the libraries import, those of the package and those of the system.
maps=()
for map in "$products"/*.build/module.modulemap Sources/*/module.modulemap; do
    maps+=(-Xcc "-fmodule-map-file=$map")
done
triple=$(swiftc -print-target-info | sed -n 's/.*"triple": "\([^"]*\)".*/\1/p' | head -n 1)
rm -rf "$folder/symbols"
for module in Tensor Audio MultiTask; do
    mkdir -p "$folder/symbols/$module"
    swift-symbolgraph-extract -module-name "$module" -target "$triple" -I "$products/Modules" "${maps[@]}" \
        -minimum-access-level public -skip-inherited-docs -output-dir "$folder/symbols/$module"
done
