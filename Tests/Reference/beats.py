"""How well the beats of scores are found: `pitchstreamer midi SCORE -o OUT.mid --tempo tracked` beside the score's own.

    python Tests/Reference/beats.py FOLDER [--binary .build/release/pitchstreamer] [--count 40] [--seed 1]

FOLDER is searched for MIDI files whose tempo maps are right, those that were engraved. Prints mir_eval's F-measure of
the beats (within 70 ms, the first five seconds left out) of each file, and the means: as they are, and of the best of
half, own, double and threefold tempo in any phase, which is what a player taps who takes another level for the beat.
"""

import argparse
import pathlib
import random
import subprocess
import sys
import tempfile

import mido
import mir_eval
import numpy as np


def beats(path):
    file = mido.MidiFile(path)
    changes = [(0, 500000)]
    for track in file.tracks:
        tick = 0
        for message in track:
            tick += message.time
            if message.type == "set_tempo":
                changes.append((tick, message.tempo))
    changes.sort(key=lambda change: change[0])
    end = max(sum(message.time for message in track) for track in file.tracks)
    result, seconds, last, tempo, place = [], 0.0, 0, 500000, 0
    for beat in range(0, end, file.ticks_per_beat):
        while place < len(changes) and changes[place][0] <= beat:
            seconds += (changes[place][0] - last) * tempo * 1e-6 / file.ticks_per_beat
            last, tempo = changes[place]
            place += 1
        result.append(seconds + (beat - last) * tempo * 1e-6 / file.ticks_per_beat)
    return np.array(result)


def levels(own):
    yield own
    for parts in (2, 3):
        yield from (own[start::parts] for start in range(parts))
        fine = np.interp(np.arange(0, len(own) - 1, 1 / parts), np.arange(len(own)), own)
        yield fine
        yield from (fine[start::2] for start in range(2))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--binary", default=".build/release/pitchstreamer")
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    files = sorted(options.folder.rglob("*.mid"))
    random.Random(options.seed).shuffle(files)
    scores = []
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "out.mid"
        for path in files[:options.count]:
            answer = subprocess.run([options.binary, "midi", str(path), "-o", str(out), "--tempo", "tracked"])
            if answer.returncode:
                sys.exit(f"{path}: status {answer.returncode}")
            own, found = beats(path), mir_eval.beat.trim_beats(beats(out))

            def score(reference):
                reference = mir_eval.beat.trim_beats(reference)
                return mir_eval.beat.f_measure(reference, found) if len(reference) and len(found) else 0.0

            if len(own) > 12:
                scores.append((score(own), max(map(score, levels(own)))))
                print(f"{path.name}: {scores[-1][0]:.3f}, at the best level {scores[-1][1]:.3f}")
    mean = np.mean(scores, axis=0)
    print(f"mean of {len(scores)}: {mean[0]:.3f}, at the best level {mean[1]:.3f}")


if __name__ == "__main__":
    main()
