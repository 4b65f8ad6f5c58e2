"""Golden values of the metrics, from mir_eval and scikit-learn, on cases made from a seed.

    python3 Tests/Reference/note_metrics.py

writes Tests/MultiTaskTests/Golden/note_metrics.json, which EvaluationTests read.
"""

import json
import pathlib
import warnings

import mir_eval
import numpy as np
import sklearn.metrics

warnings.simplefilter("ignore")
random = np.random.default_rng(20190512)
golden = pathlib.Path(__file__).parent.parent / "MultiTaskTests" / "Golden" / "note_metrics.json"


def hertz(pitch):
    return 440.0 * 2.0 ** ((np.asarray(pitch, dtype=float) - 69) / 12)


def multipitch_case(frames, estimate_step, offset, crowd):
    """Random chords, some pitches a little off, on the same or on other times."""
    times = np.arange(frames) * 0.032
    reference = [np.sort(random.choice(np.arange(40, 80), random.integers(0, crowd + 1), False)) for _ in times]
    estimate_times = offset + np.arange(int(frames * 0.032 / estimate_step)) * estimate_step
    estimate = []
    for time in estimate_times:
        heard = reference[min(int(round(max(time, 0) / 0.032)), frames - 1)].astype(float)
        heard = heard[random.random(len(heard)) < 0.8] + random.uniform(-0.9, 0.9, 1) * (random.random() < 0.6)
        more = random.uniform(40, 80, random.integers(0, 3))
        estimate.append(np.sort(np.concatenate([heard, more])))
    reference = [hertz(frame) for frame in reference]
    estimate = [hertz(frame) for frame in estimate]
    scores = mir_eval.multipitch.evaluate(times, reference, estimate_times, estimate)
    return {
        "reference_times": times.tolist(), "reference": [frame.tolist() for frame in reference],
        "estimate_times": estimate_times.tolist(), "estimate": [frame.tolist() for frame in estimate],
        "scores": {
            "precision": scores["Precision"], "recall": scores["Recall"], "accuracy": scores["Accuracy"],
            "substitution": scores["Substitution Error"], "miss": scores["Miss Error"],
            "false_alarm": scores["False Alarm Error"], "total": scores["Total Error"],
        },
    }


def notes(count, seconds, programs, pitches=(55, 67)):
    onset = random.uniform(0, seconds, count)
    length = random.uniform(0.05, 0.8, count)
    return np.stack([
        onset, onset + length, random.integers(*pitches, count).astype(float), random.choice(programs, count)], 1)


def heard(reference, programs):
    """Most of the notes, moved by tolerances' worth, some twice, some of another program, some invented."""
    kept = reference[random.random(len(reference)) < 0.85]
    kept = np.concatenate([kept, kept[random.random(len(kept)) < 0.2], notes(len(reference) // 5 + 1, 10, programs)])
    kept = kept.copy()
    kept[:, 0] += random.uniform(-0.07, 0.07, len(kept))
    kept[:, 0] = np.maximum(kept[:, 0], 0)
    kept[:, 1] = np.maximum(kept[:, 1] + random.uniform(-0.12, 0.12, len(kept)), kept[:, 0] + 0.02)
    kept[:, 2] += random.choice([0, 0, 0, 0.3, -0.45, 0.6], len(kept))
    wrong = random.random(len(kept)) < 0.2
    kept[wrong, 3] = random.choice(programs, int(wrong.sum()))
    return kept[random.permutation(len(kept))]


def score(reference, estimate):
    """Precision, recall, F and overlap with offsets, without, and of onsets alone."""
    arguments = (reference[:, :2], hertz(reference[:, 2]), estimate[:, :2], hertz(estimate[:, 2]))
    return {
        "with_offset": list(map(float, mir_eval.transcription.precision_recall_f1_overlap(*arguments))),
        "without_offset": list(
            map(float, mir_eval.transcription.precision_recall_f1_overlap(*arguments, offset_ratio=None))),
        "onset_only": list(
            map(float, mir_eval.transcription.onset_precision_recall_f1(reference[:, :2], estimate[:, :2]))),
    }


def by_program(reference, estimate, offset_ratio):
    """MT3's program-aware score: each program by itself, weighted by numbers of notes."""
    precision = recall = 0.0
    for program in sorted(set(reference[:, 3]) | set(estimate[:, 3])):
        some, other = reference[reference[:, 3] == program], estimate[estimate[:, 3] == program]
        p, r, _, _ = mir_eval.transcription.precision_recall_f1_overlap(
            some[:, :2], hertz(some[:, 2]), other[:, :2], hertz(other[:, 2]), offset_ratio=offset_ratio)
        precision += p * len(other)
        recall += r * len(some)
    precision, recall = precision / len(estimate), recall / len(reference)
    return [precision, recall, mir_eval.util.f_measure(precision, recall)]


def transcription_case(count, seconds, programs, grid=None, pitches=(55, 67)):
    reference = notes(count, seconds, programs, pitches)
    estimate = heard(reference, programs)
    if grid:  # Onsets exactly at the edge of the tolerance.
        reference[:, :2] = np.round(reference[:, :2] / grid) * grid
        estimate[:, :2] = np.round(estimate[:, :2] / grid) * grid
        reference[:, 1] = np.maximum(reference[:, 1], reference[:, 0] + grid)
        estimate[:, 1] = np.maximum(estimate[:, 1], estimate[:, 0] + grid)
    return {
        "reference": reference.tolist(), "estimate": estimate.tolist(), **score(reference, estimate),
        "program_with_offset": by_program(reference, estimate, 0.2),
        "program_without_offset": by_program(reference, estimate, None),
    }


def frame_case(frames, classes):
    reference = random.random((frames, classes)) < np.linspace(0.1, 0.8, classes)
    reference[:, -1] = False
    scores = np.round(np.clip(0.35 * reference + random.random((frames, classes)) * 0.7, 0, 1), 2).astype(np.float32)
    estimate = scores >= np.float32(0.5)
    defined = range(classes - 1)
    return {
        "reference": reference.astype(int).tolist(), "scores": np.round(scores.astype(float), 2).tolist(),
        "f1": [sklearn.metrics.f1_score(reference[:, k], estimate[:, k]) for k in defined],
        "auc": [sklearn.metrics.roc_auc_score(reference[:, k], scores[:, k]) for k in defined],
    }


golden.write_text(json.dumps({
    "multipitch": [
        multipitch_case(60, 0.032, 0.0, 5), multipitch_case(40, 0.01, 0.023, 4), multipitch_case(40, 0.1, -0.05, 6),
        multipitch_case(12, 0.032, 0.0, 0),
    ],
    "transcription": [
        transcription_case(60, 10, [0, 40, 73]), transcription_case(40, 10, [0, 33], grid=0.05),
        transcription_case(60, 1.5, [0, 40], pitches=(60, 63)), transcription_case(3, 10, [0]),
    ],
    "frames": frame_case(120, 4),
}, separators=(",", ":")) + "\n")
