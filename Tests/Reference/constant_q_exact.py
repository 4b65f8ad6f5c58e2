"""How far librosa.cqt and ConstantQ are from what both approximate.

    python Tests/Reference/constant_q_exact.py --tool .build/release/pitchstreamer

The exact transform is a correlation in double precision with each bin's windowed exponential at the full rate: no rate is
halved, no spectrum made sparse. Prints, for ten seconds of each signal of constant_q.py, the largest and the root mean
square error of the magnitudes relative to the greatest, and the errors of the network's feature (decibels below the
maximum, floored at -80 dB, divided by 80, plus 1). Needs numpy, soundfile and librosa 0.11.
"""

import argparse
import subprocess
import tempfile
from pathlib import Path

import librosa
import numpy as np
import soundfile

from constant_q import RATE, SIGNALS

HOP, LOWEST, BINS = 512, 27.5, 88
SECONDS = 10


def exact(sound):
    """The magnitudes that librosa's definition gives at the full rate, bins x frames."""
    frequencies = LOWEST * 2 ** (np.arange(BINS) / 12)
    quality = (2 ** (2 / 12) + 1) / (2 ** (2 / 12) - 1)
    reach = int(quality * RATE / LOWEST)
    padded = np.pad(sound.astype("f8"), reach)
    frames = len(sound) // HOP + 1
    result = np.empty((BINS, frames))
    for row, frequency in enumerate(frequencies):
        length = quality * RATE / frequency
        half = int(length / 2)
        count = 2 * half + 1
        window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(count) / count)
        # The window's first value meets the latest sample, one after the frame's centre and `half` on.
        distance = half + 1 - np.arange(count)
        kernel = window / window.sum() * np.exp(-2j * np.pi * frequency / RATE * distance)
        first = reach + distance[-1]
        cut = np.lib.stride_tricks.sliding_window_view(padded, count)[first : first + HOP * frames : HOP][:frames]
        result[row] = np.abs(cut @ kernel[::-1]) * np.sqrt(length)
    return result


def theirs(sound, _):
    return np.abs(librosa.cqt(sound, sr=RATE, hop_length=HOP, fmin=LOWEST, n_bins=BINS))


def ours(sound, tool):
    with tempfile.TemporaryDirectory() as folder:
        path, array = Path(folder, "sound.wav"), Path(folder, "cqt.npy")
        soundfile.write(path, sound, RATE, subtype="FLOAT")
        subprocess.run([tool, "spectrogram", path, "-o", array], check=True)
        return np.load(array)


def feature(magnitudes):
    return librosa.amplitude_to_db(magnitudes, ref=np.max) / 80 + 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tool", default=".build/release/pitchstreamer")
    options = parser.parse_args()
    random = np.random.default_rng(20)
    print("| signal | transform | magnitude, most | magnitude, rms | feature, mean | feature, 99.9 % | feature, most |")
    print("|---|---|---|---|---|---|---|")
    for name, make in SIGNALS.items():
        sound = make(SECONDS, random).astype("f4")
        reference = exact(sound)
        for label, transform in (("librosa", theirs), ("ours", ours)):
            found = transform(sound, options.tool).astype("f8")
            error = np.abs(found - reference) / reference.max()
            apart = np.abs(feature(found) - feature(reference))
            print(
                f"| {name} | {label} | {error.max():.1e} | {np.sqrt((error**2).mean()):.1e} | {apart.mean():.1e} "
                f"| {np.percentile(apart, 99.9):.1e} | {apart.max():.1e} |")


if __name__ == "__main__":
    main()
