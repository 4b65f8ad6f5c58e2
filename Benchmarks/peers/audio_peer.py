"""librosa, python-soxr and soundfile as contenders of audio.py: `audio_peer.py WORK FOLDER`."""

import sys
from pathlib import Path

from protocol import serve, skip

FLAC, MP3, MONO = "stereo44k.flac", "stereo44k.mp3", "mono16k.wav"


def works(folder):
    import librosa
    import numpy as np
    import soundfile
    import soxr

    def mono():
        return soundfile.read(folder / MONO, dtype="float32")[0]

    def decode(name):
        def run():
            sound, rate = soundfile.read(folder / name, dtype="float32")
            return soxr.resample(sound.mean(axis=1), rate, 16_000)

        return run

    def cqt(sound):
        return lambda: np.abs(librosa.cqt(sound, sr=16_000, hop_length=512, fmin=27.5, n_bins=88))

    def resample():
        sound, rate = soundfile.read(folder / FLAC, dtype="float32")
        sound = np.ascontiguousarray(sound.mean(axis=1))
        return lambda: soxr.resample(sound, rate, 16_000)

    def stft():
        sound = mono()
        return lambda: np.abs(librosa.stft(sound, n_fft=2048, hop_length=512))

    def mel():
        sound = mono()
        return lambda: librosa.feature.melspectrogram(y=sound, sr=16_000, n_fft=2048, hop_length=512)

    return {
        "cqt": lambda: (cqt(mono()), f"librosa {librosa.__version__}"),
        # The first call of a process compiles and makes kernels: its first run is what is to be compared.
        "kernels": lambda: (cqt(np.zeros(512, np.float32)), f"librosa {librosa.__version__}"),
        "stft": lambda: (stft(), f"librosa {librosa.__version__}"),
        "mel": lambda: (mel(), f"librosa {librosa.__version__}"),
        "resample": lambda: (resample(), f"python-soxr {soxr.__version__}"),
        "flac": lambda: (decode(FLAC), f"soundfile {soundfile.__version__}, python-soxr {soxr.__version__}"),
        "mp3": lambda: (decode(MP3), f"soundfile {soundfile.__version__}, python-soxr {soxr.__version__}"),
    }


def main():
    try:
        run, version = works(Path(sys.argv[2]))[sys.argv[1]]()
    except ImportError as problem:
        skip(problem)
    serve(run, version=version)


if __name__ == "__main__":
    main()
