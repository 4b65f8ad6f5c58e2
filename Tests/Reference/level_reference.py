"""The trial behind LevelReference.running: how far a causal reference is from the maximum of the whole file.

Usage: level_reference.py FOLDER      (a folder of sound files)

For each release and floor: by how many decibels the reference lies below the whole file's maximum, how much that
changes the normalised feature (|dB| / 80, mean over all cells), and how far the reference moves from frame to frame.
Prints the table of Docs/LevelReference.md.
"""

import pathlib
import sys

import librosa
import numpy as np

RATE, HOP = 16000, 512
SOUNDS = {".wav", ".flac", ".ogg", ".mp3"}
# The magnitude of a full-scale sine at 440 Hz: half the square root of its kernel's length.
QUALITY = (2 ** (2 / 12) + 1) / (2 ** (2 / 12) - 1)
FULL_SCALE = np.sqrt(QUALITY * RATE / 440) / 2


def running(greatest, release, floor):
    decay = 10 ** (-release * HOP / (20 * RATE))
    reference = np.empty_like(greatest)
    level = floor
    for frame, value in enumerate(greatest):
        level = max(value, level * decay, floor)
        reference[frame] = level
    return reference


def normalised(magnitudes, reference):
    decibels = 20 * np.log10(np.maximum(magnitudes, 1e-12) / reference)
    return np.clip(decibels / 80 + 1, 0, 1)


def main():
    files = sorted(p for p in pathlib.Path(sys.argv[1]).iterdir() if p.suffix in SOUNDS)
    transforms = []
    for path in files:
        samples, _ = librosa.load(path, sr=RATE)
        transforms.append(np.abs(librosa.cqt(samples, sr=RATE, hop_length=HOP, fmin=27.5, n_bins=88)))
    print("| release dB/s | floor dB | below the whole: mean, 90 %, most | feature | movement dB/frame |")
    print("|---|---|---|---|---|")
    for release in (0, 0.5, 1, 2, 4, 8):
        for floor in (-50, -60, -70):
            below, change, movement = [], [], []
            for magnitudes in transforms:
                greatest = magnitudes.max(axis=0)
                reference = running(greatest, release, FULL_SCALE * 10 ** (floor / 20))
                below.append(20 * np.log10(greatest.max() / reference))
                change.append(
                    np.abs(normalised(magnitudes, greatest.max()) - normalised(magnitudes, reference)).mean())
                movement.append(np.abs(np.diff(20 * np.log10(reference))).mean())
            below = np.concatenate(below)
            print(
                f"| {release:g} | {floor} | {below.mean():.2f}, {np.percentile(below, 90):.1f}, {below.max():.1f} "
                f"| {np.mean(change):.4f} | {np.mean(movement):.3f} |")


if __name__ == "__main__":
    main()
