"""Measures basic-pitch (Bittner et al., ICASSP 2022), its ONNX model out of its wheel, on folders of pairs.

    python3 -m venv Benchmarks/.venv
    Benchmarks/.venv/bin/pip install -r Benchmarks/basicpitch.txt
    pip download --no-deps --dest Benchmarks/.models basic-pitch==0.4.0
    Benchmarks/.venv/bin/python Benchmarks/basicpitch.py --fit .testsets/validation --output out .testsets/A

The wheel isn't installed: the model and its authors' decoding of notes are taken out of it where it lies. Written is
OUT/basic-pitch-NAME.json for each folder, in the form of `pitchstreamer evaluate`:

- pitches of frames as mir_eval.multipitch counts them, from the model's note activations at the frames of the scores
  (31.25 a second), with the threshold that is best on the folder of --fit;
- notes as mir_eval.transcription counts them, by basic-pitch's own decoding with its default settings;
- both against the notes of the nine instruments, as ours, and ("all") against those of whoever plays at a pitch, since
  basic-pitch can't know who has a label.
"""

import argparse
import functools
import json
import logging
import sys
import types
import warnings
from pathlib import Path
from zipfile import ZipFile

import mir_eval
import numpy
import onnxruntime
import pretty_midi
import soundfile
import soxr

warnings.simplefilter("ignore")
logging.disable(logging.WARNING)  # of the frameworks that aren't needed
HERE = Path(__file__).resolve().parent
FRAME_RATE = 31.25
KEYS = 88
LOWEST = 21
# The programs of the nine instruments; README.md has their names.
LABELLED = {*range(0, 6), *range(24, 40), 40, 42, 56, 59, 64, 65, 66, 67, 73}
GRID = numpy.round(numpy.arange(0.01, 1, 0.01), 2)
INTERVALS = ("pitchAccuracy", "pitchF1", "noteF1", "noteOffsetF1")


