"""The network's feature beside librosa's, over all kinds of sound.

    swift build -c release --product pitchstreamer
    python Tests/Reference/constant_q_kinds.py --tool .build/release/pitchstreamer [--bank BANK.sf2]

Sets `pitchstreamer features` beside librosa.cqt in decibels below the maximum, floored at -80 dB, divided by 80, plus 1:
for the recording that ships with the project; for nine instruments, a phrase of each and all of them together, which the
tool plays on the spot by a General MIDI bank (the first that is installed; Debian has fluid-soundfont-gm); and for
noise, clicks and a sweep. All is of 16 kHz, so that no resampler has a part in it, save in the row that says so. Prints the
table of Docs/Audio.md; fails where the mean is above 0.003, the 99.9th percentile above 0.03 or a frame is missing.
Needs numpy, soundfile, mido and librosa 0.11.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import librosa
import mido
import numpy as np
import soundfile

from constant_q import noise, sweep

RATE, HOP = 16000, 512
SECONDS = 20
RECORDING = Path(__file__).resolve().parents[2] / "Examples" / "Recording" / "canon.flac"
# Name, General MIDI program from 0, lowest and highest key, how many keys at once.
INSTRUMENTS = [
    ("piano", 0, 24, 104, 3), ("acoustic guitar", 24, 40, 81, 3), ("electric guitar", 27, 40, 84, 2),
    ("trumpet", 56, 55, 84, 1), ("saxophone", 65, 49, 81, 1), ("bass", 33, 28, 60, 1), ("violin", 40, 55, 100, 1),
    ("cello", 42, 36, 76, 1), ("flute", 73, 60, 96, 1),
]


def phrase(program, low, high, voices, channel, random):
    """A track of notes that wander over the whole range, loud and soft, short and long, with rests."""
    events = []
    for _ in range(voices):
        now, key = random.uniform(0, 0.5), random.integers(low, high + 1)
        while now < SECONDS - 3:
            length = random.choice([0.12, 0.25, 0.5, 1.0, 2.0])
            if random.uniform() < 0.85:
                key = int(np.clip(key + random.integers(-9, 10), low, high))
                velocity = int(random.integers(25, 128))
                events.append((now, mido.Message("note_on", note=key, velocity=velocity, channel=channel)))
                events.append((now + 0.95 * length, mido.Message("note_off", note=key, channel=channel)))
            now += length
    track, last = mido.MidiTrack([mido.Message("program_change", program=program, channel=channel)]), 0
    for time, message in sorted(events, key=lambda event: event[0]):
        # 960 ticks a second: a quarter of 480 takes half of one.
        track.append(message.copy(time=round(time * 960) - last))
        last = round(time * 960)
    return track


def scores(random):
    """(name, score) of each instrument, and of all together."""
    channels = [channel for channel in range(16) if channel != 9]
    tracks = [phrase(*about, channel, random) for (_, *about), channel in zip(INSTRUMENTS, channels)]
    for (name, *_), track in zip(INSTRUMENTS, tracks):
        yield name, mido.MidiFile(type=1, ticks_per_beat=480, tracks=[track])
    yield "all nine together", mido.MidiFile(type=1, ticks_per_beat=480, tracks=tracks)


def clicks(seconds):
    """One a second, and now and then two close together."""
    sound = np.zeros(seconds * RATE)
    sound[RATE // 2 :: RATE] = 1
    sound[RATE // 2 + 90 :: 4 * RATE] = -0.5
    return sound


def sounds(options, folder):
    """(kind, file, what librosa is given) of each."""
    random = np.random.default_rng(5)
    yield "the recording that ships, each resampling it", RECORDING, librosa.load(RECORDING, sr=RATE)[0]
    made = {"the recording that ships": librosa.load(RECORDING, sr=RATE)[0]}
    for name, score in scores(random):
        score.save(folder / "score.mid")
        bank = ["--bank", options.bank] if options.bank else []
        wav = folder / "played.wav"
        subprocess.run(
            [options.tool, "synthesize", folder / "score.mid", "-o", wav, "--mono", "--rate", str(RATE), *bank],
            check=True)
        made[name] = soundfile.read(wav, dtype="float32")[0]
    made |= {"white noise": noise(SECONDS, random), "clicks": clicks(SECONDS), "sweep": sweep(SECONDS, random)}
    for name, samples in made.items():
        samples = samples.astype("float32")
        soundfile.write(folder / "sound.wav", samples, RATE, subtype="FLOAT")
        yield name, folder / "sound.wav", samples


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tool", default=".build/release/pitchstreamer")
    parser.add_argument("--bank", help="an SF2 or SF3 bank")
    options = parser.parse_args()
    good = True
    print("| kind | frames, ours and librosa's | mean | 99.9 % | most |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind, path, samples in sounds(options, folder):
            subprocess.run([options.tool, "features", path, "-o", folder / "features.npy"], check=True)
            ours = np.load(folder / "features.npy")
            magnitudes = np.abs(librosa.cqt(samples, sr=RATE, hop_length=HOP, fmin=27.5, n_bins=88))
            # By default librosa takes what is below 1e-5 for 1e-5, which lifts the floor where the maximum is below 0.1, as
            # it is of single clicks. The feature's floor is -80 dB whatever the level.
            theirs = librosa.amplitude_to_db(magnitudes, ref=np.max, amin=1e-12) / 80 + 1
            count = f"{ours.shape[1]}, {theirs.shape[1]}"
            if ours.shape != theirs.shape:
                good = False
                print(f"| {kind} | {count} | | | |")
                continue
            apart = np.abs(ours - theirs)
            high = np.percentile(apart, 99.9)
            good &= bool(apart.mean() <= 0.003 and high <= 0.03)
            print(f"| {kind} | {count} | {apart.mean():.1e} | {high:.1e} | {apart.max():.1e} |", flush=True)
    sys.exit(0 if good else "constant_q_kinds: beyond the limits")


if __name__ == "__main__":
    main()
