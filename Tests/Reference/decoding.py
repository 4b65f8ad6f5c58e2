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
        expected[name] = written(name, tone(24000, 0.25), 24000, format, subtype)
    # Containers and codings that are rarer: shorter, as most are not compressed.
    for name, format, subtype in [
        ("pcm16.rf64", "RF64", "PCM_16"),
        ("pcm24.w64", "W64", "PCM_24"),
        ("pcm24.caf", "CAF", "PCM_24"),
        ("alac.caf", "CAF", "ALAC_16"),
        ("pcm24.wav", "WAV", "PCM_24"),
        ("float.wav", "WAV", "FLOAT"),
        ("double.wav", "WAV", "DOUBLE"),
        ("u8.wav", "WAV", "PCM_U8"),
        ("ulaw.wav", "WAV", "ULAW"),
        ("alaw.wav", "WAV", "ALAW"),
        ("adpcm.wav", "WAV", "IMA_ADPCM"),
        ("pcm24.aiff", "AIFF", "PCM_24"),
        ("alaw.aiff", "AIFF", "ALAW"),
        ("pcm16.au", "AU", "PCM_16"),
    ]:
        expected[name] = written(name, tone(16000, 0.05), 16000, format, subtype)
    # 5.1: front left, right, centre, low frequencies, rear left, right.
    for name, format, subtype in [
        ("surround.wav", "WAVEX", "PCM_16"),
        ("surround.flac", "FLAC", "PCM_16"),
        ("surround.ogg", "OGG", "VORBIS"),
    ]:
        two = tone(16000, 0.05)
        six = np.concatenate([two, 0.5 * two, 0.25 * two[:, ::-1]], 1)
        expected[name] = written(name, six, 16000, format, subtype)
    (GOLDEN / "files.json").write_text(json.dumps(expected))


def written(name, samples, rate, format, subtype):
    path = GOLDEN / name
    soundfile.write(path, samples, rate, format=format, subtype=subtype)
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    # Every 37th frame tells a wrong decoding as surely as all of them.
    expected = {"sampleRate": rate, "frameCount": len(samples), "mean": digits(samples[::37].mean(1))}
    expected["channels"] = [digits(channel) for channel in samples[::37].T]
    return expected


def digits(values):
    return [float(f"{x:.7g}") for x in values]


def best_resampling():
    """Noise over the whole band, by soxr's best recipe in double precision."""
    signal = np.random.default_rng(5).uniform(-0.9, 0.9, 4000).astype(np.float32)
    golden = {"input": [float(f"{x:.9g}") for x in signal], "outputs": {}}
    for source in [44100, 48000]:
        output = soxr.resample(signal.astype(np.float64), source, 16000, quality="VHQ")
        golden["outputs"][source] = [float(f"{x:.9g}") for x in output]
    (GOLDEN / "resampling_best.json").write_text(json.dumps(golden))


def untagged():
    """An MP3 of constant bit rate without its first frame, which states the delay of the encoder."""
    path = GOLDEN / "untagged.mp3"
    with soundfile.SoundFile(
        path, "w", 24000, 1, format="MP3", bitrate_mode="CONSTANT", compression_level=0.5
    ) as file:
        file.write(tone(24000, 0.25)[:, 0])
    data = path.read_bytes()
    path.write_bytes(data[data.index(data[:3], 4) :])


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
    untagged()
    resampling()
    best_resampling()
