"""Golden values for the tests of FourierTransform, STFT, MelSpectrogram, MelCepstrum, LogMelSpectrogram, OnsetStrength,
Decibels and WindowFunction.

    python Tests/Reference/spectra.py               writes Tests/AudioTests/Golden/spectra*

Run constant_q.py first: its plucked notes are the sound. Needs numpy, scipy, soundfile and librosa 0.11.
"""

import json
from pathlib import Path

import librosa
import numpy as np
import scipy.signal
import soundfile

GOLDEN = Path(__file__).parent.parent / "AudioTests" / "Golden"
SOUND, RATE = soundfile.read(GOLDEN / "constant_q_plucks.wav", dtype="float32")

SIZES = [1, 2, 3, 4, 5, 6, 7, 8, 12, 15, 16, 17, 30, 31, 64, 97, 128, 200, 441, 1000, 1024, 2018, 2048]
STFT = [
    {"samples": 4000, "size": 512, "hop": 128, "windowLength": 512, "window": "hann", "isCentred": True,
     "padding": "zeros"},
    {"samples": 4001, "size": 400, "hop": 160, "windowLength": 320, "window": "hamming", "isCentred": True,
     "padding": "reflection"},
    {"samples": 4000, "size": 441, "hop": 100, "windowLength": 441, "window": "blackman", "isCentred": False,
     "padding": "zeros"},
]
MEL = [
    {"samples": 16000, "size": 2048, "hop": 512, "melCount": 128, "minimumFrequency": 0, "maximumFrequency": 8000,
     "scale": "slaney", "isAreaNormalized": True},
    {"samples": 8000, "size": 400, "hop": 160, "melCount": 40, "minimumFrequency": 50, "maximumFrequency": 7000,
     "scale": "htk", "isAreaNormalized": False},
]
CEPSTRUM = [
    {**MEL[0], "coefficientCount": 20, "lifter": 0},
    {**MEL[1], "coefficientCount": 13, "lifter": 22},
]
# What the audio network of Liu, Yang and Jeng hears: windows, hop, bands, compression.
LOG_MEL = {"samples": 8000, "sizes": [512, 2048, 8192], "hop": 512, "melCount": 128, "compression": 10000}
ONSETS = [
    {"samples": 48000, "size": 2048, "hop": 512},
    {"samples": 30000, "size": 1024, "hop": 160},
]
LEVELS = [0, 1e-7, 1e-6, 2e-5, 0.001, -0.03, 0.5, 1, -4, 17.25]


def stft(case):
    """librosa's frames x bins."""
    return librosa.stft(
        SOUND[: case["samples"]], n_fft=case["size"], hop_length=case["hop"], win_length=case["windowLength"],
        window=case["window"], center=case["isCentred"],
        pad_mode={"zeros": "constant", "reflection": "reflect"}[case["padding"]]).T


def mel(case):
    """librosa's frames x bands."""
    return librosa.feature.melspectrogram(
        y=SOUND[: case["samples"]], sr=RATE, n_fft=case["size"], hop_length=case["hop"], n_mels=case["melCount"],
        fmin=case["minimumFrequency"], fmax=case["maximumFrequency"], htk=case["scale"] == "htk",
        norm="slaney" if case["isAreaNormalized"] else None).T


def thinned(spectrum):
    """A spectrum that is no sound's: its bins are lowered, the higher the more."""
    return spectrum / (1 + np.arange(len(spectrum)) / 40)[:, np.newaxis]


def istft(case):
    """librosa's sound of such a spectrum."""
    return librosa.istft(
        thinned(stft(case).T), n_fft=case["size"], hop_length=case["hop"], win_length=case["windowLength"],
        window=case["window"], center=case["isCentred"], length=case["samples"])


def cepstrum(case):
    """librosa's frames x coefficients."""
    decibels = librosa.power_to_db(mel(case))
    return librosa.feature.mfcc(S=decibels.T, n_mfcc=case["coefficientCount"], lifter=case["lifter"]).T


def log_mel(case):
    """Frames x (windows x bands)."""
    powers = [
        librosa.feature.melspectrogram(
            y=SOUND[: case["samples"]], sr=RATE, n_fft=size, hop_length=case["hop"], n_mels=case["melCount"])
        for size in case["sizes"]
    ]
    return np.log1p(case["compression"] * np.concatenate(powers)).T


def onsets(case):
    return librosa.onset.onset_strength(
        y=SOUND[: case["samples"]], sr=RATE, n_fft=case["size"], hop_length=case["hop"])


def decibels():
    """librosa's decibels of a few levels, for a few settings."""
    levels = np.array(LEVELS, dtype="float32")
    cases = []
    for reference in (None, 1.0, 2.5):
        for minimum in (1e-5, 1e-3):
            for limit in (80.0, 30.0, None):
                ref = np.max if reference is None else reference
                cases.append({
                    "reference": reference, "minimum": minimum, "range": limit,
                    "amplitudes": librosa.amplitude_to_db(levels, ref=ref, amin=minimum, top_db=limit).tolist(),
                    "powers": librosa.power_to_db(
                        np.abs(levels), ref=ref, amin=minimum**2, top_db=limit).tolist(),
                })
    return {"levels": LEVELS, "cases": cases}


def save(name, values):
    np.ascontiguousarray(values, dtype="<f4").tofile(GOLDEN / name)


def write():
    spectra = [np.fft.rfft(SOUND[1000 : 1000 + size].astype("f8")) for size in SIZES]
    save("spectra_fourier.bin", np.concatenate([np.concatenate([s.real, s.imag]) for s in spectra]))
    for index, case in enumerate(STFT):
        result = stft(case)
        save(f"spectra_stft_{index}.bin", np.stack([result.real, result.imag]))
        if case["isCentred"]:
            save(f"spectra_istft_{index}.bin", istft(case))
    for index, case in enumerate(CEPSTRUM):
        save(f"spectra_cepstrum_{index}.bin", cepstrum(case))
    save("spectra_log_mel.bin", log_mel(LOG_MEL))
    for index, case in enumerate(ONSETS):
        save(f"spectra_onsets_{index}.bin", onsets(case))
    for index, case in enumerate(MEL):
        power = mel(case)
        save(f"spectra_mel_{index}.bin", np.stack([power, librosa.power_to_db(power, ref=np.max)]))
    windows = {
        name: {str(count): scipy.signal.get_window(scipy_name, count).tolist() for count in (1, 2, 5, 8)}
        for name, scipy_name in
        [("hann", "hann"), ("hamming", "hamming"), ("blackman", "blackman"), ("rectangular", "boxcar")]
    }
    record = {
        "sizes": SIZES, "stft": STFT, "mel": MEL, "cepstrum": CEPSTRUM, "logMel": LOG_MEL, "onsets": ONSETS,
        "decibels": decibels(), "windows": windows,
    }
    (GOLDEN / "spectra.json").write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    write()
