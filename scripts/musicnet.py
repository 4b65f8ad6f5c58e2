"""Turns MusicNet's older release, musicnet.npz, into the layout that `--dataset musicnet` reads.

    pip install numpy scipy intervaltree
    python scripts/musicnet.py musicnet.npz OUT

The archive holds for each recording its samples and an interval tree of its notes, pickled by Python 2. A pickle can run
any code when it is read, so only the classes that belong there are let through. OUT gets train_data, train_labels, test_data and
test_labels; recordings that are there already are passed over, so a run that was stopped goes on.
"""

import csv
import io
import os
import pickle
import sys
import zipfile

import numpy as np
from scipy.io import wavfile

RATE = 44_100
# The ten of the test in the release as tables.
TEST = {"1759", "1819", "2106", "2191", "2298", "2303", "2382", "2416", "2556", "2628"}
HEAD = ["start_time", "end_time", "instrument", "note", "start_beat", "end_beat", "note_value"]

ALLOWED = {
    ("numpy", "ndarray"), ("numpy", "dtype"),
    ("numpy.core.multiarray", "_reconstruct"), ("numpy._core.multiarray", "_reconstruct"),
    ("numpy.core.multiarray", "scalar"), ("numpy._core.multiarray", "scalar"),
    ("intervaltree.intervaltree", "IntervalTree"), ("intervaltree.interval", "Interval"),
    ("intervaltree.node", "Node"), ("builtins", "set"), ("__builtin__", "set"), ("_codecs", "encode"),
    ("copy_reg", "_reconstructor"), ("copyreg", "_reconstructor"), ("__builtin__", "object"), ("builtins", "object"),
}


class Unpickler(pickle.Unpickler):
    def find_class(self, module, name):
        if (module, name) not in ALLOWED:
            raise pickle.UnpicklingError(f"{module}.{name} doesn't belong in MusicNet")
        return super().find_class(module, name)


def recording(member):
    """The samples and the notes of one member of the archive."""
    data = io.BytesIO(member)
    version = np.lib.format.read_magic(data)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    _, _, kind = read(data)
    if not kind.hasobject:
        raise ValueError("isn't a pair of samples and notes")
    samples, notes = Unpickler(data, encoding="latin1").load()
    return np.asarray(samples, dtype=np.float32), notes


def whole(path, write):
    """Writes under another name first, so that what stands there is whole."""
    write(path + ".part")
    os.replace(path + ".part", path)


def table(path, notes):
    with open(path, "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(HEAD)
        for start, end, (instrument, note, _measure, beat, length, value) in sorted(notes):
            rows.writerow([start, end, instrument, note, beat, length, value])


def main(archive, out):
    with zipfile.ZipFile(archive) as members:
        for name in sorted(members.namelist()):
            key = name.removesuffix(".npy")
            part = "test" if key in TEST else "train"
            sound = os.path.join(out, f"{part}_data", f"{key}.wav")
            labels = os.path.join(out, f"{part}_labels", f"{key}.csv")
            if os.path.exists(sound) and os.path.exists(labels):
                continue
            for path in (sound, labels):
                os.makedirs(os.path.dirname(path), exist_ok=True)
            samples, notes = recording(members.read(name))
            whole(labels, lambda path: table(path, notes))
            whole(sound, lambda path: wavfile.write(path, RATE, samples))
            print(f"{part} {key}: {len(samples) / RATE:.0f} s, {len(notes)} notes")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
