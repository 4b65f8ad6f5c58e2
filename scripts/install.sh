#!/usr/bin/env bash
# Installs the command line: the program, its weights beside it, the manual page and what shells complete.
#
#     scripts/install.sh man FOLDER            pitchstreamer.1 alone
#     scripts/install.sh completions FOLDER    the three scripts alone
#     scripts/install.sh install PREFIX        all of it; under DESTDIR, if that is set
set -euo pipefail
cd "$(dirname "$0")/.."

what=$1 target=$2
scripts/setup.sh

# What is installed carries Swift's own libraries in it, so that it runs where no toolchain is.
build=(-c release --product pitchstreamer)
if [ "$what" = install ]; then build+=(--static-swift-stdlib --scratch-path .build-install); fi
swift build "${build[@]}" >&2
products=$(swift build "${build[@]}" --show-bin-path)
tool=$products/pitchstreamer

# Prints by the tool, into a file that is there whole or not at all.
write() {
    local file=$1
    shift
    mkdir -p "$(dirname "$file")"
    "$tool" "$@" >"$file.part"
    mv "$file.part" "$file"
    printf '%s\n' "$file"
}

case $what in
man)
    write "$target/pitchstreamer.1" manual
    ;;
completions)
    write "$target/pitchstreamer.bash" --generate-completion-script bash
    write "$target/_pitchstreamer" --generate-completion-script zsh
    write "$target/pitchstreamer.fish" --generate-completion-script fish
    ;;
install)
    # The weights must lie beside the program: both go to lib, and bin has a link.
    root=${DESTDIR:-}$target
    mkdir -p "$root/bin" "$root/lib/pitchstreamer"
    install -m 755 "$tool" "$root/lib/pitchstreamer/pitchstreamer"
    rm -rf "$root/lib/pitchstreamer/MultiTask_MultiTask.resources"
    cp -R "$products/MultiTask_MultiTask.resources" "$root/lib/pitchstreamer/"
    ln -sfn ../lib/pitchstreamer/pitchstreamer "$root/bin/pitchstreamer"
    printf '%s\n' "$root/bin/pitchstreamer"
    write "$root/share/man/man1/pitchstreamer.1" manual
    write "$root/share/bash-completion/completions/pitchstreamer" --generate-completion-script bash
    write "$root/share/zsh/site-functions/_pitchstreamer" --generate-completion-script zsh
    write "$root/share/fish/vendor_completions.d/pitchstreamer.fish" --generate-completion-script fish
    ;;
*)
    printf 'install: man, completions or install, not %s\n' "$what" >&2
    exit 2
    ;;
esac
