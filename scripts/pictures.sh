#!/usr/bin/env bash
# Draws the pictures of the articles on the modules Audio and MultiTask and of the README anew, all by the package's own command line, from the recording
# that ships with the project and two sounds that are made here. Needs Python 3 for those.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh
swift build -c release --product pitchstreamer
tool="$(swift build -c release --show-bin-path)/pitchstreamer"
articles=Sources/Audio/Audio.docc
pictures=$articles/Resources
canon=Examples/Recording/canon.flac
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# tones.wav: 1,000 Hz, and 60 dB below it 1,060 Hz, neither a whole number of periods in a frame.
# sweep.wav: ten seconds of 44.1 kHz from 0 to 22,050 Hz, as many hertz a second all the way.
python3 - "$folder" <<'PYTHON'
import math, struct, sys, wave

def write(name, rate, samples):
    with wave.open(f"{sys.argv[1]}/{name}", "wb") as file:
        file.setparams((1, 3, rate, 0, "NONE", ""))
        file.writeframes(b"".join(struct.pack("<i", round(x * 8388607))[:3] for x in samples))

turn = 2 * math.pi
write("tones.wav", 16000, [
    0.9 * math.sin(turn * 1000.9 * t / 16000) + 0.0009 * math.sin(turn * 1060.4 * t / 16000) for t in range(16000)])
write("sweep.wav", 44100, [0.5 * math.sin(turn * 1102.5 * (t / 44100) ** 2) for t in range(441000)])
PYTHON

"$tool" spectrogram $canon -o $pictures/constant-q.png
"$tool" spectrogram $canon -o $pictures/hybrid.png --kind hybrid
"$tool" spectrogram $canon -o $pictures/short-time.png --kind stft
"$tool" spectrogram $canon -o $pictures/mel.png --kind mel
"$tool" spectrogram $canon -o $pictures/log-mel.png --kind log-mel
"$tool" spectrogram $canon -o $pictures/cepstrum.png --kind cepstrum
"$tool" spectrogram $canon -o $pictures/decibels.png --range 30
"$tool" spectrogram "$folder/sweep.wav" -o $pictures/resampling-quick.png --kind stft --quality quick
"$tool" spectrogram "$folder/sweep.wav" -o $pictures/resampling.png --kind stft --quality veryHigh
"$tool" plot $canon -o $pictures/waveform.png
"$tool" plot $canon -o $pictures/onsets.png --kind onsets
"$tool" plot $canon -o $pictures/tuning.png --kind tuning
"$tool" plot $canon -o $pictures/fourier.png --kind spectrum --at 16 --band 0-4000
"$tool" plot "$folder/tones.wav" -o $pictures/windows.png --kind spectrum --size 2048 --band 960-1100 \
    --window rectangular --window hann --window blackman
"$tool" midi Tests/AudioTests/Golden/MIDI/canon.mid -o $articles/pianoroll.png

# What the bundled weights hear, and where that differs from the score.
heard=Sources/MultiTask/MultiTask.docc/Resources
mkdir -p $heard
"$tool" transcribe $canon -o $heard/transcription.png -o Docs/transcription.svg -o "$folder/heard.mid" >/dev/null
"$tool" recognize $canon -o $heard/players.png >/dev/null
"$tool" compare "$folder/heard.mid" Examples/Recording/canon.mid -o $heard/differences.png >/dev/null
ls -l $pictures $articles/*.png $heard Docs/transcription.svg
