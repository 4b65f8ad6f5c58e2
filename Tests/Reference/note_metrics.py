"""Golden values of note metrics beyond metrics.py's: crowds of notes, where the overlap of the matched depends on which
of several greatest matchings is taken, and scores by program as MT3 has them, on top of mir_eval.

    python3 Tests/Reference/note_metrics.py

writes Tests/MultiTaskTests/Golden/note_metrics.json: notes as [onset, offset, MIDI pitch, program].
"""

import json
import pathlib
import warnings

import mir_eval
import numpy as np

warnings.simplefilter("ignore")
random = np.random.default_rng(20190512)
golden = pathlib.Path(__file__).parent.parent / "MultiTaskTests" / "Golden" / "note_metrics.json"


def hertz(pitch):
    return 440.0 * 2.0 ** ((np.asarray(pitch, dtype=float) - 69) / 12)


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


golden.write_text(json.dumps([
    transcription_case(60, 10, [0, 40, 73]), transcription_case(40, 10, [0, 33], grid=0.05),
    transcription_case(60, 1.5, [0, 40], pitches=(60, 63)), transcription_case(3, 10, [0]),
], separators=(",", ":")) + "\n")