class BasicPitch:
    """The model, and the authors' decoding of notes."""

    def __init__(self, wheel):
        sys.path.insert(0, str(wheel))
        # Used where the authors make notes audible, which isn't needed here.
        sys.modules.setdefault("resampy", types.ModuleType("resampy"))
        import basic_pitch.constants as constants
        import basic_pitch.note_creation as note_creation

        self.constants, self.note_creation = constants, note_creation
        model = ZipFile(wheel).read("basic_pitch/saved_models/icassp_2022/nmp.onnx")
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        self.session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def activations(self, path):
        """Frames × 88 of notes and of onsets, by the authors' windows: two seconds, thirty frames of overlap."""
        c = self.constants
        sound, rate = soundfile.read(path, dtype="float32", always_2d=True)
        sound = soxr.resample(sound.mean(1), rate, c.AUDIO_SAMPLE_RATE, "HQ").astype(numpy.float32)
        overlap = 30
        hop = c.AUDIO_N_SAMPLES - overlap * c.FFT_HOP
        padded = numpy.concatenate([numpy.zeros(overlap * c.FFT_HOP // 2, numpy.float32), sound])
        starts = range(0, len(padded), hop)
        windows = numpy.zeros((len(starts), c.AUDIO_N_SAMPLES, 1), numpy.float32)
        for window, start in zip(windows, starts):
            piece = padded[start : start + c.AUDIO_N_SAMPLES]
            window[: len(piece), 0] = piece
        names = ["StatefulPartitionedCall:1", "StatefulPartitionedCall:2"]
        outputs = self.session.run(names, {"serving_default_input_2:0": windows})
        frames = int(numpy.floor(len(sound) * (c.ANNOTATIONS_FPS / c.AUDIO_SAMPLE_RATE)))
        return [out[:, overlap // 2 : -overlap // 2].reshape(-1, KEYS)[:frames] for out in outputs]

    def times(self, frames):
        return self.note_creation.model_frames_to_time(frames)

    def notes(self, note, onset):
        """Rows of onset, offset, MIDI pitch, with the defaults of basic_pitch.inference.predict."""
        shortest = int(numpy.round(127.70 / 1000 * (self.constants.AUDIO_SAMPLE_RATE / self.constants.FFT_HOP)))
        found = self.note_creation.output_to_notes_polyphonic(
            note, onset, onset_thresh=0.5, frame_thresh=0.3, min_note_len=shortest, infer_onsets=True,
            max_freq=None, min_freq=None, melodia_trick=True)  # fmt: skip
        times = self.times(len(note))
        rows = [[times[row[0]], times[min(row[1], len(times) - 1)], row[2]] for row in found]
        return numpy.array(rows, float).reshape(-1, 3)


def hertz(pitches):
    return 440.0 * 2.0 ** ((numpy.asarray(pitches, float) - 69) / 12)


class Score:
    """The notes of a score that are at a pitch, and which of them the nine instruments play."""

    def __init__(self, path, seconds):
        rows = [
            [note.start, note.end, note.pitch, instrument.program in LABELLED]
            for instrument in pretty_midi.PrettyMIDI(str(path)).instruments
            if not instrument.is_drum
            for note in instrument.notes
            if note.start < seconds and LOWEST <= note.pitch < LOWEST + KEYS
        ]
        self.rows = numpy.array(sorted(rows), float).reshape(-1, 4)

    def notes(self, everyone):
        return self.rows[:, :3] if everyone else self.rows[self.rows[:, 3] > 0, :3]

    def frames(self, times, everyone):
        active = numpy.zeros((len(times), KEYS), bool)
        for onset, offset, pitch in self.notes(everyone):
            active[(times >= onset - 1e-9) & (times < offset - 1e-9), int(pitch) - LOWEST] = True
        return active


class Clip:
    """A pair, heard: activations at the frames of the score."""

    def __init__(self, basic_pitch, audio):
        self.name = audio.stem
        info = soundfile.info(audio)
        self.seconds = info.duration
        self.score = Score(audio.with_suffix(".mid"), info.duration)
        self.note, self.onset = basic_pitch.activations(audio)
        self.times = numpy.arange(1 + int(info.duration * FRAME_RATE)) / FRAME_RATE
        own = basic_pitch.times(len(self.note))
        # The nearest frame, the earlier of two as near, as mir_eval takes it; nothing outside of their range.
        nearest = numpy.clip(numpy.searchsorted((own[1:] + own[:-1]) / 2, self.times), 0, len(own) - 1)
        inside = (self.times >= own[0]) & (self.times <= own[-1])
        self.at_frames = self.note[nearest] * inside[:, None]

    @functools.cache
    def truth(self, everyone):
        return self.score.frames(self.times, everyone)

    def pitches(self, threshold, everyone):
        """mir_eval.multipitch's accuracy and F1: on a grid of semitones a match is an equal cell."""
        truth, heard = self.truth(everyone), self.at_frames >= threshold
        both, total = (truth & heard).sum(), truth.sum() + heard.sum()
        return (both / (total - both), 2 * both / total) if total else (None, None)

    def check(self, threshold):
        """That this is what mir_eval says."""
        pitches = hertz(numpy.arange(KEYS) + LOWEST)
        sides = [[pitches[frame] for frame in side] for side in (self.truth(False), self.at_frames >= threshold)]
        accuracy = mir_eval.multipitch.metrics(self.times, sides[0], self.times, sides[1])[2]
        own = self.pitches(threshold, False)[0]
        assert own is None or abs(accuracy - own) < 1e-9, (self.name, accuracy, own)

    def note_scores(self, notes, everyone):
        reference = self.score.notes(everyone)
        if not len(reference) and not len(notes):
            return None, None
        arguments = (reference[:, :2], hertz(reference[:, 2]), notes[:, :2], hertz(notes[:, 2]))
        score = mir_eval.transcription.precision_recall_f1_overlap
        return score(*arguments, offset_ratio=None)[2], score(*arguments)[2]


def mean(values):
    values = [float(value) for value in values if value is not None]
    return sum(values) / len(values) if values else None


def interval(values, resamples=1000):
    values = numpy.array([numpy.nan if value is None else value for value in values], float)
    random = numpy.random.default_rng(1)
    drawn = values[random.integers(0, len(values), (resamples, len(values)))]
    low, high = numpy.nanquantile(numpy.nanmean(drawn, 1), [0.025, 0.975])
    return {"low": float(low), "high": float(high)}


def folder_clips(basic_pitch, folder):
    sounds = sorted(path for path in folder.iterdir() if path.suffix in (".flac", ".wav", ".mp3", ".ogg"))
    for audio in sounds:
        if audio.with_suffix(".mid").exists():
            yield Clip(basic_pitch, audio)


def fit(basic_pitch, folder):
    """The thresholds with the best mean accuracy, for the labelled notes and for all."""
    sums = {everyone: [[] for _ in GRID] for everyone in (False, True)}
    for clip in folder_clips(basic_pitch, folder):
        for everyone, lists in sums.items():
            for threshold, found in zip(GRID, lists):
                found.append(clip.pitches(threshold, everyone)[0])
    return {everyone: float(GRID[numpy.argmax([mean(found) for found in lists])]) for everyone, lists in sums.items()}


def measure(basic_pitch, folder, thresholds):
    rows = []
    for number, clip in enumerate(folder_clips(basic_pitch, folder)):
        if number % 20 == 0:
            clip.check(thresholds[False])
        notes = basic_pitch.notes(clip.note, clip.onset)
        row = {"name": clip.name, "duration": clip.seconds}
        for everyone, suffix in ((False, ""), (True, "OfAll")):
            accuracy, f1 = clip.pitches(thresholds[everyone], everyone)
            note, with_offset = clip.note_scores(notes, everyone)
            values = (accuracy, f1, note, with_offset)
            row |= {name + suffix: value if value is None else float(value) for name, value in zip(INTERVALS, values)}
        rows.append(row)
    names = [name + suffix for suffix in ("", "OfAll") for name in INTERVALS]
    return {name: mean(row[name] for row in rows) for name in names} | {
        "details": {
            "system": "basic-pitch 0.4.0",
            "thresholds": {"pitch": thresholds[False], "pitchOfAll": thresholds[True]},
            "intervals": {name: interval([row[name] for row in rows]) for name in names}, "clips": rows,
        }
    }  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, help="folders of pairs to measure on")
    parser.add_argument("--fit", type=Path, required=True, help="a folder of pairs to choose the threshold on")
    parser.add_argument("--output", type=Path, default=Path("."), help="where the JSON files go")
    parser.add_argument("--wheel", type=Path, help="basic-pitch's wheel; by default that in Benchmarks/.models")
    options = parser.parse_args()
    wheels = [options.wheel] if options.wheel else sorted((HERE / ".models").glob("basic_pitch-*.whl"))
    if not wheels or not wheels[-1].exists():
        parser.error("no wheel: pip download --no-deps --dest Benchmarks/.models basic-pitch==0.4.0")
    basic_pitch = BasicPitch(wheels[-1].resolve())
    thresholds = fit(basic_pitch, options.fit)
    print(f"basic-pitch: thresholds {thresholds[False]:.2f}, of all {thresholds[True]:.2f}", flush=True)
    options.output.mkdir(parents=True, exist_ok=True)
    for folder in options.folders:
        figures = measure(basic_pitch, folder, thresholds)
        target = options.output / f"basic-pitch-{folder.name}.json"
        target.write_text(json.dumps(figures, indent=2, sort_keys=True) + "\n", encoding="utf-8")
        shown = ", ".join(f"{name} {figures[name]:.3f}" for name in figures if name != "details")
        print(f"basic-pitch on {folder.name}: {shown}", flush=True)


if __name__ == "__main__":
    main()
