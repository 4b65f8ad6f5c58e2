"""Golden values for the tests of TuningEstimator and HybridConstantQ.

    python Tests/Reference/constant_q_kin.py        writes Tests/AudioTests/Golden/tuning.json, hybrid*

Run constant_q.py first: its signals are the sounds. For tunings the same samples are taken to be of other rates, which
moves all their notes. Needs numpy, soundfile and librosa 0.11.
"""

import json
from pathlib import Path

import librosa
import numpy as np
import soundfile

GOLDEN = Path(__file__).parent.parent / "AudioTests" / "Golden"
RATE = 16000


def sound(name):
    return soundfile.read(GOLDEN / f"constant_q_{name}.wav", dtype="float32")[0]


def tuned(steps):
    """The rate at which the samples sound so many semitones higher."""
    return RATE * 2 ** (steps / 12)


TUNINGS = [
    *({"signal": signal, "sampleRate": tuned(steps)}
      for signal in ("polyphony", "plucks") for steps in (0, 0.13, 0.37, 0.495, -0.42, -0.085)),
    {"signal": "sweep"}, {"signal": "noise"},
    {"signal": "plucks", "sampleRate": tuned(0.2), "binsPerOctave": 24},
    {"signal": "plucks", "sampleRate": tuned(0.2), "binsPerOctave": 36, "resolution": 0.05},
    {"signal": "polyphony", "sampleRate": tuned(-0.3), "size": 4096, "hop": 512, "resolution": 0.03},
    {"signal": "polyphony", "sampleRate": tuned(0.3), "size": 1000, "hop": 300, "minimumFrequency": 0,
     "maximumFrequency": 20000, "threshold": 0.01},
]
DEFAULTS = {
    "sampleRate": RATE, "size": 2048, "hop": 512, "binsPerOctave": 12, "resolution": 0.01, "minimumFrequency": 150,
    "maximumFrequency": 4000, "threshold": 0.1,
}
FREQUENCIES = [
    ([440], 12, 0.01), ([0, 441, 445, 890], 12, 0.01), ([427.5, 300, 301, 302, 220.3], 12, 0.1),
    ([100, 200, 300, 400, 500], 24, 0.07), ([27.5 * 2 ** (0.5 / 12)], 12, 0.01),
]


def tuning(case):
    """librosa's estimate, and the peaks that it is told from."""
    names = {"n_fft": "size", "hop_length": "hop", "fmin": "minimumFrequency", "fmax": "maximumFrequency"}
    settings = {theirs: case[ours] for theirs, ours in names.items()} | {"threshold": case["threshold"]}
    samples = sound(case["signal"])
    pitches, magnitudes = librosa.piptrack(y=samples, sr=case["sampleRate"], **settings)
    bins, frames = np.nonzero(pitches)
    order = np.lexsort((bins, frames))
    peaks = [
        {"frame": int(frames[i]), "frequency": float(pitches[bins[i], frames[i]]),
         "magnitude": float(magnitudes[bins[i], frames[i]])}
        for i in order[:: max(1, len(order) // 12)]]
    estimate = librosa.estimate_tuning(
        y=samples, sr=case["sampleRate"], resolution=case["resolution"], bins_per_octave=case["binsPerOctave"],
        **settings)
    return {**case, "tuning": float(estimate), "peakCount": len(order), "peaks": peaks}


HYBRIDS = [
    {"signal": "polyphony", "samples": 24000},
    {"signal": "plucks", "samples": 20001, "hop": 1024, "tuning": 0.3},
    {"signal": "noise", "samples": 16000, "hop": 500, "binCount": 168, "binsPerOctave": 24},
    # All bins from short-time spectra, and none.
    {"signal": "plucks", "samples": 40000, "hop": 2048, "minimumFrequency": 880, "binCount": 36},
    {"signal": "plucks", "samples": 4000, "hop": 64, "minimumFrequency": 220, "binCount": 48},
]
HYBRID_DEFAULTS = {"hop": 512, "minimumFrequency": 27.5, "binCount": 88, "binsPerOctave": 12, "tuning": 0}


def hybrid(case):
    """librosa's frames x bins."""
    return librosa.hybrid_cqt(
        sound(case["signal"])[: case["samples"]], sr=RATE, hop_length=case["hop"], fmin=case["minimumFrequency"],
        n_bins=case["binCount"], bins_per_octave=case["binsPerOctave"], tuning=case["tuning"]).T


def write():
    record = {
        "sounds": [tuning({**DEFAULTS, **case}) for case in TUNINGS],
        "frequencies": [
            {"frequencies": frequencies, "binsPerOctave": bins, "resolution": resolution,
             "tuning": float(librosa.pitch_tuning(
                 np.array(frequencies, dtype="f8"), bins_per_octave=bins, resolution=resolution))}
            for frequencies, bins, resolution in FREQUENCIES],
    }
    (GOLDEN / "tuning.json").write_text(json.dumps(record, indent=1) + "\n")
    cases = []
    for index, case in enumerate(HYBRIDS):
        case = {**HYBRID_DEFAULTS, **case, "values": f"hybrid_{index}.bin"}
        result = hybrid(case)
        case["frames"] = len(result)
        np.ascontiguousarray(result, dtype="<f4").tofile(GOLDEN / case["values"])
        cases.append(case)
    (GOLDEN / "hybrid.json").write_text(json.dumps(cases, indent=1) + "\n")


if __name__ == "__main__":
    write()
