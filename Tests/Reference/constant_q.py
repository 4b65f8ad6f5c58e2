"""Golden values for ConstantQTests: signals as 16-bit WAV, and librosa's magnitudes of them.

    python Tests/Reference/constant_q.py            writes Tests/AudioTests/Golden/constant_q*
    python Tests/Reference/constant_q.py --time     times librosa.cqt on ten minutes of noise instead
    python Tests/Reference/constant_q.py --compare SOUND.wav FEATURES.npy
                                                    sets `pitchstreamer features SOUND.wav -o FEATURES.npy` beside librosa

The sound to compare is to be of 16 kHz, so that no resampler has a part in it. Needs numpy, soundfile and librosa 0.11.
"""

import json
import sys
import time
from pathlib import Path

import librosa
import numpy as np
import soundfile

RATE = 16000
GOLDEN = Path(__file__).parent.parent / "AudioTests" / "Golden"


def partials(frequency, times, count, random, falloff):
    """A harmonic tone below 7.8 kHz."""
    tone = np.zeros_like(times)
    for k in range(1, count + 1):
        if k * frequency < 7800:
            tone += np.sin(2 * np.pi * k * frequency * times + random.uniform(0, 6)) / k**falloff
    return tone


def polyphony(seconds, random):
    """Sustained notes, some of them cut by the end of the file."""
    times = np.arange(int(seconds * RATE)) / RATE
    sound = np.zeros_like(times)
    for _ in range(int(5 * seconds)):
        onset, length = random.uniform(0, seconds - 0.3), random.uniform(0.2, 1.5)
        frequency = 440 * 2 ** ((random.integers(28, 90) - 69) / 12)
        envelope = np.clip((times - onset) / 0.02, 0, 1) * np.clip((onset + length - times) / 0.05, 0, 1)
        sound += envelope * partials(frequency, times, 14, random, 1.3)
    return 0.8 * sound / np.abs(sound).max()


def plucks(seconds, random):
    """Decaying notes over the whole keyboard, four a second."""
    times = np.arange(int(seconds * RATE)) / RATE
    sound = np.zeros_like(times)
    for index in range(int(4 * seconds)):
        after = times - index / 4
        frequency = 440 * 2 ** ((random.integers(21, 96) - 69) / 12)
        envelope = np.where(after >= 0, np.exp(-np.maximum(after, 0) * random.uniform(1, 5)), 0)
        sound += envelope * partials(frequency, after, 18, random, 1)
    return 0.8 * sound / np.abs(sound).max()


def sweep(seconds, _):
    """From 20 Hz to 7.9 kHz, as many octaves a second all the way."""
    times = np.arange(int(seconds * RATE)) / RATE
    rate = np.log(7900 / 20) / seconds
    return 0.7 * np.sin(2 * np.pi * 20 * np.expm1(rate * times) / rate)


def noise(seconds, random):
    """White noise at -20 dB."""
    return 0.1 * random.standard_normal(int(seconds * RATE))


SIGNALS = {"polyphony": polyphony, "plucks": plucks, "sweep": sweep, "noise": noise}

