#!/usr/bin/env bash
# Looks for what the tests' fixed cases don't reach, with other random ones each time. What fails says how to repeat it.
#
#   fuzz.sh CONVOLUTIONS READERS SECONDS [SEED]
#
# So many convolutions of random shapes against plain sums; so many damaged files for the readers; and for so many
# seconds for each reader libFuzzer under the address sanitizer, which is led by the code that its bytes reach. A zero
# leaves a part out.
set -euo pipefail
cd "$(dirname "$0")/.."

convolutions=$1 readers=$2 seconds=$3
seed=${4:-$(date +%s)}

if [ "$convolutions" -gt 0 ]; then
    echo "fuzz: $convolutions convolutions; to repeat them: make fuzz CASES=$convolutions READERS=0 SEED=$seed"
    FUZZ_CASES=$convolutions FUZZ_SEED=$seed scripts/test.sh ConvolutionFuzzTests
fi
if [ "$readers" -gt 0 ]; then
    echo "fuzz: $readers damaged files; to repeat them: make fuzz CASES=0 READERS=$readers SEED=$seed"
    FUZZ_CASES=$readers FUZZ_SEED=$seed scripts/test.sh ReaderFuzzTests
fi
[ "$seconds" -gt 0 ] || exit 0

build=.build-fuzz
swift build -c release --package-path Tests/Fuzz --scratch-path "$build" --product ReaderFuzz \
    --disable-build-manifest-caching -Xswiftc -sanitize=fuzzer,address -Xswiftc -DUNPOOLED
libraries=$(swift build -c release --package-path Tests/Fuzz --scratch-path "$build" --show-bin-path)
# The compiler that comes with Swift has libFuzzer, and its sanitizers are of the same version.
clang=$(dirname "$(readlink -f "$(command -v swift)")")/clang
"$clang" -fsanitize=fuzzer,address -fuse-ld=lld -o "$build/fuzz" "$libraries/libReaderFuzz.so" \
    -Wl,-rpath,"$(realpath "$libraries")"

# Swift's own report of a crash and libFuzzer's wait for each other.
export SWIFT_BACKTRACE=enable=no
# A reader that fails on purpose doesn't free what it can't know of; some decoders ask for memory that isn't there.
export ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1
for reader in wav mid safetensors npy npz; do
    corpus=$build/corpus/$reader
    mkdir -p "$corpus"
    case $reader in
        wav) good=(Tests/AudioTests/Golden/decoding/*.{wav,rf64,w64,caf,aiff,au,flac,ogg,opus,mp3}) ;;
        mid) good=(Tests/AudioTests/Golden/MIDI/*.mid) ;;
        *) good=(Tests/TensorTests/Golden/Checkpoint/*."$reader") ;;
    esac
    cp "${good[@]}" "$corpus"
    echo "fuzz: $reader, $seconds seconds of libFuzzer from ${#good[@]} good files and $build/corpus/$reader"
    # Remarks of the decoders are closed off; what it finds lies beside the corpus.
    FUZZ_READER=$reader "$build/fuzz" -max_total_time="$seconds" -timeout=5 -malloc_limit_mb=64 -rss_limit_mb=2048 \
        -max_len=65536 -close_fd_mask=2 -print_final_stats=1 -artifact_prefix="$build/found-$reader-" "$corpus" \
        2>&1 | grep -E -v '^#|NEW_FUNC'
done
