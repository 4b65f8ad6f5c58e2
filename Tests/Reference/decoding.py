"""Golden values for Tests/AudioTests/{AudioFile,Resampler}Tests.swift.

Sound files encoded and decoded by python-soundfile, and resampled signals of python-soxr.
Needs: numpy, soundfile, soxr. Run: python Tests/Reference/decoding.py
"""

import json
import pathlib

import numpy as np
import soundfile
import soxr

GOLDEN = pathlib.Path(__file__).parent.parent / "AudioTests" / "Golden" / "decoding"


def tone(rate, seconds):
    """Two gliding tones on two channels, with a soft start, so that lossy coders do well."""
    t = np.arange(int(rate * seconds)) / rate
    left = 0.5 * np.sin(2 * np.pi * (330 * t + 400 * t * t))
    right = 0.3 * np.sin(2 * np.pi * 550 * t) + 0.1 * np.sin(2 * np.pi * 1700 * t)
    return (np.stack([left, right], 1) * np.minimum(1, 20 * t)[:, None]).astype(np.float32)


def files():
    expected = {}
    for name, format, subtype in [
        ("tone.flac", "FLAC", "PCM_24"),
        ("tone.ogg", "OGG", "VORBIS"),
        ("tone.opus", "OGG", "OPUS"),
        ("tone.mp3", "MP3", "MPEG_LAYER_III"),
        ("tone.au", "AU", "ULAW"),
    ]:
        path = GOLDEN / name
        soundfile.write(path, tone(24000, 0.25), 24000, format=format, subtype=subtype)
        samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
        expected[name] = {
            "sampleRate": rate,
            "frameCount": len(samples),
            # Every 37th frame tells a wrong decoding as surely as all of them.
            "left": [float(f"{x:.7g}") for x in samples[::37, 0]],
            "right": [float(f"{x:.7g}") for x in samples[::37, 1]],
        }
    (GOLDEN / "files.json").write_text(json.dumps(expected))


def resampling():
    # A glide through the whole band and a click near either end.
    i = np.arange(1500)
    signal = 0.6 * np.sin(2 * np.pi * 0.0002 * i * i)
    signal[3] += 0.4
    signal[1490] -= 0.4
    signal = signal.astype(np.float32)
    cases = []
    for source, target, quality in [
        (44100, 16000, "HQ"),
        (48000, 16000, "HQ"),
        (22050, 16000, "HQ"),
        (8000, 16000, "HQ"),
        (16000, 44100, "HQ"),
        (44100, 44099, "HQ"),
        (44100, 16000, "QQ"),
        (44100, 16000, "LQ"),
        (44100, 16000, "MQ"),
        (44100, 16000, "VHQ"),
    ]:
        output = soxr.resample(signal, source, target, quality=quality)
        cases.append(
            {
                "from": source,
                "to": target,
                "quality": quality,
                "output": [float(f"{x:.8g}") for x in output],
            }
        )
    golden = {"input": [float(f"{x:.9g}") for x in signal], "cases": cases}
    (GOLDEN / "resampling.json").write_text(json.dumps(golden))


if __name__ == "__main__":
    GOLDEN.mkdir(parents=True, exist_ok=True)
    files()
    resampling()