# The signal, how many of its samples, and the settings by ConstantQ's names. The rate is only declared:
# the same samples are taken to be of another one.
CASES = [
    *({"signal": name} for name in SIGNALS),
    {"signal": "plucks", "samples": 24000, "sampleRate": 22050, "hop": 256, "binCount": 180, "binsPerOctave": 36},
    {"signal": "plucks", "sampleRate": 44100, "minimumFrequency": 55, "binCount": 144, "binsPerOctave": 24},
    {"signal": "plucks", "sampleRate": 44100, "hop": 256, "binCount": 88},
    {"signal": "plucks", "sampleRate": 22050, "minimumFrequency": 110, "binCount": 40},
    {"signal": "plucks", "samples": 32000, "hop": 320, "binCount": 84, "minimumFrequency": 32.7032},
    {"signal": "plucks", "samples": 32000, "hop": 441, "binCount": 36, "minimumFrequency": 220},
    {"signal": "plucks", "samples": 23997, "filterScale": 0.5, "tuning": 0.3},
    # Complex values, by hop, resolution, range, window and tuning.
    {"signal": "polyphony", "samples": 24000, "isComplex": True},
    {"signal": "noise", "samples": 16000, "isComplex": True, "hop": 1024, "tuning": -0.4},
    {"signal": "plucks", "samples": 8000, "isComplex": True, "hop": 128, "tuning": 0.5},
    {"signal": "plucks", "samples": 12001, "isComplex": True, "hop": 300, "binCount": 30, "minimumFrequency": 880},
    {"signal": "polyphony", "samples": 16000, "isComplex": True, "binCount": 168, "binsPerOctave": 24, "tuning": 0.25},
    {"signal": "sweep", "samples": 16000, "isComplex": True, "binCount": 216, "binsPerOctave": 36,
     "minimumFrequency": 55},
    *({"signal": signal, "samples": 16000, "isComplex": True, "window": window}
      for window in ("hamming", "blackman", "rectangular") for signal in ("plucks", "noise")),
    {"signal": "plucks", "samples": 20000, "isComplex": True, "window": "rectangular", "binsPerOctave": 24,
     "binCount": 100, "minimumFrequency": 110, "hop": 256, "tuning": -0.2},
    {"signal": "plucks", "samples": 24000, "isComplex": True, "gamma": 20},
    {"signal": "noise", "samples": 16000, "gamma": 8.5, "binCount": 84, "minimumFrequency": 32.7032},
]
DEFAULTS = {
    "samples": 48000, "sampleRate": 16000, "hop": 512, "minimumFrequency": 27.5, "binCount": 88, "binsPerOctave": 12,
    "filterScale": 1, "tuning": 0, "window": "hann", "gamma": 0, "isComplex": False,
}
WINDOWS = {"rectangular": "boxcar"}


def transform(sound, case):
    """librosa's definition, frames x bins; complex."""
    name = case["window"]
    return librosa.vqt(
        sound[: case["samples"]], sr=case["sampleRate"], hop_length=case["hop"], fmin=case["minimumFrequency"],
        n_bins=case["binCount"], bins_per_octave=case["binsPerOctave"], filter_scale=case["filterScale"],
        tuning=case["tuning"], window=WINDOWS.get(name, name), gamma=case["gamma"]).T


def write():
    random = np.random.default_rng(16)
    sounds = {}
    for name, make in SIGNALS.items():
        path = GOLDEN / f"constant_q_{name}.wav"
        soundfile.write(path, make(3, random), RATE, subtype="PCM_16")
        sounds[name], _ = soundfile.read(path, dtype="float32")
    cases = []
    for index, case in enumerate(CASES):
        case = {**DEFAULTS, **case, "values": f"constant_q_{index}.bin"}
        result = transform(sounds[case["signal"]], case)
        case["frames"] = len(result)
        # All real parts, then all imaginary ones; or magnitudes.
        parts = np.stack([result.real, result.imag]) if case["isComplex"] else np.abs(result)
        np.ascontiguousarray(parts, dtype="<f4").tofile(GOLDEN / case["values"])
        cases.append(case)
    (GOLDEN / "constant_q.json").write_text(json.dumps(cases, indent=1) + "\n")


def measure():
    sound = np.random.default_rng(1).standard_normal(600 * RATE).astype("float32")
    librosa.cqt(sound[: 10 * RATE], sr=RATE, hop_length=512, fmin=27.5, n_bins=88)
    for _ in range(3):
        start = time.perf_counter()
        librosa.cqt(sound, sr=RATE, hop_length=512, fmin=27.5, n_bins=88)
        print(f"librosa {librosa.__version__}: {600 / (time.perf_counter() - start):.0f} times real time")


def compare(sound, features):
    sound, rate = librosa.load(sound, sr=None, mono=True)
    transform = np.abs(librosa.cqt(sound, sr=rate, hop_length=512, fmin=27.5, n_bins=88))
    difference = np.abs(librosa.amplitude_to_db(transform, ref=np.max) / 80 + 1 - np.load(features))
    print(f"mean {difference.mean():.2e}, 99.9 % {np.percentile(difference, 99.9):.2e}, most {difference.max():.2e}")


if __name__ == "__main__":
    if "--time" in sys.argv:
        measure()
    elif "--compare" in sys.argv:
        compare(*sys.argv[-2:])
    else:
        write()
